// What the map shows a responder: the circle, lines to facilities, the measured way, oneself.

import type { Feature, Geometry } from "geojson";
import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
} from "maplibre-gl";
import type { Facility } from "../api";
import { ink, type Overlay } from "../overlay";
import type { Place } from "../state";
import type { Choices } from "./choices";
import type { Fix } from "./follow";
import { circle } from "./geodesic";

export interface Drawn extends Choices {
  at: Place | null;
  /** The facilities that are listed. */
  nearest: readonly Facility[];
  /** Where the responder is. */
  fix: Fix | null;
}

type Position = [lon: number, lat: number];
type Source = "radius" | "ways" | "path" | "self";

const IS_SHOWN: ExpressionSpecification = ["get", "shown"];
const IS_DOT: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
const IS_NO_DOT: ExpressionSpecification = ["!=", ["geometry-type"], "Point"];

export function responderOverlay(drawn: Drawn): Overlay {
  return {
    sources: {
      [named("radius")]: source(radiusParts(drawn)),
      [named("ways")]: source(wayParts(drawn)),
      [named("path")]: source(pathParts(drawn)),
      [named("self")]: source(selfParts(drawn)),
    },
    under: [fill("radius", ink("--accent"), 0.08), fill("self", ink("--focus"), 0.18)],
    over: [
      line("radius", "edge", { "line-color": ink("--accent"), "line-width": 2.5 }),
      line("ways", "casing", {
        "line-color": ink("--surface"),
        "line-width": ["case", IS_SHOWN, 7, 4],
      }),
      line("ways", "line", {
        "line-color": ink("--ink"),
        "line-width": ["case", IS_SHOWN, 4, 1.5],
        "line-dasharray": [2, 1.5],
      }),
      dot("ways", ["case", IS_SHOWN, 13, 10], "transparent", ink("--ink")),
      line("path", "casing", { "line-color": ink("--surface"), "line-width": 8 }),
      line("path", "line", { "line-color": ink("--danger"), "line-width": 4 }),
      dot("path", 7, ink("--surface"), ink("--danger")),
      dot("self", 9, ink("--focus"), ink("--surface")),
    ],
  };
}

function radiusParts({ at, radius_m }: Drawn): Geometry[] {
  return at ? [{ type: "Polygon", coordinates: [circle(at, radius_m)] }] : [];
}

function wayParts({ at, nearest, to }: Drawn): Feature[] {
  if (!at) return [];
  return nearest.flatMap(({ kind, at: [lon = 0, lat = 0] }) => {
    const properties = { kind, shown: kind === to };
    const end: Position = [lon, lat];
    return [
      feature({ type: "LineString", coordinates: [positionOf(at), end] }, properties),
      feature({ type: "Point", coordinates: end }, properties),
    ];
  });
}

function pathParts({ path }: Drawn): Geometry[] {
  const corners = (path ?? []).map(positionOf);
  const points = corners.map((one): Geometry => ({ type: "Point", coordinates: one }));
  const way: Geometry = { type: "LineString", coordinates: corners };
  return corners.length > 1 ? [way, ...points] : points;
}

function selfParts({ fix }: Drawn): Geometry[] {
  if (!fix) return [];
  return [
    { type: "Polygon", coordinates: [circle(fix.place, fix.accuracy_m)] },
    { type: "Point", coordinates: positionOf(fix.place) },
  ];
}

function positionOf({ lon, lat }: Place): Position {
  return [lon, lat];
}

function feature(geometry: Geometry, properties: Feature["properties"]): Feature {
  return { type: "Feature", properties, geometry };
}

function named(name: Source): string {
  return `responder-${name}`;
}

function source(parts: (Geometry | Feature)[]): GeoJSONSourceSpecification {
  const features = parts.map((one) => (one.type === "Feature" ? one : feature(one, {})));
  return { type: "geojson", data: { type: "FeatureCollection", features } };
}

function fill(of: Source, color: string, opacity: number): LayerSpecification {
  return {
    id: `${named(of)}-fill`,
    type: "fill",
    source: named(of),
    filter: IS_NO_DOT,
    paint: { "fill-color": color, "fill-opacity": opacity },
  };
}

type LinePaint = NonNullable<Extract<LayerSpecification, { type: "line" }>["paint"]>;

function line(of: Source, name: string, paint: LinePaint): LayerSpecification {
  return {
    id: `${named(of)}-${name}`,
    type: "line",
    source: named(of),
    filter: IS_NO_DOT,
    layout: { "line-cap": "round", "line-join": "round" },
    paint,
  };
}

function dot(
  of: Source,
  radius: number | ExpressionSpecification,
  color: string,
  edge: string,
): LayerSpecification {
  return {
    id: `${named(of)}-dot`,
    type: "circle",
    source: named(of),
    filter: IS_DOT,
    paint: {
      "circle-radius": radius,
      "circle-color": color,
      "circle-stroke-color": edge,
      "circle-stroke-width": 3,
    },
  };
}
