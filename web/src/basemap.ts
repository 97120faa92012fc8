// The map of another server that may lie under the city's own: in the panel, and who is named for it.

import type { Catalog } from "./api";
import { el } from "./dom";
import { textIn } from "./format";
import type { Lang } from "./state";
import { say, words } from "./words";

/** Its name in styles and links, which no layer can have. */
export const BASEMAP = "city.basemap";

export interface BasemapContext {
  lang: Lang;
  catalog: Catalog;
  hidden: readonly string[];
  onSwitch: (id: string, shown: boolean) => void;
}

/** A switch, and what switching it on tells whom; nothing where the city has no such map. */
export function basemapSection(context: BasemapContext): HTMLElement | null {
  const { basemap } = context.catalog.city;
  if (!basemap) return null;
  const w = words(context.lang).basemap;
  const input = el("input", {
    type: "checkbox",
    role: "switch",
    "data-layer": BASEMAP,
    "data-focus": "basemap",
  });
  input.checked = !context.hidden.includes(BASEMAP);
  input.addEventListener("change", () => context.onSwitch(BASEMAP, input.checked));
  const title = el("span", { class: "layer-title" }, textIn(basemap.title, context.lang));
  return el(
    "section",
    { class: "group", "data-group": "basemap" },
    el("h3", {}, w.title),
    el("label", { class: "layer-head layer-switch" }, title, input),
    el("p", { class: "remark" }, say(w.asks, { host: new URL(basemap.origin).host })),
    el("p", { class: "remark" }, basemap.attribution),
  );
}

/** Whom to name on the map while it is on. */
export function basemapCredit({ city }: Catalog, hidden: readonly string[]): string[] {
  return city.basemap && !hidden.includes(BASEMAP) ? [city.basemap.attribution] : [];
}
