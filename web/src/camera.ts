// Works on a map that is there: what it shows, and where it looks. Needs no code of MapLibre's.

import type { Map as MapLibreMap, PointLike } from "maplibre-gl";
import type { Bounds } from "./api";
import { type Box, besideLegend, besideSheet, heightOf, isOver, widthOf } from "./free";
import type { Place, View } from "./state";

const MARGIN = 40;
const NARROW_MARGIN = 8;
const LOW_PX = 200;
const ZOOM_OF_A_HOUSE = 16;

export function viewOf(map: MapLibreMap): View {
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom() };
}

/** Waits until everything that the map shows is drawn. */
export function idle(map: MapLibreMap): Promise<void> {
  return new Promise((resolve) => {
    map.once("idle", () => resolve());
    map.triggerRepaint();
  });
}

/** How much of a map the legend takes that unfolds once the map is drawn. Units: pixels. */
const LEGEND_PX = 284;

/** Puts a map that opens on the city where that legend will leave all of it to be seen. */
export function clearOfLegend(map: MapLibreMap, [west, , east]: Bounds): void {
  const room = widthOf(wholeOf(map)) - LEGEND_PX - 2 * NARROW_MARGIN;
  const width = map.project([east, 0]).x - map.project([west, 0]).x;
  const zoom = map.getZoom() + Math.min(0, Math.log2(room / width));
  const center: [number, number] = [(west + east) / 2, map.getCenter().lat];
  map.easeTo({ center, zoom, offset: [LEGEND_PX / 2, 0], animate: false });
}

/** Moves the map only if the place is off it, or under the sheet or the legend. */
export function reveal(map: MapLibreMap, place: Place, sheet: HTMLElement): void {
  const { width, height } = freeOf(map, sheet);
  const at = map.project([place.lon, place.lat]);
  const seen =
    at.x > MARGIN && at.y > MARGIN && at.x < width - MARGIN && at.y < height - MARGIN / 2;
  if (!seen || isOver(legendOn(map), at)) goTo(map, place, sheet, map.getZoom());
}

/** Moves the map to the place, and near. */
export function visit(map: MapLibreMap, place: Place, sheet: HTMLElement): void {
  goTo(map, place, sheet, Math.max(map.getZoom(), ZOOM_OF_A_HOUSE));
}

/** Moves the map to where all of it is seen beside the sheet and the legend. */
export function frame(map: MapLibreMap, bounds: Bounds, sheet: HTMLElement): void {
  const whole = wholeOf(map);
  const clear = clearOf(map, sheet);
  const margin = marginIn(heightOf(clear));
  const padding = {
    top: margin + clear.top,
    left: margin + clear.left,
    right: margin + whole.right - clear.right,
    bottom: margin + whole.bottom - clear.bottom,
  };
  map.fitBounds(bounds, { padding, maxZoom: ZOOM_OF_A_HOUSE, duration: 400 });
}

/** What `frame` would show again as it is. */
export function sightOf(map: MapLibreMap, sheet: HTMLElement): Bounds | null {
  const clear = clearOf(map, sheet);
  const margin = marginIn(heightOf(clear));
  if (widthOf(clear) <= 2 * margin || !heightOf(clear)) return null;
  const { lng: west, lat: north } = map.unproject([clear.left + margin, clear.top + margin]);
  const { lng: east, lat: south } = map.unproject([clear.right - margin, clear.bottom - margin]);
  return [west, south, east, north];
}

/** A low map has no room for wide margins. */
function marginIn(height: number): number {
  return height < LOW_PX ? NARROW_MARGIN : MARGIN;
}

function goTo(map: MapLibreMap, { lon, lat }: Place, sheet: HTMLElement, zoom: number): void {
  const whole = wholeOf(map);
  const { left, top, right, bottom } = clearOf(map, sheet);
  const offset: PointLike = [(left + right - whole.right) / 2, (top + bottom - whole.bottom) / 2];
  map.easeTo({ center: [lon, lat], zoom, offset, duration: 400 });
}

/** What the sheet leaves of the map, from its top left corner. Units: pixels. */
export function freeOf(map: MapLibreMap, sheet: HTMLElement): { width: number; height: number } {
  const free = besideSheet(wholeOf(map), boxOn(map, sheet));
  return { width: widthOf(free), height: heightOf(free) };
}

/** What sheet and legend leave. */
function clearOf(map: MapLibreMap, sheet: HTMLElement): Box {
  return besideLegend(besideSheet(wholeOf(map), boxOn(map, sheet)), legendOn(map));
}

function legendOn(map: MapLibreMap): Box | null {
  return boxOn(map, map.getContainer().querySelector(".map-legend[open]"));
}

function wholeOf(map: MapLibreMap): Box {
  const { width, height } = map.getContainer().getBoundingClientRect();
  return { left: 0, top: 0, right: width, bottom: height };
}

/** Where something stands on the map; nothing where it is not shown. */
function boxOn(map: MapLibreMap, one: Element | null): Box | null {
  const whole = map.getContainer().getBoundingClientRect();
  const rect = one?.getBoundingClientRect();
  if (!rect?.width) return null;
  return {
    left: rect.left - whole.left,
    top: rect.top - whole.top,
    right: rect.right - whole.left,
    bottom: rect.bottom - whole.top,
  };
}
