// The corners of a shape, to be taken hold of. Pure: a shape in, another out.

import { type Corner, cornersOf, type Ring, type Shape } from "./shape";

/** Where a corner is in a shape. */
export interface Spot {
  polygon: number;
  ring: number;
  corner: number;
}

/** What the reader may take hold of: a corner, or the middle of a side, where one may grow. */
export interface Handle {
  spot: Spot;
  at: Corner;
  /** Whether there is no corner yet. */
  between: boolean;
}

/** With more corners than this a shape is no longer edited by hand. */
export const MOST_EDITED = 200;

export function canEdit(shape: Shape): boolean {
  return cornersOf(shape).length <= MOST_EDITED;
}

export function handlesOf(shape: Shape): Handle[] {
  return shape.flatMap((rings, polygon) =>
    rings.flatMap((corners, ring) =>
      corners.flatMap((at, corner): Handle[] => {
        const next = corners[(corner + 1) % corners.length] ?? at;
        const middle: Corner = [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2];
        return [
          { spot: { polygon, ring, corner }, at, between: false },
          { spot: { polygon, ring, corner: corner + 1 }, at: middle, between: true },
        ];
      }),
    ),
  );
}

/** Moves what is held; the middle of a side becomes a corner. */
export function moved(shape: Shape, { spot, between }: Handle, to: Corner): Shape {
  return withRing(shape, spot, (ring) => [
    ...ring.slice(0, spot.corner),
    to,
    ...ring.slice(spot.corner + (between ? 0 : 1)),
  ]);
}

/** Takes a corner away, where three are left. */
export function without(shape: Shape, spot: Spot): Shape {
  return withRing(shape, spot, (ring) =>
    ring.length > 3 ? ring.filter((_, i) => i !== spot.corner) : ring,
  );
}

function withRing(shape: Shape, spot: Spot, change: (ring: Ring) => Ring): Shape {
  return shape.map((rings, polygon) =>
    polygon === spot.polygon
      ? rings.map((ring, i) => (i === spot.ring ? change(ring) : ring))
      : rings,
  );
}
