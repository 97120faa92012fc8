import type { IControl, Map as MapLibreMap } from "maplibre-gl";
import { el } from "../dom";
import type { Words } from "../words";
import { button, group } from "./button";

/**
 * Asks about the centre of the map without a pointer: by a button, or by Enter
 * while the map has the focus. A crosshair shows the centre meanwhile.
 */
export class CenterControl implements IControl {
  #container: HTMLElement | undefined;
  #crosshair: HTMLElement | undefined;
  #unlisten: (() => void) | undefined;

  constructor(
    private readonly words: Words,
    private readonly onAsk: (lon: number, lat: number) => void,
  ) {}

  onAdd(map: MapLibreMap): HTMLElement {
    const ask = () => {
      const { lng, lat } = map.getCenter();
      this.onAsk(lng, lat);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      ask();
    };
    const canvas = map.getCanvas();
    canvas.addEventListener("keydown", onKey);
    this.#unlisten = () => canvas.removeEventListener("keydown", onKey);

    this.#crosshair = el("div", { class: "crosshair", "aria-hidden": "true" });
    map.getContainer().append(this.#crosshair);

    const path = "M10 2v5M10 13v5M2 10h5M13 10h5M10 9.990v.02";
    this.#container = group(button(this.words.askCenter, path, ask));
    this.#container.classList.add("center-control");
    return this.#container;
  }

  onRemove(): void {
    this.#unlisten?.();
    this.#crosshair?.remove();
    this.#container?.remove();
  }
}
