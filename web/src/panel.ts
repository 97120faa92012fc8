// The layer panel: a switch, a legend and a source for each layer.

import type { StyleSpecification } from "maplibre-gl";
import type { Catalog, Layer, RefusedLayer, ServedLayer } from "./api";
import { el, icon } from "./dom";
import { number, telLink, textIn } from "./format";
import { bars, paint, swatch } from "./marks";
import { anchor, provenance } from "./provenance";
import type { Lang } from "./state";
import { drawnFrom, sampleOf, styleLayersOf } from "./style";
import { type Words, words } from "./words";

export interface PanelContext {
  lang: Lang;
  catalog: Catalog;
  style: StyleSpecification;
  hidden: readonly string[];
  zoom: number;
  onSwitch: (id: string, shown: boolean) => void;
  onClose: () => void;
}

type Group = keyof Words["groups"];

const GROUP_OF_KIND: Record<string, Group> = {
  hazard: "hazard",
  zoning: "school",
  school: "school",
  boundary: "area",
  population: "area",
  facility: "facility",
  base: "base",
  street: "base",
  place: "base",
  address: "base",
};
const GROUPS: Group[] = ["hazard", "school", "facility", "area", "base", "other"];

/** Draws the panel anew; what the reader had unfolded stays unfolded. */
export function showPanel(root: HTMLElement, context: PanelContext): void {
  const w = words(context.lang);
  const unfolded = new Set(
    [...root.querySelectorAll<HTMLElement>("details[open]")].map((one) => one.dataset.layer),
  );
  const close = el(
    "button",
    { type: "button", class: "icon-button panel-close", "aria-label": w.closeLayers },
    icon("M5 5l10 10M15 5L5 15"),
  );
  close.addEventListener("click", context.onClose);
  root.setAttribute("aria-labelledby", "panel-title");
  root.replaceChildren(
    el("header", { class: "panel-head" }, el("h2", { id: "panel-title" }, w.layers), close),
    el("p", { class: "hint" }, w.hint, " ", el("span", { class: "hint-keys" }, w.hintKeyboard)),
    ...GROUPS.map((group) => groupSection(group, context)).filter((one) => one !== null),
    panelFoot(context),
  );
  for (const details of root.querySelectorAll("details")) {
    details.open = unfolded.has(details.dataset.layer);
  }
}

/** Sets the switches without drawing anew, for a state that came from the URL. */
export function setSwitches(root: HTMLElement, hidden: readonly string[]): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-layer]")) {
    input.checked = !hidden.includes(input.dataset.layer ?? "");
  }
}

/** Tells of each layer that the style draws from a nearer zoom only. */
export function setZoom(root: HTMLElement, zoom: number): void {
  for (const remark of root.querySelectorAll<HTMLElement>("[data-drawn-from]")) {
    remark.hidden = zoom >= Number(remark.dataset.drawnFrom);
  }
}

function groupSection(group: Group, context: PanelContext): HTMLElement | null {
  const w = words(context.lang);
  const layers = context.catalog.layers.filter((layer) => groupOf(layer) === group);
  if (!layers.length) return null;
  return el(
    "section",
    { class: "group", "data-group": group },
    el("h3", {}, w.groups[group]),
    el("ul", { class: "layers" }, ...layers.map((layer) => layerItem(layer, context))),
    group === "hazard" ? uncoloured(w) : null,
  );
}

/** A layer that is refused may not even say of what kind it is. */
function groupOf(layer: Layer): Group {
  return (layer.status === "served" ? GROUP_OF_KIND[layer.kind] : undefined) ?? "other";
}

function layerItem(layer: Layer, context: PanelContext): HTMLElement {
  const { lang } = context;
  const parts =
    layer.status === "refused"
      ? [refusedHead(layer, lang)]
      : [
          servedHead(layer, context),
          zoomRemark(layer, context),
          legend(layer, lang),
          source(layer, lang),
        ];
  return el(
    "li",
    { class: "layer", "data-layer": layer.id, "data-status": layer.status },
    ...parts,
  );
}

function servedHead(layer: ServedLayer, context: PanelContext): HTMLElement {
  const title = textIn(layer.title, context.lang);
  const drawn = layer.tiles !== undefined && styleLayersOf(context.style, layer.id).length > 0;
  if (!drawn) {
    return el(
      "div",
      { class: "layer-head" },
      el("span", { class: "layer-title" }, title),
      el("span", { class: "remark" }, words(context.lang).notDrawn),
    );
  }
  const input = el("input", { type: "checkbox", role: "switch", "data-layer": layer.id });
  input.checked = !context.hidden.includes(layer.id);
  input.addEventListener("change", () => context.onSwitch(layer.id, input.checked));
  const sample = layer.classes ? null : sampleOf(context.style, layer.id);
  const look = sample && el("span", { class: `sample sample-${sample.shape}` });
  if (sample && look) paint(look, sample.color);
  return el(
    "label",
    { class: "layer-head layer-switch" },
    el("span", { class: "layer-title" }, look, title),
    input,
  );
}

function zoomRemark({ id }: Layer, { style, lang, zoom }: PanelContext): HTMLElement | null {
  const from = drawnFrom(style, id);
  if (!from) return null;
  const remark = el("p", { class: "remark", "data-drawn-from": from }, words(lang).zoomToSee);
  remark.hidden = zoom >= from;
  return remark;
}

function refusedHead(layer: RefusedLayer, lang: Lang): HTMLElement {
  const w = words(lang);
  return el(
    "div",
    {},
    el(
      "div",
      { class: "layer-head" },
      el("span", { class: "layer-title" }, layer.id),
      el("span", { class: "badge" }, w.refused),
    ),
    el("p", { class: "remark" }, w.refusedWhy),
    el("ul", { class: "problems" }, ...layer.problems.map((one) => el("li", {}, one))),
  );
}

function legend(layer: ServedLayer, lang: Lang): HTMLElement | null {
  const classes = layer.classes ?? [];
  if (!classes.length) return null;
  const w = words(lang);
  const items = classes.map((one, index) => {
    const rank = { rank: index + 1, of: classes.length };
    const item = el(
      "li",
      { "data-class": one.id },
      swatch("class", one.color),
      bars(rank),
      el("span", {}, textIn(one.label, lang)),
      el("span", { class: "visually-hidden" }, `(${w.rank(rank.rank, rank.of)})`),
    );
    paint(item, one.color);
    return item;
  });
  const label = w.legendOf(textIn(layer.title, lang));
  return el("ul", { class: "legend", "aria-label": label }, ...items.reverse());
}

/** What no colour means, once for all hazard layers. */
function uncoloured(w: Words): HTMLElement {
  return el(
    "div",
    { class: "uncoloured" },
    el("h4", {}, w.uncoloured),
    el(
      "ul",
      { class: "legend", "aria-label": w.uncoloured },
      el("li", { "data-class": "none" }, swatch("none"), w.legendNone),
      el("li", { "data-class": "unmapped" }, swatch("unmapped"), w.legendUnmapped),
    ),
    el("p", { class: "remark" }, w.legendAsk),
  );
}

function source(layer: ServedLayer, lang: Lang): HTMLElement {
  const w = words(lang);
  const extra: [string, string][] = [[w.features, number(layer.features, lang)]];
  const repairs = layer.report.repairs.reduce((sum, one) => sum + one.count, 0);
  if (repairs) extra.push([w.repairs, number(repairs, lang)]);
  return el(
    "details",
    { class: "source", "data-layer": layer.id },
    el("summary", {}, w.source),
    provenance(layer.provenance, lang, extra),
  );
}

function panelFoot({ catalog, lang }: PanelContext): HTMLElement {
  const w = words(lang);
  const { emergency, contact } = catalog.city;
  return el(
    "footer",
    { class: "panel-foot" },
    emergency
      ? el("a", { href: telLink(emergency) }, `${w.emergency}: ${w.call(emergency)}`)
      : null,
    anchor(contact, w.contact),
  );
}
