// Reads from the tiles that are kept what hazards there are at a place.

import { VectorTile, type VectorTileLayer } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { type Asked, type Catalog, getCatalog, type ServedLayer, servedLayer } from "../api";
import { keptDate } from "../kept";
import { kindOf } from "../maps";
import type { Place } from "../state";
import { tileAt } from "./cover";
import { drawnSheet } from "./drawn-sheet";
import type { Instead } from "./instead";
import { type DrawnArea, judge, type Said, UNMAPPED } from "./judge";
import { findKept, SAME_ADDRESS } from "./store";

/** What a layer says; `said` is empty where nothing of it is kept. */
export interface DrawnReading {
  layer: string;
  /** More than one where a border is too near to tell; the gravest first. */
  said: Said[];
}

/** What the part of a tile that says how good it is has to be of a TileJSON. */
interface TileInfo {
  vector_layers: readonly { id: string; deviation?: Record<string, number> }[];
}

/** Nothing where no hazard is kept at the place. */
export async function drawnAnswer({ place, lang }: Asked): Promise<Instead | undefined> {
  const catalog = await getCatalog(lang);
  const hazards = catalog.layers.filter((layer) => kindOf(layer) === "hazard");
  const found = await Promise.all(hazards.map(({ id }) => readLayer(id, place, catalog)));
  const dates = found.map(({ kept }) => kept).filter((date) => date !== null);
  const [oldest] = dates.sort((a, b) => a.getTime() - b.getTime());
  if (!oldest) return undefined;
  return (context) => drawnSheet(found, oldest, context);
}

async function readLayer(
  id: string,
  place: Place,
  catalog: Catalog,
): Promise<DrawnReading & { kept: Date | null }> {
  const layer = servedLayer(catalog, id);
  const info = layer?.tiles && (await findKept(layer.tiles, SAME_ADDRESS));
  const tile = layer && info && (await nearestTile(layer, place));
  if (!layer || !info || !tile) return { layer: id, said: [], kept: null };
  const { vector_layers }: TileInfo = await info.json();
  const strays = vector_layers.map(({ deviation }) => deviation?.[tile.z] ?? 0);
  const areas = areasOf(new VectorTile(new PbfReader(await tile.response.arrayBuffer())), id);
  const order = (layer.classes ?? []).map((one) => one.id).reverse();
  const said = judge(areas, tileAt(place, tile.z), Math.max(...strays), order);
  return { layer: id, said, kept: keptDate(tile.response.headers) };
}

/** The one that shows the place largest. */
async function nearestTile({ tiles, min_zoom, max_zoom }: ServedLayer, place: Place) {
  for (let z = max_zoom; z >= min_zoom; z--) {
    const [x, y] = tileAt(place, z).address;
    const response = await findKept(`${tiles}/${z}/${x}/${y}`, SAME_ADDRESS);
    if (response) return { z, response };
  }
  return undefined;
}

function areasOf({ layers }: VectorTile, id: string): DrawnArea[] {
  return [
    ...polygonsOf(layers[id], ({ class: said }) => `${said}`),
    ...polygonsOf(layers[`${id}.unmapped`], () => UNMAPPED),
  ];
}

/** Dust stands for areas too small to be drawn, and not where they are. */
function polygonsOf(
  layer: VectorTileLayer | undefined,
  saidOf: (properties: Record<string, unknown>) => Said,
): DrawnArea[] {
  const features = Array.from({ length: layer?.length ?? 0 }, (_, i) => layer?.feature(i));
  return features
    .filter((one) => one !== undefined)
    .filter(({ properties }) => !properties.dust)
    .map((one) => ({ said: saidOf(one.properties), rings: one.loadGeometry() }));
}
