// An area of one's own: polygons in degrees, and how a link carries them.

import type { MultiPolygon, Polygon } from "geojson";
import type { Bounds } from "../api";

/** Longitude, latitude in degrees, WGS 84. */
export type Corner = readonly [lon: number, lat: number];

/** The corners of a border; the last is not the first again. */
export type Ring = readonly Corner[];

/** Polygons, each its outer border and then its holes. */
export type Shape = readonly (readonly Ring[])[];

/** A longer text would not survive being sent: some programs cut links at 8,000 characters. */
export const MOST_IN_LINK = 6_000;

/** Steps of a millionth of a degree, about 0.1 m: as precise as the places of the page. */
const STEPS = 1e6;

/** Five bits a digit, and one that says whether the number goes on. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function cornersOf(shape: Shape): Corner[] {
  return shape.flat(2) as Corner[];
}

export function geometryOf(shape: Shape): Polygon | MultiPolygon {
  const polygons = shape.map((rings) => rings.map(closed));
  const [only] = polygons;
  return polygons.length === 1 && only
    ? { type: "Polygon", coordinates: only }
    : { type: "MultiPolygon", coordinates: polygons };
}

/** As positions of GeoJSON, which end where they began. */
export function closed(ring: Ring): number[][] {
  const [first] = ring;
  return (first ? [...ring, first] : []).map(([lon, lat]) => [lon, lat]);
}

export function boundsOf(shape: Shape): Bounds {
  const lons = cornersOf(shape).map(([lon]) => lon);
  const lats = cornersOf(shape).map(([, lat]) => lat);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}

/** A quarter as wide and high as these, about a place. */
export function partAbout([lon, lat]: Corner, [west, south, east, north]: Bounds): Bounds {
  const [x, y] = [(east - west) / 8, (north - south) / 8];
  return [lon - x, lat - y, lon + x, lat + y];
}

/** As a link has it: corners one after the other, each by its steps from the one before. */
export function formatShape(shape: Shape): string {
  return shape.map((rings) => rings.map(formatRing).join(".")).join("~");
}

/** Nothing where the text is no shape: a link may be cut short. */
export function parseShape(text: string): Shape | null {
  if (!text || text.length > MOST_IN_LINK) return null;
  const shape = text.split("~").map((rings) => rings.split(".").map(parseRing));
  const whole = shape.every((rings) => rings.every((ring) => ring && ring.length >= 3));
  return whole ? (shape as Ring[][]) : null;
}

export function formatRing(ring: Ring): string {
  let [lon, lat] = [0, 0];
  return ring
    .map((corner) => {
      const [x, y] = [Math.round(corner[0] * STEPS), Math.round(corner[1] * STEPS)];
      const text = written(x - lon) + written(y - lat);
      [lon, lat] = [x, y];
      return text;
    })
    .join("");
}

export function parseRing(text: string): Ring | null {
  const steps = numbersIn(text);
  if (!steps || steps.length % 2) return null;
  const ring: Corner[] = [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i] ?? 0;
    lat += steps[i + 1] ?? 0;
    ring.push([lon / STEPS, lat / STEPS]);
  }
  const onEarth = ring.every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90);
  return onEarth ? ring : null;
}

/** A whole number; its sign is in the lowest bit. */
function written(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let text = "";
  for (; rest >= 32; rest = Math.floor(rest / 32)) text += DIGITS[32 + (rest % 32)];
  return text + DIGITS[rest];
}

function numbersIn(text: string): number[] | null {
  const numbers: number[] = [];
  let [value, place] = [0, 1];
  for (const digit of text) {
    const bits = DIGITS.indexOf(digit);
    if (bits < 0) return null;
    value += (bits % 32) * place;
    place *= 32;
    if (bits >= 32) continue;
    numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
    [value, place] = [0, 1];
  }
  return place === 1 ? numbers : null;
}
