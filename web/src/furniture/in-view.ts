// What of a style is in view, by the colours and images in which the map draws it. Pure.

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { type LegendEntry, legendOf } from "../legend";
import { drawnLayer } from "../style";

/** A feature on the map, as MapLibre tells it: its style layer with values for expressions. */
export interface DrawnFeature {
  layer: Pick<LayerSpecification, "type"> & {
    metadata?: unknown;
    paint?: unknown;
    layout?: unknown;
  };
  sourceLayer?: string;
}

/** Colours are MapLibre's own, or texts. */
type Values = Record<string, unknown> | undefined;

export class InView {
  /** By layer of ours, what it is drawn in. */
  #inks = new Map<string, Set<string>>();
  /** The hazards that were not mapped somewhere in view. */
  readonly unmapped = new Set<string>();

  constructor(features: Iterable<DrawnFeature>) {
    for (const { layer, sourceLayer } of features) {
      const id = drawnLayer(layer as LayerSpecification);
      if (id === null) continue;
      if (isUnmapped(sourceLayer)) this.unmapped.add(id);
      else this.#add(id, inkOf(layer));
    }
  }

  #add(id: string, ink: string | null): void {
    if (ink === null) return;
    const inks = this.#inks.get(id) ?? new Set();
    this.#inks.set(id, inks.add(ink));
  }

  /** Whether a layer is drawn as an entry of its legend says. */
  has(id: string, entry: LegendEntry): boolean {
    const inks = this.#inks.get(id);
    const isIcon = "icon" in entry && inks?.has(entry.icon);
    return isIcon || (inks?.has(entry.color?.toLowerCase() ?? "") ?? false);
  }
}

/** The style layers whose features tell what is in view: those that a legend speaks of. */
export function telling(style: StyleSpecification): string[] {
  return style.layers.filter(tells(style)).map((layer) => layer.id);
}

function tells(style: StyleSpecification) {
  return (layer: LayerSpecification) => {
    const id = drawnLayer(layer);
    if (id === null) return false;
    if ("source-layer" in layer && isUnmapped(layer["source-layer"])) return true;
    return hasInk(layer) && legendOf(style, id).length > 0;
  };
}

function isUnmapped(sourceLayer: string | undefined): boolean {
  return sourceLayer?.endsWith(".unmapped") ?? false;
}

/** Whether a style layer has colours or images of its own that a legend could name. */
function hasInk({ type, paint, layout }: LayerSpecification): boolean {
  const values = { ...paint, ...layout };
  return type === "symbol" ? "icon-image" in values : `${type}-color` in values;
}

function inkOf({ type, paint, layout }: DrawnFeature["layer"]): string | null {
  const ink =
    type === "symbol" ? (layout as Values)?.["icon-image"] : (paint as Values)?.[`${type}-color`];
  if (typeof ink === "string") return ink.toLowerCase();
  if (typeof ink !== "object" || ink === null) return null;
  if ("name" in ink) return `${ink.name}`;
  return "r" in ink && "g" in ink && "b" in ink ? hex([ink.r, ink.g, ink.b]) : null;
}

/** As styles write a colour. Units: 0 to 1. */
function hex(rgb: unknown[]): string {
  const pairs = rgb.map((part) =>
    Math.round(Number(part) * 255)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${pairs.join("")}`;
}
