// What the reader can do with a layer: make it fainter, take its features along.

import type { ServedLayer } from "../api";
import { el } from "../dom";
import { number } from "../format";
import { FULL_OPACITY, type Lang, LEAST_OPACITY, type Opacities } from "../state";
import { say, words } from "../words";
import { filesOf } from "./download";

const STEP = 10;

export interface ToolsContext {
  lang: Lang;
  opacity: Opacities;
  onOpacity: (id: string, percent: number) => void;
}

/** What the map does not draw cannot be made fainter. */
export function layerTools(layer: ServedLayer, drawn: boolean, context: ToolsContext): HTMLElement {
  return el(
    "div",
    { class: "layer-tools" },
    drawn ? slider(layer, context) : null,
    downloads(layer, context.lang),
  );
}

function slider({ id }: ServedLayer, { lang, opacity, onOpacity }: ToolsContext): HTMLElement {
  const percent = opacity[id] ?? FULL_OPACITY;
  const input = el("input", {
    type: "range",
    min: LEAST_OPACITY,
    max: FULL_OPACITY,
    step: STEP,
    value: percent,
    "data-opacity": id,
    "data-focus": `opacity-${id}`,
  });
  const shown = el("span", { "aria-hidden": "true" });
  const tell = () => {
    shown.textContent = `${input.value} %`;
    input.setAttribute("aria-valuetext", `${input.value} %`);
  };
  tell();
  input.addEventListener("input", () => {
    tell();
    onOpacity(id, input.valueAsNumber);
  });
  return el("label", { class: "opacity" }, words(lang).tools.opacity, " ", shown, input);
}

/** A layer of tiles only has no features to take along. */
function downloads(layer: ServedLayer, lang: Lang): HTMLElement | null {
  const files = filesOf(layer, lang);
  if (files.length === 0) return null;
  const count = number(layer.features, lang);
  // The server names the file.
  const links = files.map(({ format, href }) => el("a", { href, download: "" }, format));
  return el(
    "div",
    { class: "downloads" },
    el("p", {}, say(words(lang).tools.all, { count })),
    el("p", { class: "links" }, ...links),
  );
}
