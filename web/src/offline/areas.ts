// The areas that are saved on this device: a cache each, and in it what it is.

import type { StyleSpecification } from "maplibre-gl";
import { type Answer, type Bounds, type Catalog, servedLayer, type Unit } from "../api";
import { kindOf, mapsOf, styleName } from "../maps";
import { spriteOf } from "../sprite";
import type { Lang, View } from "../state";
import { addressOf, tilesOver } from "./cover";
import { Download, type Progress, SaveError } from "./download";
import { tileSources } from "./sources";
import { AREA_CACHE } from "./store";

/** What of the map an area is. */
export interface Sight {
  bounds: Bounds;
  view: View;
}

export interface Area extends Sight {
  id: string;
  /** The smallest unit in its middle, then the larger ones. */
  names: string[];
  /** ISO 8601. */
  saved: string;
  bytes: number;
  snapshot: string;
}

/** More would take a phone too long, and too much room. */
const MOST_TILES = 2500;

/** Near enough to tell houses apart. */
const LAST_ZOOM = 14;

/** What cannot be finished after so long never will be. Units: milliseconds. */
const STALE = 3_600_000;

/** Where a cache says which area it is: written last, so that it is whole. */
const ABOUT = "/area.json";

const LANGS: readonly Lang[] = ["id", "en"];

export async function savedAreas(): Promise<Area[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith(AREA_CACHE));
  const areas = await Promise.all(names.map(areaIn));
  return areas.filter((one) => one !== null).sort((a, b) => b.saved.localeCompare(a.saved));
}

export async function removeArea({ id }: Area): Promise<void> {
  await caches.delete(AREA_CACHE + id);
}

/** Saves an area whole, or leaves nothing of it. */
export async function saveArea(
  sight: Sight,
  catalog: Catalog,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Area> {
  const id = `${Date.now()}`;
  const name = AREA_CACHE + id;
  // A browser may clear what was not asked to stay.
  await navigator.storage?.persist?.();
  const stop = new AbortController();
  try {
    const cache = await caches.open(name);
    const download = new Download(cache, AbortSignal.any([signal, stop.signal]));
    const tiles = await fetchLooks(download, sight, catalog);
    if (tiles.length > MOST_TILES) throw new SaveError("large");
    onProgress({ done: 0, all: tiles.length, bytes: download.bytes });
    const names = await fetchNames(download, sight.view);
    await download.fetchTiles(tiles, onProgress);
    const { bytes } = download;
    const saved = new Date().toISOString();
    const area = { ...sight, id, names, saved, bytes, snapshot: catalog.snapshot };
    await cache.put(ABOUT, new Response(JSON.stringify(area)));
    return area;
  } catch (error) {
    stop.abort();
    await caches.delete(name);
    throw error;
  }
}

/** Keeps what the maps are made of, and gives the addresses of their tiles. */
async function fetchLooks(
  download: Download,
  { bounds, view }: Sight,
  catalog: Catalog,
): Promise<string[]> {
  const styles: StyleSpecification[] = [];
  for (const lang of LANGS) {
    await download.fetch(asked("/v1/layers", lang));
    for (const map of mapsOf(catalog)) {
      for (const night of [false, true]) {
        const style = await download.fetch(asked(`/styles/${styleName({ map, night })}`, lang));
        styles.push(await style.json());
      }
    }
  }
  const sprites = new Set(styles.map(spriteOf).filter((base) => base !== null));
  for (const base of sprites) {
    for (const end of [".json", ".png", "@2x.json", "@2x.png"]) {
      await download.fetch(asked(base + end, "id"));
    }
  }
  // How far what tiles draw may lie from what was published.
  const [smallest] = catalog.city.levels;
  for (const layer of catalog.layers) {
    const tiles = servedLayer(catalog, layer.id)?.tiles;
    const isRead = kindOf(layer) === "hazard" || layer.id === smallest?.id;
    if (tiles && isRead) await download.fetch(asked(tiles, "id"));
  }
  const zooms = [0, Math.max(LAST_ZOOM, Math.floor(view.zoom))] as const;
  return tileSources(styles).flatMap((source) =>
    tilesOver(bounds, source, zooms).map((tile) => addressOf(source, tile)),
  );
}

async function fetchNames(download: Download, { lon, lat }: View): Promise<string[]> {
  const path = `/v1/at?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}&lang=id`;
  const answer: Answer = await (await download.fetch(asked(path, "id"))).json();
  return answer.units.map(nameOf).filter((name) => name !== undefined);
}

function nameOf(unit: Unit): string | undefined {
  return unit.status === "inside" ? (unit.name ?? unit.code) : undefined;
}

/** As the page asks. */
function asked(path: string, lang: Lang): Request {
  return new Request(path, { headers: { accept: "application/json", "accept-language": lang } });
}

async function areaIn(name: string): Promise<Area | null> {
  const about = await caches.match(ABOUT, { cacheName: name });
  if (about) return about.json();
  // Its page was closed while it was saved.
  const started = Number(name.slice(AREA_CACHE.length));
  if (Date.now() - started > STALE) await caches.delete(name);
  return null;
}
