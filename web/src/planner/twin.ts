// A second map beside the first, which looks where that looks.

import type { Map as MapLibreMap, StyleSpecification } from "maplibre-gl";
import type { Bounds } from "../api";
import { idle } from "../camera";
import { el } from "../dom";
import { mapCode } from "../stage";
import type { Place } from "../state";

export interface TwinView {
  style: StyleSpecification;
  title: string;
  /** What it shows, over it. */
  key: HTMLElement;
  area: Bounds;
}

export class Twin {
  #box = el("div", { class: "map" });
  #root = el("div", { class: "planner-twin" }, this.#box);
  #key: HTMLElement | undefined;
  #view: TwinView | undefined;
  #map: MapLibreMap | undefined;
  /** The map that is followed. */
  #first: MapLibreMap | undefined;
  #leading = false;
  #follow = () => this.#copy(this.#first, this.#map);

  constructor(
    private readonly stage: HTMLElement,
    private readonly onAsk: (place: Place) => void,
  ) {}

  /** The canvas of the second map, once there is one. */
  get map(): MapLibreMap | undefined {
    return this.#map;
  }

  async drawn(): Promise<void> {
    if (this.#map) await idle(this.#map);
  }

  /** Shows it beside the first map, or takes it away. */
  show(first: MapLibreMap | undefined, view: TwinView | null): void {
    if (!view || !first) {
      this.#hide();
      return;
    }
    this.#view = view;
    this.#key?.remove();
    this.#key = view.key;
    this.#root.append(view.key);
    this.#map?.getCanvas().setAttribute("aria-label", view.title);
    this.#map?.setStyle(view.style);
    if (this.#root.isConnected) return;
    this.stage.dataset.beside = "true";
    this.stage.prepend(this.#root);
    first.resize();
    this.#first = first;
    first.on("move", this.#follow);
    void this.#make(first);
  }

  async #make(first: MapLibreMap): Promise<void> {
    const { createMap } = await mapCode();
    const view = this.#view;
    if (!this.#root.isConnected || this.#map || !view) return;
    const { lng, lat } = first.getCenter();
    const at = { lon: lng, lat, zoom: first.getZoom() };
    const map = createMap(this.#box, view.style, at, view.area);
    map.getCanvas().setAttribute("aria-label", view.title);
    // Only what the reader does: that it has another size is no reason for the first to move.
    map.on("move", ({ originalEvent }) => {
      if (originalEvent) this.#copy(map, this.#first);
    });
    map.on("click", ({ lngLat }) => this.onAsk({ lon: lngLat.lng, lat: lngLat.lat }));
    this.#map = map;
  }

  #copy(from: MapLibreMap | undefined, to: MapLibreMap | undefined): void {
    // The map that is moved would else follow the one that follows it.
    if (this.#leading || !from || !to) return;
    this.#leading = true;
    to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
    this.#leading = false;
  }

  #hide(): void {
    delete this.stage.dataset.beside;
    this.#first?.off("move", this.#follow);
    this.#map?.remove();
    this.#map = undefined;
    this.#first = undefined;
    this.#view = undefined;
    this.#root.remove();
  }
}
