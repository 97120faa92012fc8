// Says over a map that is empty without a network why it is so.

import type { LayerSpecification, Map as MapLibreMap } from "maplibre-gl";
import { el } from "../dom";
import { onKept } from "../kept";
import type { Lang } from "../state";
import { drawnLayer } from "../style";
import { words } from "../words";

export class Unkept {
  #root = el("p", { class: "unkept", role: "status" });
  #text = "";
  #offline = !navigator.onLine;

  constructor(private readonly map: MapLibreMap) {
    map.getContainer().append(this.#root);
    for (const event of ["moveend", "idle"] as const) map.on(event, () => this.#look());
    onKept((since) => this.#set(since !== null));
    window.addEventListener("offline", () => this.#set(true));
    window.addEventListener("online", () => this.#set(false));
  }

  show(lang: Lang): void {
    this.#text = words(lang).offline.emptyMap;
    this.#look();
  }

  #set(offline: boolean): void {
    this.#offline = offline;
    this.#look();
  }

  #look(): void {
    const empty = this.#offline && !this.map.queryRenderedFeatures().some(isOurs);
    const text = empty ? this.#text : "";
    if (this.#root.textContent !== text) this.#root.textContent = text;
  }
}

/** Not what a page draws over the map, which is there without tiles. */
function isOurs({ layer }: { layer: LayerSpecification }): boolean {
  return drawnLayer(layer) !== null;
}
