import type { IControl } from "maplibre-gl";
import type { Catalog } from "../api";
import { el } from "../dom";
import type { Words } from "../words";

/**
 * Names the publishers of what is on the map, and whoever is named for what lies under it from
 * `outside`; the panel has the licences and links.
 */
export class CreditControl implements IControl {
  #container: HTMLElement | undefined;

  constructor(
    private readonly words: Words,
    private readonly catalog: Catalog,
    private readonly outside: readonly string[],
  ) {}

  onAdd(): HTMLElement {
    const publishers = this.catalog.layers
      .filter((layer) => layer.status === "served")
      .filter((layer) => layer.tiles)
      .map((layer) => layer.provenance.publisher)
      .filter((name) => name);
    const names = [...new Set(publishers), ...this.outside, "MapLibre"];
    const text = `${this.words.credit}: ${names.join(" · ")}`;
    this.#container = el("p", { class: "maplibregl-ctrl credit", title: text }, text);
    return this.#container;
  }

  onRemove(): void {
    this.#container?.remove();
  }
}
