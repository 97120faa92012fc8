import type { IControl, Map as MapLibreMap } from "maplibre-gl";
import type { Words } from "../words";
import { button, group } from "./button";

/** Two buttons that zoom in and out. MapLibre's own cannot change its language. */
export class ZoomControl implements IControl {
  #container: HTMLElement | undefined;

  constructor(private readonly words: Words) {}

  onAdd(map: MapLibreMap): HTMLElement {
    this.#container = group(
      button(this.words.zoomIn, "M10 4v12M4 10h12", () => map.zoomIn()),
      button(this.words.zoomOut, "M4 10h12", () => map.zoomOut()),
    );
    return this.#container;
  }

  onRemove(): void {
    this.#container?.remove();
  }
}
