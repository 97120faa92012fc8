// Universal Transverse Mercator on WGS 84, by the series of Krüger to the third order of the
// third flattening: better than a millimetre within a zone. Pure.

import type { Place } from "../state";
import { A, F } from "./geodesic";

export interface Utm {
  /** 1 to 60, from the 180th meridian eastward. */
  zone: number;
  hemisphere: "north" | "south";
  /** Units: metres. */
  easting: number;
  northing: number;
}

const SCALE = 0.9996;
const FALSE_EASTING = 500_000;
const FALSE_NORTHING = 10_000_000;
const RADIANS = Math.PI / 180;

/** The third flattening. */
const N = F / (2 - F);
const RECTIFYING = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
];

/** Nothing near the poles, which have a grid of their own. */
export function utmOf(place: Place): Utm | null {
  const { lat } = place;
  if (lat < -80 || lat > 84) return null;
  const zone = zoneOf(place);
  const { x, y } = projected(place, zone * 6 - 183);
  const south = lat < 0;
  return {
    zone,
    hemisphere: south ? "south" : "north",
    easting: FALSE_EASTING + x,
    northing: (south ? FALSE_NORTHING : 0) + y,
  };
}

/** Around Norway and Svalbard some zones are wider than six degrees, others are not used. */
function zoneOf({ lon, lat }: Place): number {
  const zone = (Math.floor((lon + 180) / 6) % 60) + 1;
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32;
  if (lat >= 72 && lon >= 0 && lon < 42) return 31 + 2 * Math.floor((lon + 3) / 12);
  return zone;
}

/** Metres east of the central meridian and north of the equator. */
function projected({ lon, lat }: Place, meridian: number): { x: number; y: number } {
  const e = Math.sqrt(F * (2 - F));
  const sin = Math.sin(lat * RADIANS);
  const t = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
  const lambda = (lon - meridian) * RADIANS;
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.hypot(1, t));
  const sum = (term: (k: number) => number) =>
    ALPHA.reduce((all, alpha, i) => all + alpha * term(2 * (i + 1)), 0);
  const x = eta + sum((k) => Math.cos(k * xi) * Math.sinh(k * eta));
  const y = xi + sum((k) => Math.sin(k * xi) * Math.cosh(k * eta));
  return { x: SCALE * RECTIFYING * x, y: SCALE * RECTIFYING * y };
}
