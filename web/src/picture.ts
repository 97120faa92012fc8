// A map as a picture that stays: what is on its own canvas is gone when the frame is.

import type { Map as MapLibreMap } from "maplibre-gl";
import { freeOf } from "./camera";
import { el } from "./dom";

/** What the sheet leaves of the map. */
export function pictureOf(map: MapLibreMap, sheet: HTMLElement): HTMLCanvasElement {
  const { width, height } = freeOf(map, sheet);
  map.redraw();
  const from = map.getCanvas();
  const scale = from.width / from.clientWidth;
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const picture = el("canvas", size);
  picture.getContext("2d")?.drawImage(from, 0, 0);
  return picture;
}
