// How the area of a planner lies on the map: its ground, its border, and what may be moved.

import type { Feature, FeatureCollection, GeoJSON } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { ink, type Overlay } from "../overlay";
import { handlesOf } from "./corners";
import { closed, geometryOf, type Ring, type Shape } from "./shape";

export const SKETCH = "planner-sketch";
export const RUBBER = "planner-rubber";

/** What is drawn. */
export type Drawing = { corners: Ring } | { shape: Shape; editing: boolean };

const IS_DOT: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
const BETWEEN: ExpressionSpecification = ["get", "between"];
const FIRST: ExpressionSpecification = ["get", "first"];

export function sketchOverlay(drawing: Drawing): Overlay {
  return {
    sources: {
      [SKETCH]: { type: "geojson", data: featuresOf(drawing) },
      [RUBBER]: { type: "geojson", data: NOTHING },
    },
    under: [],
    over: [...borders(), dots()],
  };
}

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

export function featuresOf(drawing: Drawing): FeatureCollection {
  const features = "corners" in drawing ? ofDraft(drawing.corners) : ofShape(drawing);
  return { type: "FeatureCollection", features };
}

/** From the last corner to where the pointer is. */
export function rubber(ring: Ring, to: readonly [number, number]): GeoJSON {
  const last = ring.at(-1);
  if (!last) return NOTHING;
  return { type: "LineString", coordinates: [[...last], [...to]] };
}

function ofDraft(corners: Ring): Feature[] {
  const line = corners.map(([lon, lat]) => [lon, lat]);
  const dots = corners.map(([lon, lat], i) => dot(lon, lat, { first: i === 0, between: false }));
  if (corners.length < 2) return dots;
  const ground: Feature[] =
    corners.length < 3 ? [] : [feature({ type: "Polygon", coordinates: [closed(corners)] })];
  return [...ground, feature({ type: "LineString", coordinates: line }), ...dots];
}

function ofShape({ shape, editing }: { shape: Shape; editing: boolean }): Feature[] {
  const borders = shape
    .flat()
    .map((ring) => feature({ type: "LineString", coordinates: closed(ring) }));
  const handles = editing
    ? handlesOf(shape).map(({ at, between }) => dot(at[0], at[1], { between, first: false }))
    : [];
  return [feature(geometryOf(shape)), ...borders, ...handles];
}

function feature(geometry: Feature["geometry"]): Feature {
  return { type: "Feature", properties: {}, geometry };
}

function dot(lon: number, lat: number, properties: Record<string, boolean>): Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}

function borders(): LayerSpecification[] {
  const line = ["==", ["geometry-type"], "LineString"] as ExpressionSpecification;
  return [
    {
      id: "planner-ground",
      type: "fill",
      source: SKETCH,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": ink("--ink"), "fill-opacity": 0.08 },
    },
    {
      id: "planner-casing",
      type: "line",
      source: SKETCH,
      filter: line,
      paint: { "line-color": ink("--surface"), "line-width": 6 },
    },
    {
      id: "planner-border",
      type: "line",
      source: SKETCH,
      filter: line,
      paint: { "line-color": ink("--ink"), "line-width": 2.5 },
    },
    {
      id: "planner-rubber",
      type: "line",
      source: RUBBER,
      paint: { "line-color": ink("--ink"), "line-width": 1.5, "line-dasharray": [2, 2] },
    },
  ];
}

function dots(): LayerSpecification {
  return {
    id: "planner-corner",
    type: "circle",
    source: SKETCH,
    filter: IS_DOT,
    paint: {
      "circle-radius": ["case", FIRST, 9, BETWEEN, 5, 7],
      "circle-color": ["case", FIRST, ink("--accent"), ink("--surface")],
      "circle-stroke-color": ink("--ink"),
      "circle-stroke-width": ["case", BETWEEN, 1, 2],
    },
  };
}
