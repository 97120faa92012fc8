// How the area of a planner lies on the map: its ground, its border, and what may be moved.

import type { Feature, FeatureCollection, GeoJSON } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { ink, type Overlay } from "../overlay";
import { handlesOf } from "./corners";
import type { Task } from "./plan";
import { type Corner, closed, geometryOf, type Ring, type Shape } from "./shape";

export const SKETCH = "planner-sketch";
export const RUBBER = "planner-rubber";

/** What is drawn; `fault` is where the server says that it is wrong. */
export type Drawing = { corners: Ring } | { shape: Shape; editing: boolean; fault: Corner | null };

/** What a task has on the map; what it is about is a shape, where it is one. */
export function drawingOf(task: Task, shape: Shape | null, fault: Corner | null): Drawing | null {
  if (task.kind === "draw") return { corners: task.corners };
  return shape && { shape, editing: task.kind === "area" && task.editing, fault };
}

const IS_FAULT: ExpressionSpecification = ["has", "fault"];
const IS_DOT: ExpressionSpecification = [
  "all",
  ["==", ["geometry-type"], "Point"],
  ["!", IS_FAULT],
];
const BETWEEN: ExpressionSpecification = ["get", "between"];
const FIRST: ExpressionSpecification = ["get", "first"];

export function sketchOverlay(drawing: Drawing): Overlay {
  return {
    sources: {
      [SKETCH]: { type: "geojson", data: featuresOf(drawing) },
      [RUBBER]: { type: "geojson", data: NOTHING },
    },
    under: [],
    over: [...borders(), dots(), ...faults()],
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

function ofShape({ shape, editing, fault }: Extract<Drawing, { shape: Shape }>): Feature[] {
  const borders = shape
    .flat()
    .map((ring) => feature({ type: "LineString", coordinates: closed(ring) }));
  const handles = editing
    ? handlesOf(shape).map(({ at, between }) => dot(at[0], at[1], { between, first: false }))
    : [];
  const mark = fault ? [dot(fault[0], fault[1], { fault: true })] : [];
  return [feature(geometryOf(shape)), ...borders, ...handles, ...mark];
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

/** A ring around where the border crosses itself, which hides nothing of it. */
function faults(): LayerSpecification[] {
  const ring = (id: string, color: string, width: number): LayerSpecification => ({
    id,
    type: "circle",
    source: SKETCH,
    filter: IS_FAULT,
    paint: {
      "circle-radius": 16,
      "circle-color": "transparent",
      "circle-stroke-color": color,
      "circle-stroke-width": width,
    },
  });
  return [
    ring("planner-fault-casing", ink("--surface"), 8),
    ring("planner-fault", ink("--danger"), 4),
  ];
}
