// Metres on the ellipsoid WGS 84. Pure.

import type { Bounds } from "../api";
import type { Place } from "../state";

/** The equatorial radius. Units: metres. */
export const A = 6_378_137;
/** The flattening. */
export const F = 1 / 298.257223563;

const B = A * (1 - F);
const E2 = F * (2 - F);
const RADIANS = Math.PI / 180;

/** Nearly opposite ends of the earth do not converge; no map of a city has them. */
const MOST_STEPS = 100;
const SMALL = 1e-12;

/** The length of the shortest way between two places (Vincenty 1975), to a millimetre. */
export function metresBetween(from: Place, to: Place): number {
  const [sin1, cos1] = reduced(from.lat);
  const [sin2, cos2] = reduced(to.lat);
  const lon = (to.lon - from.lon) * RADIANS;
  let lambda = lon;
  for (let step = 0; step < MOST_STEPS; step++) {
    const x = cos2 * Math.sin(lambda);
    const y = cos1 * sin2 - sin1 * cos2 * Math.cos(lambda);
    const sinSigma = Math.hypot(x, y);
    if (sinSigma === 0) return 0;
    const cosSigma = sin1 * sin2 + cos1 * cos2 * Math.cos(lambda);
    const arc: Arc = { sinSigma, cosSigma, sigma: Math.atan2(sinSigma, cosSigma) };
    const sinAlpha = (cos1 * cos2 * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cos2SigmaM = cos2Alpha === 0 ? 0 : cosSigma - (2 * sin1 * sin2) / cos2Alpha;
    const before = lambda;
    lambda = lon + drift(arc, sinAlpha, cos2Alpha, cos2SigmaM);
    if (Math.abs(lambda - before) < SMALL) return lengthOf(arc, cos2Alpha, cos2SigmaM);
  }
  return Number.NaN;
}

/** The length of a way through all of these places. */
export function metresAlong(path: readonly Place[]): number {
  return path.reduce((sum, place, i) => {
    const before = path[i - 1];
    return before ? sum + metresBetween(before, place) : 0;
  }, 0);
}

/**
 * A circle to be drawn, its first corner once more at the end. The curvature is that of its
 * centre: at 5 km from it and up to 60 degrees from the equator that is metres off at most.
 */
export function circle({ lon, lat }: Place, radius_m: number, corners = 96): [number, number][] {
  const w2 = 1 - E2 * Math.sin(lat * RADIANS) ** 2;
  const eastward = A / Math.sqrt(w2);
  const northward = (eastward * (1 - E2)) / w2;
  const parallel = eastward * Math.cos(lat * RADIANS);
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % corners)) / corners;
    const x = (radius_m * Math.sin(angle)) / parallel;
    const y = (radius_m * Math.cos(angle)) / northward;
    return [lon + x / RADIANS, lat + y / RADIANS];
  });
}

/** West, south, east, north of these positions. */
export function boundsOf(positions: readonly (readonly [lon: number, lat: number])[]): Bounds {
  const lons = positions.map(([lon]) => lon);
  const lats = positions.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** An arc on the auxiliary sphere. */
interface Arc {
  sigma: number;
  sinSigma: number;
  cosSigma: number;
}

/** Sine and cosine of the latitude as the auxiliary sphere has it. */
function reduced(lat: number): [sin: number, cos: number] {
  const u = Math.atan((1 - F) * Math.tan(lat * RADIANS));
  return [Math.sin(u), Math.cos(u)];
}

/** How much farther apart in longitude the ends are on the sphere than on the ellipsoid. */
function drift(arc: Arc, sinAlpha: number, cos2Alpha: number, cos2SigmaM: number): number {
  const { sigma, sinSigma, cosSigma } = arc;
  const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
  const inner = cos2SigmaM + c * cosSigma * (2 * cos2SigmaM ** 2 - 1);
  return (1 - c) * F * sinAlpha * (sigma + c * sinSigma * inner);
}

function lengthOf({ sigma, sinSigma, cosSigma }: Arc, cos2Alpha: number, m: number): number {
  const u2 = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const third = (b / 6) * m * (4 * sinSigma ** 2 - 3) * (4 * m ** 2 - 3);
  const delta = b * sinSigma * (m + (b / 4) * (cosSigma * (2 * m ** 2 - 1) - third));
  return B * a * (sigma - delta);
}
