// Which tiles lie over an area, and where in a tile a place is. Pure.

import type { Bounds } from "../api";
import type { Place } from "../state";

/** The units of a side of a tile. */
export const EXTENT = 4096;

const EARTH_M = 40_075_016.686;

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

/** A source of tiles, as a style has it. */
export interface TileSource {
  /** An address with `{z}`, `{x}` and `{y}`. */
  template: string;
  minZoom: number;
  maxZoom: number;
  bounds: Bounds | null;
}

/** All tiles of a source over an area, at these zooms and as far as the source has them. */
export function tilesOver(
  area: Bounds,
  { minZoom, maxZoom, bounds }: TileSource,
  [first, last]: readonly [number, number],
): TileAddress[] {
  const common = bounds ? overlap(area, bounds) : area;
  if (!common) return [];
  const out: TileAddress[] = [];
  // Where it has no nearer ones, its last are drawn larger.
  const to = Math.min(last, maxZoom);
  for (let z = Math.max(Math.min(first, to), minZoom); z <= to; z++) {
    const [west, south, east, north] = common;
    const [left, top] = tileAt({ lon: west, lat: north }, z).address;
    const [right, bottom] = tileAt({ lon: east, lat: south }, z).address;
    for (let x = left; x <= right; x++) {
      for (let y = top; y <= bottom; y++) out.push({ z, x, y });
    }
  }
  return out;
}

export function addressOf({ template }: TileSource, { z, x, y }: TileAddress): string {
  return template.replace("{z}", `${z}`).replace("{x}", `${x}`).replace("{y}", `${y}`);
}

const ADDRESS = /\/(\d+)\/(\d+)\/(\d+)$/;

/** Whether a map at this zoom draws a tile of this address within the area. */
export function isDrawn(address: string, area: Bounds, zoom: number): boolean {
  const [z = -1, x = 0, y = 0] = (ADDRESS.exec(address) ?? []).slice(1).map(Number);
  const source = { template: "", minZoom: 0, maxZoom: z, bounds: null };
  const drawn = tilesOver(area, source, [Math.floor(zoom), Math.floor(zoom)]);
  return drawn.some((tile) => tile.z === z && tile.x === x && tile.y === y);
}

/** The tile that a place lies in, and where in it. Units: those of the tile. */
export function tileAt(
  { lon, lat }: Place,
  z: number,
): { address: readonly [x: number, y: number]; x: number; y: number } {
  const side = 2 ** z;
  const radians = (lat * Math.PI) / 180;
  const u = (lon / 360 + 0.5) * side;
  const v = (0.5 - Math.log(Math.tan(radians / 2 + Math.PI / 4)) / (2 * Math.PI)) * side;
  const [x, y] = [clamp(u, side), clamp(v, side)];
  return { address: [x, y], x: (u - x) * EXTENT, y: (v - y) * EXTENT };
}

/** How long a unit of a tile is on the ground. */
export function metresOfUnit({ lat }: Place, z: number): number {
  return (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (2 ** z * EXTENT);
}

function clamp(value: number, side: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(value)));
}

function overlap(a: Bounds, b: Bounds): Bounds | null {
  const common: Bounds = [
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ];
  return common[0] <= common[2] && common[1] <= common[3] ? common : null;
}
