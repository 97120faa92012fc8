// What stands around the map and is not needed to see it: the legend of what is in view, the
// page of paper, the tools of each layer. Their code comes once the map is drawn.

import type { Map as MapLibreMap } from "maplibre-gl";
import type { OnMap } from "./furniture/enter";
import type { LegendScene } from "./furniture/map-legend";

type Code = typeof import("./furniture/enter");

export class Furniture {
  #code: Code | undefined;
  #onMap: OnMap | undefined;

  constructor(private readonly onCome: () => void) {}

  /** Fetches the code; where it does not come the page does without. */
  async fetch(): Promise<void> {
    try {
      this.#code ??= await import("./furniture/enter");
    } catch {
      return;
    }
    this.onCome();
  }

  /** What the reader can do with a layer; nothing until the code is there. */
  get layerTools(): Code["layerTools"] | undefined {
    return this.#code?.layerTools;
  }

  /** Sets it up, or anew, for the map as it looks now. */
  show(map: MapLibreMap | undefined, scene: LegendScene): void {
    if (!this.#code || !map) return;
    this.#onMap ??= this.#code.furnish(map);
    this.#onMap.legend.show(scene);
    this.#onMap.unkept.show(scene.lang);
  }
}
