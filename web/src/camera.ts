// Works on a map that is there: what it shows, and where it looks. Needs no code of MapLibre's.

import type { LngLatLike, Map as MapLibreMap, PointLike } from "maplibre-gl";
import type { Place, View } from "./state";

export function viewOf(map: MapLibreMap): View {
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom() };
}

/** Moves the map only if the place is off it or under the card. */
export function reveal(map: MapLibreMap, place: Place, card: HTMLElement): void {
  const whole = map.getContainer().getBoundingClientRect();
  const cover = card.getBoundingClientRect();
  const sheet = cover.width > whole.width * 0.8;
  const free = {
    width: sheet ? whole.width : cover.left - whole.left,
    height: sheet ? cover.top - whole.top : whole.height,
  };
  const center: LngLatLike = [place.lon, place.lat];
  const at = map.project(center);
  const margin = 40;
  const seen =
    at.x > margin && at.y > margin && at.x < free.width - margin && at.y < free.height - margin / 2;
  if (seen) return;
  const offset: PointLike = [(free.width - whole.width) / 2, (free.height - whole.height) / 2];
  map.easeTo({ center, offset, duration: 400 });
}
