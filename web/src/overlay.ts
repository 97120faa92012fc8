// What a person's page draws over the map, as parts of the map's style. Pure.

import type {
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";

export interface Overlay {
  sources: Readonly<Record<string, GeoJSONSourceSpecification>>;
  /** Under the names of the map. */
  under: readonly LayerSpecification[];
  /** On top of everything. */
  over: readonly LayerSpecification[];
}

export const NO_OVERLAY: Overlay = { sources: {}, under: [], over: [] };

export function withOverlay(
  style: StyleSpecification,
  { sources, under, over }: Overlay,
): StyleSpecification {
  const firstName = style.layers.findIndex((layer) => layer.type === "symbol");
  const at = firstName < 0 ? style.layers.length : firstName;
  return {
    ...style,
    sources: { ...style.sources, ...sources },
    layers: [...style.layers.slice(0, at), ...under, ...style.layers.slice(at), ...over],
  };
}

/** A colour of the page's style sheets, as it is by day or by night now. */
export function ink(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
