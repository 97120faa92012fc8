// Which requests this device keeps the answers of, and how. Pure.

/**
 * `page`: the map's page. `asset`: a file whose name changes with its content. `tile`: a tile
 * whose address changes with its content. `look`: what maps are made of. `answer`: what was asked.
 */
export type Way = "page" | "asset" | "tile" | "look" | "answer";

export interface Asking {
  url: string;
  method: string;
  mode: string;
  cache: string;
}

const TILE = /^\/tiles\/[^/]+\/\d+\/\d+\/\d+$/;
const LOOK = /^\/(v1\/layers(\/[^/]+)?|styles\/[^/]+|sprites\/[^/]+|tiles\/[^/]+)$/;

/** Null for what is none of ours to keep: it goes to the network as if nobody stood between. */
export function wayOf({ url, method, mode, cache }: Asking, ours: string): Way | null {
  const { origin, pathname, searchParams } = new URL(url);
  // Who asks for `no-store` wants the server's own word, as the saving of an area does.
  if (method !== "GET" || origin !== ours || cache === "no-store") return null;
  if (mode === "navigate") return pathname === "/" ? "page" : null;
  if (pathname.startsWith("/assets/")) return "asset";
  if (TILE.test(pathname)) return searchParams.has("v") ? "tile" : null;
  if (LOOK.test(pathname)) return "look";
  return pathname.startsWith("/v1/") ? "answer" : null;
}
