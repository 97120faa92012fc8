// A file of the reader's own: the polygons in it, or what is wrong with it.

import type { Corner, Ring, Shape } from "./shape";
import { cornersOf } from "./shape";

/** Why a file is no area. */
export type Fault = "tooLarge" | "noJson" | "noPolygon" | "notDegrees" | "tooManyCorners";

export type Read = { shape: Shape } | { fault: Fault };

/** What the server takes. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_CORNERS = 10_000;

export async function readFile(file: File): Promise<Read> {
  return file.size > MOST_BYTES ? { fault: "tooLarge" } : readGeoJson(await file.text());
}

/** All polygons of a GeoJSON of any form, as one area. */
export function readGeoJson(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: "noJson" };
  }
  const shape = polygonsOf(json);
  const corners = cornersOf(shape);
  if (!corners.length) return { fault: "noPolygon" };
  if (corners.length > MOST_CORNERS) return { fault: "tooManyCorners" };
  const inDegrees = corners.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
  return inDegrees ? { shape } : { fault: "notDegrees" };
}

function polygonsOf(json: unknown): Ring[][] {
  const { type, features, geometry, geometries, coordinates } = membersOf(json);
  switch (type) {
    case "FeatureCollection":
      return listOf(features).flatMap(polygonsOf);
    case "Feature":
      return polygonsOf(geometry);
    case "GeometryCollection":
      return listOf(geometries).flatMap(polygonsOf);
    case "Polygon":
      return polygonOf(coordinates);
    case "MultiPolygon":
      return listOf(coordinates).flatMap(polygonOf);
    default:
      return [];
  }
}

/** None or one. */
function polygonOf(coordinates: unknown): Ring[][] {
  const rings = listOf(coordinates).map(ringOf);
  return rings.length && rings.every((ring) => ring.length >= 3) ? [rings] : [];
}

/** Without the position that closes it. */
function ringOf(positions: unknown): Ring {
  const corners = listOf(positions).flatMap(cornerOf);
  const [first, last] = [corners[0], corners.at(-1)];
  const closes = first && last && first[0] === last[0] && first[1] === last[1];
  return closes ? corners.slice(0, -1) : corners;
}

function cornerOf(position: unknown): Corner[] {
  const [lon, lat] = listOf(position);
  const sound = Number.isFinite(lon) && Number.isFinite(lat);
  return sound ? [[lon as number, lat as number]] : [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
