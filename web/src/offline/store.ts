// What this device keeps, in caches of the browser: their names, copies, and how they are found.

import { KEPT, keptDate } from "../kept";

/** What was merely seen, which makes room for what is newer. */
export const SEEN = { looks: "seen-looks", answers: "seen-answers", tiles: "seen-tiles" } as const;

/** What the page is made of: a cache a version. */
export const SHELL_CACHE = "shell-";

/** What was saved on purpose: a cache an area. */
export const AREA_CACHE = "area-";

/** The channel by which the service worker tells pages the address of a tile that is not kept. */
export const UNKEPT = "wareng-unkept";

/** The headers by which a copy says how large it is, and of which version. */
const BYTES = "wareng-bytes";
const VERSION = "wareng-version";

/** For answers whose address says all of what they are. */
export const SAME_ADDRESS = { ignoreVary: true };

/** The address of a tile, under which it is kept, and of which version it is asked for. */
export interface TileKey {
  address: string;
  version: string;
}

/** Whether an answer is whole, and that of its address: a failure is never kept. */
export function isWhole({ status, redirected }: Response): boolean {
  // An empty tile is 204.
  return (status === 200 || status === 204) && !redirected;
}

export function tileKey(url: string): TileKey {
  const { origin, pathname, searchParams } = new URL(url);
  return { address: origin + pathname, version: searchParams.get("v") ?? "" };
}

/** A copy that says when it was fetched, how large it is and, of a tile, of which version. */
export async function copyOf(response: Response, version?: string): Promise<Response> {
  const body = await response.arrayBuffer();
  const headers = new Headers(response.headers);
  // The body is here as it was before it was coded for the way.
  for (const coding of ["content-encoding", "content-length"]) headers.delete(coding);
  headers.set(KEPT, new Date().toISOString());
  headers.set(BYTES, `${body.byteLength}`);
  if (version !== undefined) headers.set(VERSION, version);
  const { status } = response;
  return new Response(status === 204 ? null : body, { status, headers });
}

export function bytesOf({ headers }: Response): number {
  return Number(headers.get(BYTES) ?? 0);
}

/** The newest of what was seen or saved under an address. */
export async function findKept(
  request: Request | string,
  options?: CacheQueryOptions,
): Promise<Response | undefined> {
  return (await findAll(request, options))[0];
}

/** The tile of this version, and the newest of any. */
export async function findTile({ address, version }: TileKey) {
  const all = await findAll(address, SAME_ADDRESS);
  return { same: all.find(({ headers }) => headers.get(VERSION) === version), newest: all[0] };
}

/** The newest first. */
async function findAll(
  request: Request | string,
  options?: CacheQueryOptions,
): Promise<Response[]> {
  const names = (await caches.keys()).filter((name) => !name.startsWith(SHELL_CACHE));
  // To open a cache that is deleted meanwhile would make it anew.
  const found = await Promise.all(
    names.map((cacheName) => caches.match(request, { ...options, cacheName })),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => time(b) - time(a));
}

/** Forgets what was seen and what was saved; the page itself stays. */
export async function forgetAll(): Promise<void> {
  const names = (await caches.keys()).filter((name) => !name.startsWith(SHELL_CACHE));
  await Promise.all(names.map((name) => caches.delete(name)));
}

function time({ headers }: Response): number {
  return keptDate(headers)?.getTime() ?? 0;
}
