// What a pan asks for on a phone: the tiles that come into view, as a map with our style asks them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { getJson, PHONE } from "./browser.mjs";

const MOST_OF_PAN = 50_000;
/** Where two tiles come into view at once, which one pan in many does. */
const MOST_OF_ANY_PAN = 75_000;

/** MapLibre's own. Units: pixels. */
const TILE = 512;

/** Half of the screen to the east, south, west and north, and on from there. */
const WALK = [
  [1, 0],
  [0, 1],
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [-1, 0],
  [-1, 0],
];

const isDrawn = (style, source, zoom) =>
  style.layers.some(
    (layer) =>
      layer.source === source &&
      layer.layout?.visibility !== "none" &&
      (layer.minzoom ?? 0) <= zoom &&
      zoom < (layer.maxzoom ?? 24),
  );

/** A position in pixels of the whole world (OGC Two Dimensional Tile Matrix Set, WebMercatorQuad). */
function position({ lon, lat }, zoom) {
  const world = TILE * 2 ** zoom;
  const y = Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI;
  return { x: ((lon + 180) / 360) * world, y: ((1 - y) / 2) * world };
}

/** The addresses of the tiles in view. */
function* inView(style, zoom, { x, y }) {
  for (const [id, { tiles, minzoom, maxzoom }] of Object.entries(style.sources)) {
    const z = Math.min(zoom, maxzoom);
    if (z < minzoom || !isDrawn(style, id, zoom)) continue;
    const width = TILE * 2 ** (zoom - z);
    const span = (middle, size) => [
      Math.floor((middle - size / 2) / width),
      Math.floor((middle + size / 2) / width),
    ];
    const [[west, east], [north, south]] = [span(x, PHONE.width), span(y, PHONE.height)];
    for (let column = west; column <= east; column++) {
      for (let row = north; row <= south; row++) {
        yield tiles[0].replace("{z}", z).replace("{x}", column).replace("{y}", row);
      }
    }
  }
}

async function bytes(url) {
  const response = await fetch(url);
  await response.arrayBuffer();
  return Number(response.headers.get("content-length") ?? 0);
}

test("a pan costs little at any zoom", async (context) => {
  const style = await getJson("/styles/bahaya-siang");
  const [lon, lat] = style.center;
  for (let zoom = Math.ceil(style.zoom); zoom <= 17; zoom++) {
    const place = position({ lon, lat }, zoom);
    const had = new Set(inView(style, zoom, place));
    const sizes = [];
    for (const [east, south] of WALK) {
      place.x += (east * PHONE.width) / 2;
      place.y += (south * PHONE.height) / 2;
      const fresh = [...inView(style, zoom, place)].filter((url) => !had.has(url));
      for (const url of fresh) had.add(url);
      const coming = await Promise.all(fresh.map(bytes));
      sizes.push(coming.reduce((all, one) => all + one, 0));
    }
    const mean = Math.round(sizes.reduce((all, one) => all + one, 0) / sizes.length);
    context.diagnostic(`zoom ${zoom}: ${mean} bytes a pan; ${sizes.join(", ")}`);
    assert.ok(mean <= MOST_OF_PAN, `zoom ${zoom}: ${sizes.join(", ")}`);
    assert.ok(Math.max(...sizes) <= MOST_OF_ANY_PAN, `zoom ${zoom}: ${sizes.join(", ")}`);
  }
});
