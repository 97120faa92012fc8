// Where a place is to a polygon of a tile. Units: those of the tile. Pure.

export interface Position {
  x: number;
  y: number;
}

export type Ring = readonly Position[];

/** Whether rings hold a place: those of holes turn it out again. */
export function holds(rings: readonly Ring[], place: Position): boolean {
  let inside = false;
  for (const [a, b] of edges(rings)) {
    const between = a.y > place.y !== b.y > place.y;
    if (between && place.x < a.x + ((place.y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

/** How far the nearest edge is. */
export function toEdge(rings: readonly Ring[], place: Position): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [a, b] of edges(rings)) least = Math.min(least, toSegment(place, a, b));
  return least;
}

function* edges(rings: readonly Ring[]): Generator<[Position, Position]> {
  for (const ring of rings) {
    let before = ring.at(-1);
    for (const corner of ring) {
      if (before) yield [before, corner];
      before = corner;
    }
  }
}

function toSegment({ x, y }: Position, a: Position, b: Position): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}
