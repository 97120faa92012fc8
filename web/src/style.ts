// Reads and adapts the server's map style. Pure: a style in, a style or a value out.

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { type Choice, FULL_OPACITY, hiddenLayers, type Opacities, type State } from "./state";

/** The id of our layer that a style layer draws. */
export function drawnLayer(layer: LayerSpecification): string | null {
  const metadata = layer.metadata as Record<string, unknown> | undefined;
  const id = metadata?.["wareng:layer"];
  return typeof id === "string" ? id : null;
}

/** Whether the style draws one of our layers at all. */
export function draws(style: StyleSpecification, id: string): boolean {
  return style.layers.some((layer) => drawnLayer(layer) === id);
}

/** Our layers that the style draws but leaves off. */
export function offByDefault(style: StyleSpecification): string[] {
  const ids = new Set(style.layers.map(drawnLayer).filter((id) => id !== null));
  const isOff = (layer: LayerSpecification) => layer.layout?.visibility === "none";
  return [...ids].filter((id) =>
    style.layers.every((layer) => drawnLayer(layer) !== id || isOff(layer)),
  );
}

/** The style with these of our layers off and all others on, from its first frame. */
export function withHidden(
  style: StyleSpecification,
  hidden: readonly string[],
): StyleSpecification {
  const layers = style.layers.map((layer) => {
    const id = drawnLayer(layer);
    if (id === null) return layer;
    const visibility = hidden.includes(id) ? "none" : "visible";
    return { ...layer, layout: { ...layer.layout, visibility } } as LayerSpecification;
  });
  return { ...style, layers };
}

/** The style as the reader wants it, from its first frame. */
export function asChosen(
  style: StyleSpecification,
  state: Choice & Pick<State, "opacity">,
): StyleSpecification {
  const hidden = hiddenLayers(state, offByDefault(style));
  return withOpacity(withHidden(style, hidden), state.opacity);
}

/** What makes a style layer of a type more or less opaque. */
const OPACITIES: Partial<Record<LayerSpecification["type"], readonly string[]>> = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["icon-opacity", "text-opacity"],
  raster: ["raster-opacity"],
};

/** The style with some of our layers fainter, all that is drawn of each alike. */
export function withOpacity(style: StyleSpecification, opacity: Opacities): StyleSpecification {
  const layers = style.layers.map((layer) => {
    const percent = opacity[drawnLayer(layer) ?? ""];
    return percent === undefined ? layer : fainter(layer, percent / FULL_OPACITY);
  });
  return { ...style, layers };
}

function fainter(layer: LayerSpecification, factor: number): LayerSpecification {
  const paint = { ...layer.paint } as Record<string, unknown>;
  for (const name of OPACITIES[layer.type] ?? []) paint[name] = times(paint[name] ?? 1, factor);
  return { ...layer, paint } as LayerSpecification;
}

/** An expression times a factor. Its curve by zoom has to stay outermost, so this goes inside. */
function times(value: unknown, factor: number): unknown {
  if (typeof value === "number") return value * factor;
  if (!Array.isArray(value)) return value;
  const isResult = RESULTS[value[0]];
  return isResult
    ? value.map((part, i) => (isResult(i, value.length) ? times(part, factor) : part))
    : ["*", factor, value];
}

/** Which parts of an expression are what it may come to. */
const RESULTS: Record<string, (index: number, length: number) => boolean> = {
  interpolate: (index) => index >= 4 && index % 2 === 0,
  step: (index) => index >= 2 && index % 2 === 0,
  let: (index, length) => index === length - 1,
};

export interface Sample {
  shape: "fill" | "line" | "circle";
  color: string;
  /** The colour of the line under the line, where it has one, such as a road's. */
  casing?: string;
}

/**
 * How a layer without classes looks, where its style has one plain colour: that of
 * the topmost line, so that the one under it is its casing.
 */
export function sampleOf(style: StyleSpecification, id: string): Sample | null {
  for (const shape of ["circle", "line", "fill"] as const) {
    const colors = style.layers
      .filter((layer) => drawnLayer(layer) === id && layer.type === shape)
      .map((layer) => (layer.paint as Record<string, unknown> | undefined)?.[`${shape}-color`])
      .filter((color) => typeof color === "string");
    const color = shape === "line" ? colors.at(-1) : colors[0];
    if (!color) continue;
    const [casing] = colors;
    return shape === "line" && casing && casing !== color
      ? { shape, color, casing }
      : { shape, color };
  }
  return null;
}

/** The zoom from which the style draws a layer, if its tiles do not begin later still. */
export function drawnFrom(style: StyleSpecification, id: string): number {
  const zooms = style.layers
    .filter((layer) => drawnLayer(layer) === id)
    .map((layer) => Math.max(layer.minzoom ?? 0, tilesFrom(style, layer)));
  return zooms.length ? Math.min(...zooms) : 0;
}

function tilesFrom({ sources }: StyleSpecification, layer: LayerSpecification): number {
  const source = "source" in layer ? sources[layer.source as string] : undefined;
  return source?.type === "vector" ? (source.minzoom ?? 0) : 0;
}
