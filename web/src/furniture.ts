// What stands around the map and is not needed to see it: the legend of what is in view, the
// page of paper, the tools of each layer. Their code comes once the map is drawn.

import type { Map as MapLibreMap } from "maplibre-gl";
import type { LegendScene, MapLegend } from "./furniture/map-legend";

type Code = typeof import("./furniture/enter");

export class Furniture {
  #code: Code | undefined;
  #legend: MapLegend | undefined;

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
    this.#legend ??= this.#code.furnish(map);
    this.#legend.show(scene);
  }
}
