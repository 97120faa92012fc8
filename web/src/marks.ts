// The marks of hazard classes. Colour alone says nothing to many readers, so each
// class also has bars: as many as the layer has classes, filled up to its rank.

import type { Rank } from "./answer";
import { el, svg } from "./dom";

const WIDTH = 24;
const HEIGHT = 18;

export function bars({ rank, of }: Rank): SVGElement {
  const step = WIDTH / of;
  const rects = Array.from({ length: of }, (_, i) => {
    const height = (HEIGHT * (i + 2)) / (of + 1);
    const filled = i < rank;
    return svg("rect", {
      class: filled ? "bar-filled" : "bar-empty",
      x: i * step + 0.75,
      y: HEIGHT - height + 0.5,
      width: step - 2.5,
      height: height - 1,
      rx: 1,
    });
  });
  const view = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT };
  return svg("svg", { class: "bars", ...view, "aria-hidden": "true" }, ...rects);
}

/** A swatch of the colour that the catalogue gives, or of a status that has none. */
export function swatch(kind: "class" | "none" | "unmapped", color?: string): HTMLElement {
  const element = el("span", { class: `swatch swatch-${kind}`, "aria-hidden": "true" });
  paint(element, color);
  return element;
}

/** Hands a colour from the server to the style sheet. */
export function paint(element: HTMLElement, color: string | undefined): void {
  if (color && CSS.supports("color", color)) element.style.setProperty("--mark", color);
}
