// What a drawn hazard says of a place, and what it may be where a border is too near to tell. Pure.

import { holds, type Position, type Ring, toEdge } from "./polygon";

/** A class of the layer by its id, or what is true where it draws none. */
export type Said = string | typeof UNMAPPED | typeof NONE;

export const UNMAPPED = "unmapped";
export const NONE = "none";

export interface DrawnArea {
  said: Said;
  rings: readonly Ring[];
}

/** So many places around the asked one. */
const AROUND = 16;

/**
 * What is drawn at the place, and what else may be true there: a border may in truth lie
 * `stray` units from where it is drawn. `order`: the classes, the gravest first. So is the answer.
 */
export function judge(
  areas: readonly DrawnArea[],
  place: Position,
  stray: number,
  order: readonly string[],
): Said[] {
  const grave = [...order, UNMAPPED, NONE];
  const near = areas.filter(({ rings }) => toEdge(rings, place) <= stray);
  const places = near.length ? [place, ...circle(place, stray)] : [place];
  const said = new Set([
    ...near.map((area) => area.said),
    ...places.map((one) => saidAt(areas, one, grave)),
  ]);
  return grave.filter((one) => said.has(one));
}

/** The gravest of what covers the place. */
function saidAt(areas: readonly DrawnArea[], place: Position, grave: readonly Said[]): Said {
  const said = areas.filter(({ rings }) => holds(rings, place)).map((area) => area.said);
  return grave.find((one) => said.includes(one)) ?? NONE;
}

function circle({ x, y }: Position, radius: number): Position[] {
  return Array.from({ length: AROUND }, (_, i) => {
    const turn = (2 * Math.PI * i) / AROUND;
    return { x: x + radius * Math.cos(turn), y: y + radius * Math.sin(turn) };
  });
}
