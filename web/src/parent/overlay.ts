// What the map shows a parent: lines from home to schools, and the zone of one of them.

import type { Feature, Geometry } from "geojson";
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { School, Schools, ZonesOfSchool } from "../api";
import { ink, type Overlay } from "../overlay";
import { markOf } from "./sheet";

const ZONE = "parent-zone";
const WAYS = "parent-ways";

const IS_LINE: ExpressionSpecification = ["==", ["geometry-type"], "LineString"];
const IS_DOT: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
const IS_SHOWN: ExpressionSpecification = ["get", "shown"];
const IN_ZONE: ExpressionSpecification = ["get", "zone"];

export interface Shown {
  answer: Schools;
  /** The school whose line is drawn strong. */
  school: string | null;
  zones: ZonesOfSchool | undefined;
  /** The style beneath, from which names take their letters. */
  style: StyleSpecification;
}

export function schoolsOverlay({ answer, school, zones, style }: Shown): Overlay {
  return {
    sources: {
      [ZONE]: { type: "geojson", data: { type: "FeatureCollection", features: zoneParts(zones) } },
      [WAYS]: {
        type: "geojson",
        data: {
          type: "FeatureCollection",
          features: answer.schools.flatMap((one) => partsOf(one, answer, school)),
        },
      },
    },
    under: [
      {
        id: "parent-zone-fill",
        type: "fill",
        source: ZONE,
        paint: { "fill-color": ink("--accent"), "fill-opacity": 0.22 },
      },
    ],
    over: [
      {
        id: "parent-zone-line",
        type: "line",
        source: ZONE,
        paint: { "line-color": ink("--accent"), "line-width": 2.5 },
      },
      ...wayLayers(),
      ...schoolLayers(style),
    ],
  };
}

function wayLayers(): LayerSpecification[] {
  return [
    {
      id: "parent-way-casing",
      type: "line",
      source: WAYS,
      filter: ["all", IS_LINE, IS_SHOWN],
      paint: { "line-color": ink("--surface"), "line-width": 6 },
    },
    {
      id: "parent-way",
      type: "line",
      source: WAYS,
      filter: IS_LINE,
      paint: {
        "line-color": ink("--ink"),
        "line-width": ["case", IS_SHOWN, 3, 1.5],
        "line-opacity": ["case", IS_SHOWN, 1, 0.55],
        "line-dasharray": [2, 1.5],
      },
    },
  ];
}

function schoolLayers(style: StyleSpecification): LayerSpecification[] {
  const layers: LayerSpecification[] = [
    {
      id: "parent-school",
      type: "circle",
      source: WAYS,
      filter: IS_DOT,
      layout: { "circle-sort-key": ["case", IS_SHOWN, 1, 0] },
      paint: {
        "circle-radius": ["case", IS_SHOWN, 14, 11],
        "circle-color": ["case", IN_ZONE, ink("--accent"), ink("--surface")],
        "circle-stroke-color": ["case", IN_ZONE, ink("--surface"), ink("--accent")],
        "circle-stroke-width": 2,
      },
    },
  ];
  const font = fontOf(style);
  if (font) {
    layers.push({
      id: "parent-school-mark",
      type: "symbol",
      source: WAYS,
      filter: IS_DOT,
      layout: {
        "text-field": ["get", "mark"],
        "text-font": font,
        "text-size": 13,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: {
        "text-color": ["case", IN_ZONE, ink("--on-accent"), ink("--accent")],
      },
    });
  }
  return layers;
}

/** The letters of the map itself: no others may be there. */
function fontOf(style: StyleSpecification): string[] | undefined {
  for (const layer of style.layers) {
    const font = layer.type === "symbol" ? layer.layout?.["text-font"] : undefined;
    if (isNames(font) && !font.some((name) => /italic/i.test(name))) return font;
  }
  return undefined;
}

function isNames(font: unknown): font is string[] {
  return Array.isArray(font) && font.every((one) => typeof one === "string");
}

function zoneParts(zones: ZonesOfSchool | undefined): Feature[] {
  return (zones?.features ?? []).flatMap(({ geometry }) =>
    geometry
      ? [{ type: "Feature", properties: {}, geometry: geometry as unknown as Geometry }]
      : [],
  );
}

/** A dot for each school; a line to those of the zone, and to the one that is shown. */
function partsOf(school: School, { place, schools }: Schools, chosen: string | null): Feature[] {
  const { at, npsn, in_zone: zone } = school;
  if (!at) return [];
  const shown = npsn === chosen;
  const properties = { zone, shown, mark: markOf(schools, npsn) };
  const end = [at.lon, at.lat];
  const dot: Feature = {
    type: "Feature",
    properties,
    geometry: { type: "Point", coordinates: end },
  };
  if (!zone && !shown) return [dot];
  const coordinates = [[place.lon, place.lat], end];
  return [{ type: "Feature", properties, geometry: { type: "LineString", coordinates } }, dot];
}
