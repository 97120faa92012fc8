// A layer that the server refuses: plain words for the reader, the reasons for the operator.

import type { Catalog, RefusedLayer } from "./api";
import { el, icon } from "./dom";
import { textIn } from "./format";
import type { Lang } from "./state";
import { say, words } from "./words";

/** What to say above the map while a hazard is not served; one of unknown kind may be one. */
export function missingHazards(catalog: Catalog | undefined, lang: Lang): string {
  const refused = (catalog?.layers ?? []).filter((layer) => layer.status === "refused");
  const hazards = refused.filter((layer) => (layer.kind ?? "hazard") === "hazard");
  const names = hazards.map((layer) => textIn(layer.title, lang) || layer.id);
  return names.length ? say(words(lang).missingHazards, { names: names.join(", ") }) : "";
}

export function refusedLayer(layer: RefusedLayer, lang: Lang): HTMLElement[] {
  const w = words(lang);
  // The name of the manifest, where that could not be read as far as the title.
  const title = textIn(layer.title, lang) || layer.id;
  const name = el("span", { class: "layer-title" }, title);
  const warning = icon("M10 3l8 14H2ZM10 8.500v3.500M10 14.400v.1");
  const parts: HTMLElement[] = [
    el("div", { class: "layer-head" }, name),
    el("p", { class: "remark refused" }, warning, el("span", {}, w.refused)),
  ];
  if (layer.problems.length) {
    const reasons = layer.problems.map((one) => el("li", {}, one));
    parts.push(
      el(
        "details",
        { class: "source", "data-layer": layer.id },
        el("summary", {}, w.forOperator),
        el("ul", { class: "problems" }, ...reasons),
      ),
    );
  }
  return parts;
}
