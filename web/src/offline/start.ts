// Starts the service worker, and hands it what the page fetched before it was there.

import type { Stage } from "../stage";
import { addressOf, tilesOver } from "./cover";
import { sightOf } from "./sight";
import { tileSources } from "./sources";
import { wayOf } from "./ways";

/** Ends when what the page shows is kept. */
export async function startWorker(stage: Stage): Promise<void> {
  const { serviceWorker } = navigator;
  // While the page is being written there is none.
  if (!serviceWorker || !import.meta.env.PROD) return;
  const isThere = serviceWorker.controller !== null;
  const taken = new Promise<void>((resolve) => {
    serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });
  // Where the browser refuses it, the page needs the network as ever.
  const registration = await serviceWorker.register("/sw.js").catch(() => undefined);
  if (!registration) return;
  if (!isThere) {
    await taken;
    await fetchAgain(stage);
    await allKept(serviceWorker);
  }
  document.body.dataset.offline = "ready";
}

/** What has come may still be on its way into the cache. */
function allKept({ controller }: ServiceWorkerContainer): Promise<void> {
  if (!controller) return Promise.resolve();
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    controller.postMessage(null, [port2]);
  });
}

/** Most of it is in the browser's own cache, and costs nothing. */
async function fetchAgain(stage: Stage): Promise<void> {
  const { lang } = document.documentElement;
  const headers = { accept: "application/json", "accept-language": lang };
  const urls = new Set([...fetched(), ...tilesShown(stage)]);
  await Promise.allSettled([...urls].map((url) => fetch(url, { headers })));
}

function fetched(): string[] {
  const urls = performance.getEntriesByType("resource").map(({ name }) => name);
  return urls.filter((url) => {
    const way = wayOf({ url, method: "GET", mode: "cors", cache: "default" }, location.origin);
    return way === "look" || way === "answer";
  });
}

/** They were fetched by the map's worker, of which the page does not see what it fetches. */
function tilesShown({ map }: Stage): string[] {
  if (!map) return [];
  const { bounds, view } = sightOf(map);
  const zoom = Math.floor(view.zoom);
  const style = map.getStyle();
  const drawn = style.layers.filter(({ layout, minzoom = 0, maxzoom = 24 }) => {
    return layout?.visibility !== "none" && minzoom <= view.zoom && view.zoom < maxzoom;
  });
  const names = new Set(drawn.map((layer) => ("source" in layer ? layer.source : "")));
  const sources = Object.fromEntries(
    Object.entries(style.sources).filter(([name]) => names.has(name)),
  );
  return tileSources([{ ...style, sources }]).flatMap((source) =>
    tilesOver(bounds, source, [zoom, zoom]).map((tile) => addressOf(source, tile)),
  );
}
