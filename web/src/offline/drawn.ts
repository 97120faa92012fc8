// Reads from the tiles that are kept what hazards there are at a place.

import { VectorTile, type VectorTileLayer } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { unitName } from "../answer";
import { type Asked, type Catalog, getCatalog, type ServedLayer, servedLayer } from "../api";
import { textIn, within } from "../format";
import { keptDate } from "../kept";
import { kindOf } from "../maps";
import type { Lang, Place } from "../state";
import { tileAt } from "./cover";
import { drawnSheet } from "./drawn-sheet";
import type { Instead } from "./instead";
import { type DrawnArea, judge, type Said, UNMAPPED } from "./judge";
import { holds, toEdge } from "./polygon";
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

/** A tile that is kept, and how far from the truth it may draw a border. */
interface KeptTile {
  z: number;
  layers: Record<string, VectorTileLayer>;
  stray: number;
  kept: Date | null;
}

/** Nothing where no hazard is kept at the place. */
export async function drawnAnswer({ place, lang }: Asked): Promise<Instead | undefined> {
  const catalog = await getCatalog(lang);
  const hazards = catalog.layers.filter((layer) => kindOf(layer) === "hazard");
  const found = await Promise.all(hazards.map(({ id }) => readLayer(id, place, catalog)));
  const dates = found.map(({ kept }) => kept).filter((date) => date !== null);
  const [oldest] = dates.sort((a, b) => a.getTime() - b.getTime());
  if (!oldest) return undefined;
  const unit = await unitAt(place, catalog, lang);
  return (context) => drawnSheet(found, { kept: oldest, unit }, context);
}

/** The smallest unit, where no border of it is too near to tell. */
async function unitAt(place: Place, catalog: Catalog, lang: Lang): Promise<string | undefined> {
  const [level] = catalog.city.levels;
  const layer = level && servedLayer(catalog, level.id);
  const label = textIn(level?.label, lang);
  // The column of names is called what a unit is.
  const column = layer?.fields.find((one) => textIn(one.label, lang) === label);
  const tile = layer && column && (await openTile(layer, place));
  if (!tile) return undefined;
  const at = tileAt(place, tile.z);
  const unit = featuresOf(tile.layers[layer.id]).find((one) => holds(one.loadGeometry(), at));
  if (!unit || toEdge(unit.loadGeometry(), at) <= tile.stray) return undefined;
  return unitName(within(label), `${unit.properties[column.name]}`, lang);
}

async function readLayer(
  id: string,
  place: Place,
  catalog: Catalog,
): Promise<DrawnReading & { kept: Date | null }> {
  const layer = servedLayer(catalog, id);
  const tile = layer && (await openTile(layer, place));
  if (!tile) return { layer: id, said: [], kept: null };
  const order = (layer.classes ?? []).map((one) => one.id).reverse();
  const said = judge(areasOf(tile.layers, id), tileAt(place, tile.z), tile.stray, order);
  return { layer: id, said, kept: tile.kept };
}

async function openTile(layer: ServedLayer, place: Place): Promise<KeptTile | undefined> {
  const info = layer.tiles && (await findKept(layer.tiles, SAME_ADDRESS));
  const tile = info && (await nearestTile(layer, place));
  if (!tile) return undefined;
  const { vector_layers }: TileInfo = await info.json();
  const strays = vector_layers.map(({ deviation }) => deviation?.[tile.z] ?? 0);
  const { layers } = new VectorTile(new PbfReader(await tile.response.arrayBuffer()));
  return { z: tile.z, layers, stray: Math.max(...strays), kept: keptDate(tile.response.headers) };
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

function areasOf(layers: KeptTile["layers"], id: string): DrawnArea[] {
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
  return featuresOf(layer)
    .filter(({ properties }) => !properties.dust)
    .map((one) => ({ said: saidOf(one.properties), rings: one.loadGeometry() }));
}

function featuresOf(layer: VectorTileLayer | undefined) {
  const features = Array.from({ length: layer?.length ?? 0 }, (_, i) => layer?.feature(i));
  return features.filter((one) => one !== undefined);
}
