// The smallest box that holds some places. Units: degrees.

import type { Bounds } from "./api";
import type { Place } from "./state";

export function boundsOf(first: Place, ...rest: Place[]): Bounds {
  const all = [first, ...rest];
  const lons = all.map((one) => one.lon);
  const lats = all.map((one) => one.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
