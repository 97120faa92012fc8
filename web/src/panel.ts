// The layer panel: a switch, a legend and a source for each layer.

import type { Layer, ServedLayer } from "./api";
import { basemapSection } from "./basemap";
import { type ChoiceContext, choice } from "./choice";
import { el, icon } from "./dom";
import { number, telLink, textIn } from "./format";
import type { Furniture } from "./furniture";
import { isOwn, kindOf, subjectOf, topicOf } from "./maps";
import { sample } from "./marks";
import { type LegendContext, legend, uncoloured } from "./panel-legend";
import { anchor, provenance } from "./provenance";
import { refusedLayer } from "./refused";
import type { MapId, Opacities } from "./state";
import { drawnFrom, draws, sampleOf } from "./style";
import { say, type Words, words } from "./words";

export interface PanelContext extends ChoiceContext, LegendContext {
  /** The maps of this city that draw a layer; null until that is known. */
  drawnOn: (id: string) => MapId[] | null;
  hidden: readonly string[];
  opacity: Opacities;
  /** What the reader can do with a layer besides; nothing until its code is there. */
  layerTools: LayerTools | undefined;
  zoom: number;
  /** What keeps the map for when there is no network. */
  shelf: HTMLElement;
  onSwitch: (id: string, shown: boolean) => void;
  onOpacity: (id: string, percent: number) => void;
  onClose: () => void;
}

type Group = keyof Words["groups"];
type LayerTools = NonNullable<Furniture["layerTools"]>;

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
/** The kinds that an answer speaks of. */
const IN_ANSWERS = ["hazard", "boundary", "zoning", "population"];
const GROUPS: Group[] = ["hazard", "school", "facility", "area", "base", "other"];

/** Draws the panel anew; what the reader had unfolded stays unfolded, and the focus where it is. */
export function showPanel(root: HTMLElement, context: PanelContext): void {
  const w = words(context.lang);
  const focused = root.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-focus")
    : null;
  const unfolded = new Set(
    [...root.querySelectorAll<HTMLElement>("details[open]")].map((one) => one.dataset.layer),
  );
  const close = el(
    "button",
    {
      type: "button",
      class: "icon-button panel-close",
      "data-focus": "close",
      "aria-label": w.closeLayers,
    },
    icon("M5 5l10 10M15 5L5 15"),
  );
  close.addEventListener("click", context.onClose);
  root.setAttribute("aria-labelledby", "panel-title");
  root.replaceChildren(
    el("header", { class: "panel-head" }, el("h2", { id: "panel-title" }, w.layers), close),
    choice(context),
    hint(context),
    context.shelf,
    ...byWeight(GROUPS, (group) => weightOf(layersOf(group, context)[0], context))
      .map((group) => groupSection(group, context))
      .filter((one) => one !== null),
    ...[basemapSection(context)].filter((one) => one !== null),
    panelFoot(context),
  );
  for (const details of root.querySelectorAll("details")) {
    details.open = unfolded.has(details.dataset.layer);
  }
  if (focused)
    root
      .querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
}

/** Tells of each layer that the style draws from a nearer zoom only. */
export function setZoom(root: HTMLElement, zoom: number): void {
  for (const remark of root.querySelectorAll<HTMLElement>("[data-drawn-from]")) {
    remark.hidden = zoom >= Number(remark.dataset.drawnFrom);
  }
}

function hint({ lang, look, catalog }: PanelContext): HTMLElement {
  const w = words(lang);
  const keys = el("span", { class: "hint-keys" }, w.hintKeyboard);
  return el("p", { class: "hint" }, w.hints[topicOf(look.map, catalog)], " ", keys);
}

function groupSection(group: Group, context: PanelContext): HTMLElement | null {
  const w = words(context.lang);
  const layers = layersOf(group, context);
  if (!layers.length) return null;
  return el(
    "section",
    { class: "group", "data-group": group },
    el("h3", {}, w.groups[group]),
    el("ul", { class: "layers" }, ...layers.map((layer) => layerItem(layer, context))),
    layers.some((layer) => kindOf(layer) === "hazard" && draws(context.style, layer.id))
      ? uncoloured(w, context.sprite)
      : null,
  );
}

/** The layers of a group: what the map is about, what it draws besides, the rest. */
function layersOf(group: Group, context: PanelContext): Layer[] {
  const layers = context.catalog.layers.filter((layer) => groupOf(layer) === group);
  return byWeight(layers, (layer) => weightOf(layer, context));
}

function weightOf(layer: Layer | undefined, { style, look }: PanelContext): number {
  if (!layer || !draws(style, layer.id)) return 2;
  return isOwn(layer, look.map) ? 0 : 1;
}

/** The lightest first, and as they came where they weigh the same. */
function byWeight<T>(list: readonly T[], weight: (one: T) => number): T[] {
  return [...list].sort((a, b) => weight(a) - weight(b));
}

function groupOf(layer: Layer): Group {
  return GROUP_OF_KIND[kindOf(layer)] ?? "other";
}

function layerItem(layer: Layer, context: PanelContext): HTMLElement {
  const parts =
    layer.status === "refused" ? refusedLayer(layer, context.lang) : servedLayer(layer, context);
  return el(
    "li",
    { class: "layer", "data-layer": layer.id, "data-status": layer.status },
    ...parts,
  );
}

function servedLayer(layer: ServedLayer, context: PanelContext): (HTMLElement | null)[] {
  const drawn = draws(context.style, layer.id);
  const from = source(layer, drawn, context);
  if (!drawn) {
    const title = el("span", { class: "layer-title" }, textIn(layer.title, context.lang));
    return [el("div", { class: "layer-head" }, title), elsewhere(layer, context), from];
  }
  return [drawnHead(layer, context), zoomRemark(layer, context), legend(layer, context), from];
}

function drawnHead(layer: ServedLayer, context: PanelContext): HTMLElement {
  const input = el("input", {
    type: "checkbox",
    role: "switch",
    "data-layer": layer.id,
    "data-focus": `layer-${layer.id}`,
  });
  input.checked = !context.hidden.includes(layer.id);
  input.addEventListener("change", () => context.onSwitch(layer.id, input.checked));
  const look = layer.classes ? null : sampleOf(context.style, layer.id);
  return el(
    "label",
    { class: "layer-head layer-switch" },
    el("span", { class: "layer-title" }, look && sample(look), textIn(layer.title, context.lang)),
    input,
  );
}

/** Where a layer is found that this map does not draw. */
function elsewhere(layer: ServedLayer, context: PanelContext): HTMLElement {
  const w = words(context.lang);
  const maps = context.drawnOn(layer.id);
  // The switch that takes its place takes its focus too.
  const focus = `layer-${layer.id}`;
  if (maps?.length) {
    const ways = maps.map((map) => {
      const name = w.maps[subjectOf(map, context.catalog)];
      const way = el("button", { type: "button", class: "link-button", "data-focus": focus }, name);
      way.addEventListener("click", () => context.onMap(map));
      return way;
    });
    return el("p", { class: "remark elsewhere" }, w.drawnOn, ...ways);
  }
  const answers = maps !== null && IN_ANSWERS.includes(layer.kind);
  return el("p", { class: "remark" }, answers ? w.answersOnly : w.notDrawn);
}

function zoomRemark({ id }: Layer, { style, lang, zoom }: PanelContext): HTMLElement | null {
  const from = drawnFrom(style, id);
  if (!from) return null;
  const remark = el("p", { class: "remark", "data-drawn-from": from }, words(lang).zoomToSee);
  remark.hidden = zoom >= from;
  return remark;
}

function source(layer: ServedLayer, drawn: boolean, context: PanelContext): HTMLElement {
  const { lang, layerTools } = context;
  const w = words(lang);
  const extra: [string, string][] = [[w.features, number(layer.features, lang)]];
  const repairs = layer.report.repairs.reduce((sum, one) => sum + one.count, 0);
  if (repairs) extra.push([w.repairs, number(repairs, lang)]);
  return el(
    "details",
    { class: "source", "data-layer": layer.id },
    el("summary", {}, drawn ? w.tools.drawn : w.tools.notDrawn),
    provenance(layer.provenance, lang, extra),
    layerTools?.(layer, drawn, context),
  );
}

function panelFoot({ catalog, lang }: PanelContext): HTMLElement {
  const w = words(lang);
  const { emergency, contact } = catalog.city;
  return el(
    "footer",
    { class: "panel-foot" },
    emergency
      ? el(
          "a",
          { href: telLink(emergency) },
          `${w.emergency}: ${say(w.call, { number: emergency })}`,
        )
      : null,
    anchor(contact, w.contact),
  );
}
