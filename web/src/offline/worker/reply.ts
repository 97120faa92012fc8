// How each request is answered: by the server where it can be reached, by what is kept where not.

import { copyOf, findKept, findTile, isWhole, SAME_ADDRESS, SEEN, tileKey, UNKEPT } from "../store";
import { wayOf } from "../ways";
import { Seen } from "./seen";
import { keptPage } from "./shell";
import { onTheMap, saidToBeKept } from "./text";

declare const self: ServiceWorkerGlobalScope;

const MIB = 1024 * 1024;
const LOOKS = new Seen(SEEN.looks, { count: 150, bytes: 20 * MIB });
const ANSWERS = new Seen(SEEN.answers, { count: 400, bytes: 20 * MIB });
const TILES = new Seen(SEEN.tiles, { count: 4000, bytes: 50 * MIB });

/** After so long something that is kept is better than to wait on. */
const PAGE_PATIENCE_MS = 4_000;
const PATIENCE_MS = 8_000;

/** Null leaves the request to the browser. */
export function replyTo(event: FetchEvent): Promise<Response> | null {
  const { request } = event;
  switch (wayOf(request, self.location.origin)) {
    case "page":
      return soonOrKept(fromServer(request), keptPage, PAGE_PATIENCE_MS);
    case "text":
      return text(event);
    case "asset":
      return asset(request);
    case "tile":
      return tile(event);
    case "look":
      return freshOrKept(event, LOOKS);
    case "answer":
      return freshOrKept(event, ANSWERS);
    case null:
      return null;
  }
}

function text(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const live = fromServer(request);
  keepWhole(event, live, async (whole) => ANSWERS.keep(request, await copyOf(whole)));
  const kept = async () => {
    const seen = await findKept(request, SAME_ADDRESS);
    if (seen) return saidToBeKept(seen);
    return (await keptPage()) && onTheMap(request.url);
  };
  return soonOrKept(live, kept, PAGE_PATIENCE_MS);
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request.url, SAME_ADDRESS)) ?? fetch(request);
}

/** A tile of a version says the same for ever; one of another version is better than none. */
async function tile(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const key = tileKey(request.url);
  const { same, newest } = await findTile(key);
  if (same) return same;
  const live = fromServer(request);
  keepWhole(event, live, async (whole) => {
    await TILES.keep(new Request(key.address), await copyOf(whole, key.version));
  });
  return soonOrKept(live, async () => newest ?? unkept(key.address), PATIENCE_MS);
}

const pages = new BroadcastChannel(UNKEPT);

/** For a tile that does not exist the map draws a larger one, or nothing: the page says so. */
function unkept(address: string): Response {
  pages.postMessage(address);
  return new Response(null, { status: 404 });
}

function freshOrKept(event: FetchEvent, seen: Seen): Promise<Response> {
  const { request } = event;
  const live = fromServer(request);
  keepWhole(event, live, async (whole) => seen.keep(request, await copyOf(whole)));
  // In another language it is better than nothing.
  const kept = async () => (await findKept(request)) ?? findKept(request, SAME_ADDRESS);
  return soonOrKept(live, kept, PATIENCE_MS);
}

async function soonOrKept(
  live: Promise<Response>,
  kept: () => Promise<Response | undefined>,
  patience_ms: number,
): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience_ms));
  const soon = await Promise.race([live.catch(() => undefined), late]);
  return soon ?? (await kept()) ?? live;
}

/** What is being kept just now. */
const keeping = new Set<Promise<unknown>>();

/** Ends when all that came until now is kept. */
export async function allKept(): Promise<void> {
  await Promise.all(keeping);
}

/** A device without room goes on without a copy. */
function keepWhole(
  event: FetchEvent,
  live: Promise<Response>,
  keep: (whole: Response) => Promise<void>,
): void {
  const kept = live
    .then((response) => (isWhole(response) ? keep(response.clone()) : undefined))
    .catch(() => {})
    .finally(() => keeping.delete(kept));
  keeping.add(kept);
  event.waitUntil(kept);
}

/** A server that says no is there; one of which a gateway says that it does not answer is not. */
async function fromServer(request: Request): Promise<Response> {
  const response = await fetch(request);
  if ([502, 504].includes(response.status)) throw new Error(`a gateway says ${response.status}`);
  return response;
}
