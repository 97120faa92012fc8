// What a person's page draws over the map, as parts of the map's style. Pure.

import type {
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { drawnLayer } from "./style";

export interface Overlay {
  sources: Readonly<Record<string, GeoJSONSourceSpecification>>;
  /** Under the names of the map. */
  under: readonly LayerSpecification[];
  /** On top of everything. */
  over: readonly LayerSpecification[];
  /** Layers of ours that are not drawn meanwhile. */
  mute?: readonly string[];
}

export const NO_OVERLAY: Overlay = { sources: {}, under: [], over: [] };

export function withOverlay(
  style: StyleSpecification,
  { sources, under, over, mute = [] }: Overlay,
): StyleSpecification {
  const layers = style.layers.map((layer) => muted(layer, mute));
  const firstName = layers.findIndex((layer) => layer.type === "symbol");
  const at = firstName < 0 ? layers.length : firstName;
  return {
    ...style,
    sources: { ...style.sources, ...sources },
    layers: [...layers.slice(0, at), ...under, ...layers.slice(at), ...over],
  };
}

function muted(layer: LayerSpecification, mute: readonly string[]): LayerSpecification {
  const id = drawnLayer(layer);
  if (id === null || !mute.includes(id)) return layer;
  return { ...layer, layout: { ...layer.layout, visibility: "none" } } as LayerSpecification;
}

/** A colour of the page's style sheets, as it is by day or by night now. */
export function ink(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
