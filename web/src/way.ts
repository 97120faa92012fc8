// How far something is, and in which direction.

import { distance } from "./format";
import type { Lang } from "./state";
import { type Words, words } from "./words";

type Direction = keyof Words["directions"];

const DIRECTIONS: Direction[] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

export function way(to: { distance_m: number; bearing?: number }, lang: Lang): string {
  const far = distance(to.distance_m, lang);
  return to.bearing === undefined ? far : `${far} ${directionWord(to.bearing, lang)}`;
}

/** One of eight; `bearing` in degrees from north, eastward. */
export function directionWord(bearing: number, lang: Lang): string {
  const eighth = Math.round((((bearing % 360) + 360) % 360) / 45) % DIRECTIONS.length;
  return words(lang).directions[DIRECTIONS[eighth] ?? "n"];
}
