// The sources of tiles that styles draw.

import type { StyleSpecification } from "maplibre-gl";
import type { Bounds } from "../api";
import type { TileSource } from "./cover";

/** Those of our server, each once however many styles have it. */
export function tileSources(styles: readonly StyleSpecification[]): TileSource[] {
  const byTemplate = new Map<string, TileSource>();
  for (const source of styles.flatMap((style) => Object.values(style.sources))) {
    if (source.type !== "vector") continue;
    const { tiles: [template] = [], minzoom: minZoom = 0, maxzoom: maxZoom = 22 } = source;
    const bounds = (source.bounds as Bounds | undefined) ?? null;
    if (template && isOurs(template))
      byTemplate.set(template, { template, minZoom, maxZoom, bounds });
  }
  return [...byTemplate.values()];
}

/** What lies under the map from outside is not ours to keep. */
function isOurs(template: string): boolean {
  return new URL(template, location.origin).origin === location.origin;
}
