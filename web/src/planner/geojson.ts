// The answer as GeoJSON: each unit, or the area, with all its figures.

import type { Feature, FeatureCollection, Geometry } from "geojson";
import {
  type Bounds,
  type ClassRow,
  type Exposed,
  getFeatures,
  type PageOfFeatures,
  type ServedLayer,
} from "../api";
import type { Lang } from "../state";
import { codeOf } from "./choropleth";
import { cellOf, columnName, hiddenIn, remarkOf, unitsOf } from "./csv";
import type { Measure } from "./measure";
import type { Reading } from "./reading";
import { geometryOf, type Shape } from "./shape";

type Shapes = ReadonlyMap<string, Geometry>;

export function areaGeoJson(reading: Reading, shape: Shape): FeatureCollection {
  const properties = propertiesOf(reading.subject, reading.measures);
  return collection(reading, [{ type: "Feature", properties, geometry: geometryOf(shape) }]);
}

/** `layer` draws the units. */
export async function unitsGeoJson(
  reading: Reading,
  layer: ServedLayer,
): Promise<FeatureCollection> {
  const shapes = await shapesOf(reading, layer);
  const features = unitsOf(reading).flatMap((unit): Feature[] => {
    const geometry = shapes.get(unit.code);
    if (!geometry) return [];
    const { level, code, name } = unit;
    const figures = propertiesOf(unit, reading.measures);
    return [{ type: "Feature", id: code, properties: { level, code, name, ...figures }, geometry }];
  });
  return collection(reading, features);
}

function collection(reading: Reading, features: Feature[]): FeatureCollection {
  const { snapshot, sources } = reading.answer;
  const members = { snapshot, note: remarkOf(reading), sources };
  return { type: "FeatureCollection", ...members, features } as FeatureCollection;
}

type Properties = Record<string, number | string | null>;

function propertiesOf(exposed: Exposed, measures: readonly Measure[]): Properties {
  const counted = measures.filter(({ unit }) => unit !== "percent");
  const name = ({ id, unit }: Measure) => (unit === "hectare" ? "area_m2" : columnName(id));
  const whole = counted.map((one) => [name(one), cellOf(one, exposed, exposed)]);
  const parts = Object.entries<ClassRow[]>(exposed.hazards).flatMap(([hazard, rows]) =>
    rows.flatMap((row) =>
      counted.map((one) => [
        `${hazard}.${row.class ?? row.status}.${name(one)}`,
        cellOf(one, row, exposed),
      ]),
    ),
  );
  return { ...Object.fromEntries([...whole, ...parts]), hidden: hiddenIn(exposed) };
}

async function shapesOf({ answer, lang }: Reading, layer: ServedLayer): Promise<Shapes> {
  const shapes = new Map<string, Geometry>();
  for (const { id, geometry, properties } of await allFeatures(layer, lang)) {
    const code = codeOf([id, ...Object.values(properties)], answer.units);
    if (code && geometry) shapes.set(code, geometry as unknown as Geometry);
  }
  return shapes;
}

async function allFeatures(layer: ServedLayer, lang: Lang): Promise<PageOfFeatures["features"]> {
  const box: Bounds = layer.bounds ?? [-180, -90, 180, 90];
  const all: PageOfFeatures["features"] = [];
  let cursor: string | undefined;
  do {
    const page = await getFeatures({ layer: layer.id, box, lang, ...(cursor && { cursor }) });
    all.push(...page.features);
    cursor = page.next;
  } while (cursor);
  return all;
}
