// Units of a level on the map, coloured by a figure. A unit is known by its code, which is in
// one of the columns that the layer's tiles have.

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { type Catalog, type ExposedUnit, type ServedLayer, servedLayer } from "../api";
import { UNMAPPED } from "../marks";
import { ink, type Overlay } from "../overlay";
import { classOf } from "./breaks";
import { amountOf, type Figure } from "./figure";
import { isUntold } from "./measure";

export const UNITS = "planner-units";

interface Drawn {
  source: string;
  "source-layer": string;
}

export interface Coloured {
  /** The layer that draws the units. */
  layer: ServedLayer;
  units: readonly ExposedUnit[];
  figure: Figure;
  breaks: readonly number[];
  chosen: readonly string[];
  /** Whether the hazards are shown in the place of the colours. */
  plain: boolean;
}

/** The layer that draws the units of a level, where the city has one. */
export function layerOf(level: string, catalog: Catalog): ServedLayer | undefined {
  const layer = servedLayer(catalog, level);
  return layer?.tiles && layer.kind === "boundary" ? layer : undefined;
}

export function choropleth(coloured: Coloured): Pick<Overlay, "under" | "over"> {
  const { layer, chosen, plain } = coloured;
  const drawn = { source: layer.id, "source-layer": layer.id };
  return {
    under: [
      {
        id: UNITS,
        type: "fill",
        ...drawn,
        paint: { "fill-color": colorOf(coloured), "fill-opacity": plain ? 0 : 1 },
      },
      ...(plain ? [] : [hatch(coloured, drawn)]),
    ],
    over: [...chosenBorders(drawn, isOneOf(chosen, layer))],
  };
}

/** The colours of the classes, the least first. */
export function steps(): string[] {
  return [1, 2, 3, 4, 5].map((step) => ink(`--step-${step}`));
}

/** Of two classes the outer colours, of five all. */
export function stepColor(index: number, count: number): string {
  const all = steps();
  const at = count > 1 ? Math.round((index * (all.length - 1)) / (count - 1)) : 2;
  return all[at] ?? "";
}

/** The colour of what has nothing. */
export function zeroColor(): string {
  return ink("--step-0");
}

/** The code of a unit, among the values of a feature. */
export function codeOf(
  values: readonly unknown[],
  units: readonly ExposedUnit[],
): string | undefined {
  const codes = new Set(units.map(({ code }) => code));
  return values.find((one): one is string => typeof one === "string" && codes.has(one));
}

function colorOf({ layer, units, figure, breaks }: Coloured): ExpressionSpecification {
  const colors = Object.fromEntries(
    units.map((unit) => {
      const index = classOf(amountOf(unit, figure).value, breaks);
      return [unit.code, index === null ? zeroColor() : stepColor(index, breaks.length)];
    }),
  );
  const known = columnsOf(layer).map(
    (column): ExpressionSpecification => ["get", column, ["literal", colors]],
  );
  return ["to-color", ["coalesce", ...known, zeroColor()]];
}

/** Hatched, for what is not published is not nothing. */
function hatch({ layer, units, figure }: Coloured, drawn: Drawn): LayerSpecification {
  const untold = units.filter((unit) => isUntold(amountOf(unit, figure)));
  return {
    id: "planner-untold",
    type: "fill",
    ...drawn,
    filter: isOneOf(
      untold.map(({ code }) => code),
      layer,
    ),
    paint: { "fill-pattern": UNMAPPED },
  };
}

function isOneOf(codes: readonly string[], layer: ServedLayer): ExpressionSpecification {
  const any = columnsOf(layer).map(
    (column): ExpressionSpecification => ["in", column, ["literal", [...codes]]],
  );
  return ["any", ...any];
}

function columnsOf({ fields }: ServedLayer): ExpressionSpecification[] {
  return fields
    .filter(({ tile, type }) => tile && type === "text")
    .map(({ name }) => ["to-string", ["get", name]]);
}

function chosenBorders(drawn: Drawn, filter: ExpressionSpecification): LayerSpecification[] {
  const line = (id: string, color: string, width: number): LayerSpecification => ({
    id,
    type: "line",
    ...drawn,
    filter,
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width },
  });
  return [
    line("planner-chosen-casing", ink("--surface"), 6),
    line("planner-chosen", ink("--ink"), 3),
  ];
}
