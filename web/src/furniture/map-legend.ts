// The legend on the map: only what is in view. It is looked for when the map has come to rest, and
// now and then while it has not, and only while the legend is unfolded. No live region: who reads
// it reads a list.

import type { IControl, Map as MapLibreMap } from "maplibre-gl";
import type { Catalog, ServedLayer } from "../api";
import { el } from "../dom";
import { textIn } from "../format";
import { kindOf } from "../maps";
import { areaSwatch, UNMAPPED } from "../marks";
import { type LegendContext, legend } from "../panel-legend";
import { words } from "../words";
import { InView, telling } from "./in-view";
import { remember, startsOpen } from "./remembered";

export interface LegendScene extends LegendContext {
  catalog: Catalog;
}

/** A map that comes to rest again and again, as while it is dragged, is looked at once. */
const PAUSE_MS = 200;

/** A map that takes long to come to rest is looked at so often meanwhile, */
const RHYTHM_MS = 1000;
/** and never for more than this part of the time. */
const MOST_OF_TIME = 0.05;

/** What a reader looks for first. */
const ORDER = ["hazard", "zoning", "school", "facility", "population"];

export class MapLegend implements IControl {
  #map: MapLibreMap | undefined;
  #scene: LegendScene | undefined;
  #telling: string[] = [];
  #title = el("summary");
  #body = el("div", { class: "map-legend-body" });
  #root = el("details", { class: "maplibregl-ctrl map-legend", hidden: true });
  #pause = 0;
  #rhythm_ms = RHYTHM_MS;
  #onIdle = () => {
    window.clearTimeout(this.#pause);
    this.#pause = window.setTimeout(this.#lookIfOpen, PAUSE_MS);
  };
  #onRender = () => {
    if (!this.#pause) this.#pause = window.setTimeout(this.#lookIfOpen, this.#rhythm_ms);
  };
  #lookIfOpen = () => {
    this.#pause = 0;
    // A map of which no legend speaks needs none.
    this.#root.hidden = this.#speaking().length === 0;
    if (!this.#root.open || this.#root.hidden) return;
    const begin = performance.now();
    this.#look();
    this.#rhythm_ms = Math.max(RHYTHM_MS, (performance.now() - begin) / MOST_OF_TIME);
  };

  onAdd(map: MapLibreMap): HTMLElement {
    this.#map = map;
    this.#root.append(this.#title, this.#body);
    this.#root.open = startsOpen();
    this.#root.addEventListener("toggle", this.#lookIfOpen);
    this.#title.addEventListener("click", () => remember(!this.#root.open));
    map.on("idle", this.#onIdle);
    // Where tiles do not come, as without a network, the map may not come to rest.
    map.on("moveend", this.#onIdle);
    map.on("render", this.#onRender);
    return this.#root;
  }

  onRemove(): void {
    window.clearTimeout(this.#pause);
    this.#map?.off("idle", this.#onIdle);
    this.#map?.off("moveend", this.#onIdle);
    this.#map?.off("render", this.#onRender);
    this.#root.remove();
  }

  show(scene: LegendScene): void {
    this.#scene = scene;
    this.#telling = telling(scene.style);
    this.#title.textContent = words(scene.lang).mapLegend.title;
    this.#lookIfOpen();
  }

  /** The legend of what is in view now, for paper. */
  copy(): Node {
    this.#look();
    return this.#body.cloneNode(true);
  }

  /** What is drawn at this zoom, and not muted, of what a legend speaks of. */
  #speaking(): string[] {
    const map = this.#map;
    return this.#telling.filter((id) => map?.getLayer(id)?.isHidden(map.getZoom()) === false);
  }

  #look(): void {
    if (!this.#map || !this.#scene) return;
    const map = this.#map;
    const layers = this.#speaking();
    const view = new InView(layers.length ? map.queryRenderedFeatures({ layers }) : []);
    const w = words(this.#scene.lang).mapLegend;
    const told = sections(view, this.#scene);
    // That there is nothing is known once all is drawn.
    const none = el("p", { class: "remark" }, map.loaded() ? w.nothing : w.drawing);
    const next = el("div", {}, ...(told.length ? told : [none]));
    // What stays the same is not touched: somebody may be reading it.
    if (next.innerHTML === this.#body.innerHTML) return;
    this.#body.replaceChildren(...next.childNodes);
    this.#letScroll();
  }

  /** What scrolls has to be reached by keyboard. */
  #letScroll(): void {
    const scrolls = this.#body.scrollHeight > this.#body.clientHeight + 1;
    if (scrolls) this.#body.tabIndex = 0;
    else this.#body.removeAttribute("tabindex");
  }
}

function sections(view: InView, scene: LegendScene): HTMLElement[] {
  const { catalog, lang } = scene;
  const parts: HTMLElement[] = inOrder(catalog).flatMap((layer) => {
    const marks = legend(layer, { ...scene, wanted: (entry) => view.has(layer.id, entry) });
    return marks ? [el("div", {}, el("p", {}, textIn(layer.title, lang)), marks)] : [];
  });
  const unmapped = inOrder(catalog).filter(({ id }) => view.unmapped.has(id));
  if (unmapped.length) parts.push(notMapped(unmapped, scene));
  return parts;
}

function notMapped(layers: ServedLayer[], { lang, sprite }: LegendScene): HTMLElement {
  const w = words(lang);
  const names = layers.map((layer) => textIn(layer.title, lang)).join(", ");
  const mark = areaSwatch("unmapped", { pattern: UNMAPPED }, sprite);
  return el(
    "ul",
    { class: "legend", "aria-label": w.uncoloured },
    el("li", { "data-class": "unmapped" }, mark, el("span", {}, `${w.legendUnmapped} (${names})`)),
  );
}

function inOrder({ layers }: Catalog): ServedLayer[] {
  const place = (layer: ServedLayer) => ORDER.indexOf(kindOf(layer)) + 1 || ORDER.length + 1;
  return layers.filter((one) => one.status === "served").sort((a, b) => place(a) - place(b));
}
