// A hit of the search, as plain values: what it is called, where it lies, how precisely. Pure.

import type { Geometry } from "geojson";
import { levelWord } from "../answer";
import type { Bounds, Catalog, Feature } from "../api";
import { distance } from "../format";
import type { Lang, Place } from "../state";
import { say, words } from "../words";

/** A hit is a place, or it is larger than one: a street or an area. */
export type Hit = PlaceHit | ExtentHit;

export type PlaceHit = Named & { place: Place };

export type ExtentHit = Named & { extent: Extent };

interface Named {
  name: string;
  /** What it is and where, for a line under the name. */
  about: string;
  /** What it is, how precisely it is known where. */
  precision: string;
  sure: boolean;
}

export interface Extent {
  kind: "street" | "area";
  layer: string;
  id: string;
  bounds: Bounds;
  geometry: Geometry;
}

/** Nothing for what has no place that is published. */
export function hitOf(feature: Feature, catalog: Catalog | undefined, lang: Lang): Hit | null {
  const { name, sure } = feature.properties;
  const precision = precisionOf(feature, catalog, lang);
  const named = { name, sure, precision, about: `${precision} · ${whereOf(feature, lang)}` };
  const place = placeOf(feature);
  if (place) return { ...named, place };
  const extent = extentOf(feature);
  return extent ? { ...named, extent } : null;
}

/** The name by which a link knows an extent. */
export function keyOf({ layer, id }: Extent): string {
  return `${layer}/${id}`;
}

function precisionOf({ properties }: Feature, catalog: Catalog | undefined, lang: Lang): string {
  const { precision, accuracy_m, level } = properties;
  if (precision === "area" && level && catalog) return levelWord(level, catalog, lang);
  const word = words(lang).search.precision[precision];
  return precision === "interpolated" && accuracy_m
    ? `${word}, ±${distance(accuracy_m, lang)}`
    : word;
}

function whereOf({ properties }: Feature, lang: Lang): string {
  const { along, locality, district, city } = properties;
  const off = along && say(words(lang).search.along, { street: along });
  const unit = [locality, district].filter((one) => one).join(", ");
  return [off, unit || city].filter((one) => one).join(" · ");
}

function placeOf({ geometry, properties }: Feature): Place | null {
  const shape = geometry as Geometry | null | undefined;
  if (shape?.type !== "Point" || extentKind(properties)) return null;
  const [lon, lat] = shape.coordinates;
  return lon === undefined || lat === undefined ? null : { lon, lat };
}

function extentOf({ bbox, geometry, properties }: Feature): Extent | null {
  const { layer, id } = properties;
  const [west, south, east, north] = bbox ?? [];
  const kind = extentKind(properties);
  if (!kind || !layer || !id || !geometry) return null;
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return null;
  }
  const bounds: Bounds = [west, south, east, north];
  return { kind, layer, id, bounds, geometry: geometry as unknown as Geometry };
}

/** What is no place, even where it comes with a point. */
function extentKind({ precision }: Feature["properties"]): Extent["kind"] | null {
  if (precision === "neighbourhood") return "area";
  return precision === "street" || precision === "area" ? precision : null;
}
