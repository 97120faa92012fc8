// The code of the furniture, as it is fetched.

import "./furniture.css";
import type { Map as MapLibreMap } from "maplibre-gl";
import { byId } from "../dom";
import { Press } from "../press";
import { MapLegend } from "./map-legend";
import { mapPage } from "./map-page";

export { layerTools } from "./layer-tools";

/** Puts the legend on the map, and map and legend on paper. */
export function furnish(map: MapLibreMap): MapLegend {
  const legend = new MapLegend();
  map.addControl(legend, "bottom-left");
  new Press(byId("stage"), () => mapPage(map, legend, byId("card")));
  return legend;
}
