// Where the features of a layer are had as files. Pure.

import type { ServedLayer } from "../api";
import type { Lang } from "../state";

const FORMATS = [
  ["GeoJSON", "geojson"],
  ["CSV", "csv"],
  ["FlatGeobuf", "fgb"],
] as const;

export interface LayerFile {
  format: string;
  href: string;
}

/** The files of a layer; none where it has tiles only. */
export function filesOf({ id, features }: ServedLayer, lang: Lang): LayerFile[] {
  if (features === 0) return [];
  return FORMATS.map(([format, asked]) => ({
    format,
    href: `/v1/layers/${id}/features?format=${asked}&lang=${lang}`,
  }));
}
