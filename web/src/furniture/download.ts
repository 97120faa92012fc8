// Where the features of a layer are had as files. Pure.

import type { ServedLayer } from "../api";
import type { Lang } from "../state";

const FORMATS = [
  ["GeoJSON", "geojson", "geojson"],
  ["CSV", "csv", "csv"],
  ["FlatGeobuf", "fgb", "fgb"],
] as const;

/** What a page of `/v1/within` holds at most. */
const MOST_FEATURES = 1000;
const MOST_POSITIONS = 250_000;

/** Bounds are told to seven decimals: so far beyond them nothing is cut off. Units: degrees. */
const MARGIN = 0.0001;

export interface FirstPage {
  /** Whether it holds all there is. */
  isWhole: boolean;
  files: { format: string; href: string; name: string }[];
}

/** The first page of all features of a layer; nothing where they have no place. */
export function pageOf(layer: ServedLayer, lang: Lang): FirstPage | null {
  const { id, bounds, features, vertices } = layer;
  if (!bounds) return null;
  const [west, south, east, north] = bounds;
  const box = [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN];
  const bbox = box.map((degrees) => degrees.toFixed(5)).join(",");
  const files = FORMATS.map(([format, asked, ending]) => ({
    format,
    href: `/v1/within?layers=${id}&bbox=${bbox}&format=${asked}&limit=${MOST_FEATURES}&lang=${lang}`,
    name: `${id}.${ending}`,
  }));
  return { isWhole: features <= MOST_FEATURES && vertices <= MOST_POSITIONS, files };
}
