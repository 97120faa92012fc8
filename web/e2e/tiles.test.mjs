// Every tile of every polygon layer, read by a decoder that is not ours.
//   WARENG_TILES        at most this many tiles a layer and zoom, spread evenly (default: all)
//   WARENG_CONCURRENCY  requests under way at a time (default 8)

import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { classifyRings, VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { getJson, serverUrl } from "./browser.mjs";

const ZOOMS = [10, 16];
const CAP = Number(process.env.WARENG_TILES ?? Number.POSITIVE_INFINITY);
const CONCURRENCY = Number(process.env.WARENG_CONCURRENCY ?? 8);
const POLYGON_KINDS = ["hazard", "zoning", "boundary"];
const POINT = 1;
const POLYGON = 3;

const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
const { layers } = await getJson("/v1/layers");
const polygonLayers = layers.filter(
  (one) => one.status === "served" && one.tiles && POLYGON_KINDS.includes(one.kind),
);

test("there are polygon layers to look at", () => assert.ok(polygonLayers.length > 0));

for (const layer of polygonLayers) {
  test(`every tile of ${layer.id} is well formed`, async (t) => {
    const total = { tiles: 0, full: 0, features: 0, polygons: 0, rings: 0, bytes: 0 };
    const faults = [];
    for (let z = Math.max(ZOOMS[0], layer.min_zoom); z <= Math.min(ZOOMS[1], layer.max_zoom); z++) {
      const count = { tiles: 0, full: 0, features: 0, polygons: 0, rings: 0, bytes: 0 };
      await each(thinned(tilesOver(layer.bounds, z)), async (tile) => {
        await look(layer, tile, count, faults);
      });
      t.diagnostic(`${layer.id} z${z}: ${describe(count)}`);
      for (const key of Object.keys(total)) total[key] += count[key];
    }
    t.diagnostic(`${layer.id}: ${describe(total)}`);
    assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`);
    assert.ok(total.full > 0, "no tile has anything in it");
  });
}

test.after(() => agent.destroy());

async function look({ id, classes }, { z, x, y }, count, faults) {
  const path = `/tiles/${id}/${z}/${x}/${y}`;
  const { status, body } = await fetchTile(path);
  count.tiles += 1;
  if (status === 204 && body.length === 0) return;
  if (status !== 200) {
    faults.push(`${path}: status ${status}, expected 200 or 204`);
    return;
  }
  const say = (fault) => faults.push(`${path}: ${fault}`);
  count.full += 1;
  count.bytes += body.length;
  const tile = new VectorTile(new PbfReader(body));
  const known = [id, `${id}.${classes ? "unmapped" : "label"}`];
  const names = Object.keys(tile.layers);
  if (names.some((name) => !known.includes(name))) {
    say(`layers ${names}, expected no other than ${known}`);
    return;
  }
  for (const name of names) lookAtLayer(tile.layers[name], count, say);
  if (classes && tile.layers[id]) lookAtClasses(tile.layers[id], classes, say);
}

function lookAtLayer(layer, count, say) {
  if (layer.version !== 2) say(`version ${layer.version}, expected 2`);
  if (layer.extent !== 4096) say(`extent ${layer.extent}, expected 4096`);
  if (layer.length === 0) say("a layer without features, expected 204");
  const ids = new Set();
  for (let i = 0; i < layer.length; i++) {
    const feature = layer.feature(i);
    count.features += 1;
    // What stands for small areas is no feature of the layer, and has no id.
    const dust = feature.properties.dust === true;
    if (dust !== (feature.id === undefined)) say(`feature ${i} has the id ${feature.id}`);
    if (!dust && ids.has(feature.id)) say(`feature ${i} has the id ${feature.id} of another`);
    ids.add(feature.id);
    const expected = layer.name.endsWith(".label") ? POINT : POLYGON;
    if (feature.type !== expected) {
      say(`feature ${i} is of type ${feature.type}, expected ${expected}`);
      continue;
    }
    if (expected === POINT) continue;
    lookAtRings(feature.loadGeometry(), count, (fault) => say(`feature ${i}: ${fault}`));
  }
}

function lookAtClasses(layer, classes, say) {
  const known = new Set(classes.map((one) => one.id));
  for (let i = 0; i < layer.length; i++) {
    const id = layer.feature(i).properties.class;
    if (!known.has(id)) say(`feature ${i} is of class ${id}, expected one of ${[...known]}`);
  }
}

/** An exterior has a positive area (y down), its holes follow and have a negative one. */
function lookAtRings(rings, count, say) {
  if (rings.length === 0) say("no rings");
  const areas = rings.map(signedArea);
  rings.forEach((ring, i) => {
    count.rings += 1;
    const first = ring[0];
    const last = ring[ring.length - 1];
    if (ring.length < 4) say(`ring ${i} has ${ring.length} points, expected at least 4`);
    if (first.x !== last.x || first.y !== last.y) say(`ring ${i} is not closed`);
    if (areas[i] === 0) say(`ring ${i} has no area`);
    if (ring.some((point, j) => j > 0 && point.equals(ring[j - 1]))) say(`ring ${i} stands still`);
  });
  if (areas[0] < 0) say("the first ring is a hole, expected an exterior");
  const polygons = classifyRings(rings);
  count.polygons += polygons.length;
  if (polygons.flat().length !== rings.length) say("rings are lost when they are classified");
  for (const [exterior, ...holes] of polygons) {
    if (signedArea(exterior) <= 0) say("an exterior is wound as a hole");
    if (holes.some((hole) => signedArea(hole) >= 0)) say("a hole is wound as an exterior");
  }
}

/** By the surveyor's formula of the MVT specification, 4.3.3.3. */
function signedArea(ring) {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    twice += ring[i].x * ring[i + 1].y - ring[i + 1].x * ring[i].y;
  }
  return twice / 2;
}

function tilesOver([west, south, east, north], z) {
  const size = 2 ** z;
  const clamp = (value) => Math.min(size - 1, Math.max(0, Math.floor(value)));
  const column = (lon) => clamp(((lon + 180) / 360) * size);
  const row = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return clamp((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size);
  };
  const tiles = [];
  for (let x = column(west); x <= column(east); x++) {
    for (let y = row(north); y <= row(south); y++) tiles.push({ z, x, y });
  }
  return tiles;
}

function thinned(tiles) {
  if (tiles.length <= CAP) return tiles;
  return Array.from({ length: CAP }, (_, i) => tiles[Math.floor((i * tiles.length) / CAP)]);
}

async function each(items, work) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

function fetchTile(path) {
  const options = { agent, headers: { "accept-encoding": "gzip" } };
  return new Promise((resolve, reject) => {
    get(serverUrl() + path, options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const encoding = response.headers["content-encoding"];
        resolve({ status: response.statusCode, body: decoded(Buffer.concat(chunks), encoding) });
      });
    }).on("error", reject);
  });
}

function decoded(body, encoding) {
  if (encoding === "gzip") return gunzipSync(body);
  return encoding === "br" ? brotliDecompressSync(body) : body;
}

function describe({ tiles, full, features, polygons, rings, bytes }) {
  const kilobytes = Math.round(bytes / 1000);
  return `${full} of ${tiles} tiles full, ${features} features, ${polygons} polygons, ${rings} rings, ${kilobytes} kB`;
}
