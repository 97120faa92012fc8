// What a link says of the responder's choices. Pure.

import type { Own, Place } from "../state";

export const RADII = [500, 1000, 2000, 5000] as const;
const FIRST_RADIUS = 1000;

/** The most kinds of facilities that the server takes in one question. */
const MOST_KINDS = 8;

/** A link leaves out what is empty. */
const EMPTY = "-";

export interface Choices {
  /** How far around people are counted. Units: metres. */
  radius_m: number;
  /** The kinds of facilities that are shown; null is all. */
  kinds: string[] | null;
  /** The kind of the facility whose line is drawn strong. */
  to: string | null;
  /** The corners of the way that is measured; null while nothing is. */
  path: Place[] | null;
  /** Whether the map has the page to itself. */
  full: boolean;
}

export function choicesOf(own: Own): Choices {
  const radius = RADII.find((one) => `${one}` === own.radius) ?? FIRST_RADIUS;
  return {
    radius_m: radius,
    kinds: own.kinds?.split(",").filter((kind) => kind !== EMPTY) ?? null,
    to: own.to ?? null,
    path: own.path === undefined ? null : pathOf(own.path),
    full: own.full === "1",
  };
}

export function ownOf({ radius_m, kinds, to, path, full }: Choices): Own {
  const own: Record<string, string> = {};
  if (radius_m !== FIRST_RADIUS) own.radius = `${radius_m}`;
  if (kinds) own.kinds = kinds.join(",") || EMPTY;
  if (to) own.to = to;
  if (path) own.path = path.map(({ lon, lat }) => `${lon},${lat}`).join(",") || EMPTY;
  if (full) own.full = "1";
  return own;
}

/** What a link was cut short of is left out. */
function pathOf(text: string): Place[] {
  const numbers = text.split(",").map(Number);
  const path: Place[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const [lon = Number.NaN, lat = Number.NaN] = numbers.slice(i, i + 2);
    if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) path.push({ lon, lat });
  }
  return path;
}

/**
 * The kinds to ask for. All of them come in one answer, which then serves every choice; those
 * that were left out of it for it to stay short have to be named.
 */
export function kindsToAsk({ kinds }: Choices, leftOut: readonly string[]): string[] {
  return kinds?.some((kind) => leftOut.includes(kind)) ? kinds.slice(0, MOST_KINDS) : [];
}
