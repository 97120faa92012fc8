// Which requests this device keeps the answers of, and how. Pure.

/**
 * `page`: the map's page. `asset`: a file whose name changes with its content. `tile`: a tile
 * whose address changes with its content. `look`: what maps are made of, or pages of text.
 * `answer`: what was asked. `text`: an answer as a page of text.
 */
export type Way = "page" | "text" | "asset" | "tile" | "look" | "answer";

export interface Asking {
  url: string;
  method: string;
  mode: string;
  cache: string;
}

const TILE = /^\/tiles\/[^/]+\/\d+\/\d+\/\d+$/;
const TEXT = /^\/(lokasi|sekolah|cari|wilayah\/[^/]+\/[^/]+)$/;
/** Of pages of text: files beside them, whose names change with their content. */
const BESIDE = /^\/[a-z]+-[0-9a-f]{10}\.(css|svg)$/;
/** A whole layer, which may be larger than all that is kept. */
const FILE = /^\/v1\/layers\/[^/]+\/features$/;
const LOOK = /^\/(v1\/layers(\/[^/]+)?|styles\/[^/]+|sprites\/[^/]+|tiles\/[^/]+)$/;

/** Null for what is none of ours to keep: it goes to the network as if nobody stood between. */
export function wayOf({ url, method, mode, cache }: Asking, ours: string): Way | null {
  const { origin, pathname, searchParams } = new URL(url);
  // Who asks for `no-store` wants the server's own word, as the saving of an area does.
  if (method !== "GET" || origin !== ours || cache === "no-store") return null;
  if (mode === "navigate" && pathname === "/") return "page";
  if (mode === "navigate") return TEXT.test(pathname) ? "text" : null;
  if (pathname.startsWith("/assets/")) return "asset";
  if (TILE.test(pathname)) return searchParams.has("v") ? "tile" : null;
  if (LOOK.test(pathname) || BESIDE.test(pathname)) return "look";
  if (FILE.test(pathname)) return null;
  return pathname.startsWith("/v1/") ? "answer" : null;
}
