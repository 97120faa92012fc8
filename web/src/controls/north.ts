import type { IControl } from "maplibre-gl";
import { el, svg } from "../dom";
import type { Words } from "../words";

/** Says where north is. The map does not turn, so it needs no needle that does. */
export class NorthControl implements IControl {
  #container: HTMLElement | undefined;

  constructor(private readonly words: Words) {}

  onAdd(): HTMLElement {
    const { north, northShort } = this.words.mapLegend;
    const arrow = svg(
      "svg",
      { viewBox: "0 0 12 20", width: 12, height: 20, "aria-hidden": "true" },
      svg("path", { d: "M6 1 11 19 6 15 1 19Z" }),
    );
    this.#container = el(
      "div",
      { class: "maplibregl-ctrl north", role: "img", "aria-label": north, title: north },
      arrow,
      northShort,
    );
    return this.#container;
  }

  onRemove(): void {
    this.#container?.remove();
  }
}
