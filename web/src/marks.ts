// The marks of hazard classes. Colour alone says nothing to many readers, so each
// class also has the pattern that the map lays over it, and bars: as many as the
// layer has classes, filled up to its rank.

import type { Rank } from "./answer";
import { el, svg } from "./dom";
import { type Sprite, spritePattern } from "./sprite";
import type { Sample } from "./style";

const WIDTH = 24;
const HEIGHT = 18;

/** Larger than a swatch of an area, which shows the middle of it. */
const COVER = { width: 48, height: 32 };

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

/** A swatch of a colour of the map, or of what has none. */
export function swatch(kind: "color" | "none", color?: string): HTMLElement {
  const element = el("span", { class: `swatch swatch-${kind}`, "aria-hidden": "true" });
  paint(element, color);
  return element;
}

/** How the map fills an area: an image of its style over a colour. */
interface Fill {
  color?: string | undefined;
  pattern?: string | undefined;
}

/** The image that the map lays where one hazard was not mapped. */
export const UNMAPPED = "arsir-1";

/** A piece of an area as it lies on the map. */
export function areaSwatch(
  kind: "class" | "unmapped",
  { color, pattern }: Fill,
  sprite: Sprite | undefined,
): HTMLElement {
  const mark = `swatch swatch-area swatch-${kind}`;
  const element = el("span", { class: mark, "aria-hidden": "true" });
  paint(element, color);
  showPattern(element, pattern, sprite);
  return element;
}

/** Lays a pattern over the colour of a swatch, in the place of the one that is there. */
export function showPattern(
  mark: HTMLElement,
  name: string | undefined,
  sprite: Sprite | undefined,
): void {
  const pattern = name === undefined ? null : spritePattern(sprite, name, COVER);
  mark.replaceChildren(...(pattern ? [pattern] : []));
}

/** A piece of a line, a dot or a ground as it is on the map. */
export function sample({ shape, color, casing }: Sample): HTMLElement {
  const look = `sample sample-${shape}`;
  const mark = el("span", { class: look, "aria-hidden": "true" });
  paint(mark, color);
  if (casing && CSS.supports("color", casing)) mark.style.setProperty("--casing", casing);
  return mark;
}

/** Hands a colour from the server to the style sheet. */
export function paint(element: HTMLElement, color: string | undefined): void {
  if (color && CSS.supports("color", color)) element.style.setProperty("--mark", color);
}
