// Works on a map that is there: what it shows, and where it looks. Needs no code of MapLibre's.

import type { Map as MapLibreMap, PointLike } from "maplibre-gl";
import type { Bounds } from "./api";
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

/** Moves the map only if the place is off it or under the sheet. */
export function reveal(map: MapLibreMap, place: Place, sheet: HTMLElement): void {
  const { width, height } = freeOf(map, sheet);
  const at = map.project([place.lon, place.lat]);
  const seen =
    at.x > MARGIN && at.y > MARGIN && at.x < width - MARGIN && at.y < height - MARGIN / 2;
  if (!seen) goTo(map, place, sheet, map.getZoom());
}

/** Moves the map to the place, and near. */
export function visit(map: MapLibreMap, place: Place, sheet: HTMLElement): void {
  goTo(map, place, sheet, Math.max(map.getZoom(), ZOOM_OF_A_HOUSE));
}

/** Moves the map to where all of it is seen beside the sheet. */
export function frame(map: MapLibreMap, bounds: Bounds, sheet: HTMLElement): void {
  const whole = map.getContainer().getBoundingClientRect();
  const { width, height } = freeOf(map, sheet);
  const margin = marginIn(height);
  const padding = {
    top: margin,
    left: margin,
    right: margin + whole.width - width,
    bottom: margin + whole.height - height,
  };
  map.fitBounds(bounds, { padding, maxZoom: ZOOM_OF_A_HOUSE, duration: 400 });
}

/** What `frame` would show again as it is. */
export function sightOf(map: MapLibreMap, sheet: HTMLElement): Bounds | null {
  const { width, height } = freeOf(map, sheet);
  const margin = marginIn(height);
  if (width <= 2 * margin || !height) return null;
  const { lng: west, lat: north } = map.unproject([margin, margin]);
  const { lng: east, lat: south } = map.unproject([width - margin, height - margin]);
  return [west, south, east, north];
}

/** A low map has no room for wide margins. */
function marginIn(height: number): number {
  return height < LOW_PX ? NARROW_MARGIN : MARGIN;
}

function goTo(map: MapLibreMap, { lon, lat }: Place, sheet: HTMLElement, zoom: number): void {
  const whole = map.getContainer().getBoundingClientRect();
  const { width, height } = freeOf(map, sheet);
  const offset: PointLike = [(width - whole.width) / 2, (height - whole.height) / 2];
  map.easeTo({ center: [lon, lat], zoom, offset, duration: 400 });
}

/** What the sheet leaves of the map, from its top left corner. Units: pixels. */
export function freeOf(map: MapLibreMap, sheet: HTMLElement): { width: number; height: number } {
  const whole = map.getContainer().getBoundingClientRect();
  const cover = sheet.getBoundingClientRect();
  if (!cover.width) return whole;
  // On a phone the sheet begins where the map does, and stands on its bottom.
  return cover.left - whole.left < whole.width * 0.2
    ? { width: whole.width, height: between(0, cover.top - whole.top, whole.height) }
    : { width: between(0, cover.left - whole.left, whole.width), height: whole.height };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
