// The code of the furniture, as it is fetched.

import "./furniture.css";
import type { Map as MapLibreMap } from "maplibre-gl";
import { byId } from "../dom";
import { Press } from "../press";
import { MapLegend } from "./map-legend";
import { mapPage } from "./map-page";
import { Unkept } from "./unkept";

export { layerTools } from "./layer-tools";

export interface OnMap {
  legend: MapLegend;
  unkept: Unkept;
}

/** Puts the legend on the map, and map and legend on paper. */
export function furnish(map: MapLibreMap): OnMap {
  const legend = new MapLegend();
  map.addControl(legend, "bottom-left");
  new Press(byId("stage"), () => mapPage(map, legend, byId("card")));
  return { legend, unkept: new Unkept(map) };
}
