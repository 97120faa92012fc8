// What the map shows now.

import type { Map as MapLibreMap } from "maplibre-gl";
import { viewOf } from "../camera";
import type { Sight } from "./areas";

export function sightOf(map: MapLibreMap): Sight {
  const bounds = map.getBounds();
  return {
    bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
    view: viewOf(map),
  };
}
