// A search box that others made, MapLibre's geocoder, asks /v1/search from somebody's own page.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, test } from "node:test";
import { getJson, launch, openPage, serverUrl, shoot } from "./browser.mjs";

/** Where the map stands when the page opens: near enough for the widget to tell the server. */
const START = { lon: 110.45, lat: -6.98, zoom: 12 };
/** What the widget zooms to where there is no box. */
const POINT_ZOOM = 16;
const METERS_PER_DEGREE = 111_320;

/** What waits for the browser has bounds of its own; this is for all else that could stand still. */
const PATIENCE_MS = 120_000;

const WIDGET = "/@maplibre/maplibre-gl-geocoder/dist/maplibre-gl-geocoder";
const PAGE = `<!doctype html>
<link rel="icon" href="data:," />
<link rel="stylesheet" href="/maplibre-gl/dist/maplibre-gl.css" />
<link rel="stylesheet" href="${WIDGET}.css" />
<div id="map" style="position: absolute; inset: 0"></div>
<script src="${WIDGET}.js"></script>`;
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript" };

let browser;
let host;

before(async () => {
  host = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://host");
    const file = new URL(`../node_modules${pathname}`, import.meta.url);
    response.setHeader("content-type", TYPES[extname(pathname)] ?? "text/html");
    response.end(pathname === "/" ? PAGE : await readFile(file));
  }).listen(0, "127.0.0.1");
  await once(host, "listening");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  host?.close();
});

/** Types into the widget on a fresh page, and waits until it has the answer to all of it. */
function typing(typed, name, run) {
  test(`${typed}: ${name}`, { timeout: PATIENCE_MS }, async () => {
    const home = `http://127.0.0.1:${host.address().port}`;
    const { page, context, complaints } = await openPage(browser, { ready: false, hosts: [home] });
    try {
      await page.goto(`${home}/`);
      await page.evaluate(addWidget, [serverUrl(), START]);
      await page.locator("input").pressSequentially(typed);
      await page.waitForFunction(
        (query) => window.errors.length > 0 || window.answered === query,
        typed,
      );
      assert.deepEqual(await page.evaluate(() => window.errors), []);
      await run(page);
      assert.deepEqual(complaints, [], "the browser's console has errors");
    } finally {
      await context.close();
    }
  });
}

/** All that somebody has to write, and notes of what the widget says. */
async function addWidget([server, { lon, lat, zoom }]) {
  const maplibregl = await import("/maplibre-gl/dist/maplibre-gl.mjs");
  const forwardGeocode = async ({ query, limit, proximity: [lon, lat] }) => {
    const asked = new URLSearchParams({ q: query, limit, lon, lat });
    const { features } = await (await fetch(`${server}/v1/search?${asked}`)).json();
    return { features: features.map((one) => ({ ...one, ...named(one.properties) })) };
  };
  const named = ({ name, locality, district, city }) => ({
    text: name,
    place_name: [name, locality, district, city].filter(Boolean).join(", "),
  });
  const style = { version: 8, sources: {}, layers: [] };
  window.map = new maplibregl.Map({ container: "map", style, center: [lon, lat], zoom });
  const widget = new window.MaplibreGeocoder(
    { forwardGeocode },
    // With markers for all results, Enter also moves the map to all that are points, whatever
    // was chosen: https://github.com/maplibre/maplibre-gl-geocoder/issues/287
    { maplibregl, showResultsWhileTyping: true, showResultMarkers: false },
  );
  window.map.addControl(widget);
  window.errors = [];
  widget.on("error", ({ error }) => window.errors.push(`${error}`));
  widget.on("results", ({ config }) => {
    window.answered = config?.query;
  });
  widget.on("result", ({ result }) => {
    window.chosen = result;
  });
}

const suggestions = (page) => page.locator(".suggestions li");

async function byKeyboard(page) {
  await page.locator("input").press("ArrowDown");
  await page.locator("input").press("Enter");
}

const byMouse = (page) => suggestions(page).first().click();

for (const [typed, choose, precision, text] of [
  [
    "gg manggis 24 no 6",
    byKeyboard,
    "house",
    "Gg. Manggis 24 No. 6 Mugasari, Semarang Selatan, Kota Semarang",
  ],
  ["jl manggis", byMouse, "street", "Jl. Manggis Karangtempel, Semarang Timur, Kota Semarang"],
  ["kel miroto", byKeyboard, "area", "Miroto Semarang Tengah, Kota Semarang"],
]) {
  typing(typed, `the ${precision} is suggested, and the map flies there`, async (page) => {
    const { lon, lat } = START;
    const asked = new URLSearchParams({ q: typed, limit: 5, lon, lat });
    const { features } = await getJson(`/v1/search?${asked}`);
    assert.equal(features[0]?.properties.precision, precision);
    assert.equal(await suggestions(page).count(), features.length);
    assert.equal((await suggestions(page).first().textContent()).trim(), text);
    await shoot(page, `geocoder-${precision}`);

    await choose(page);
    await page.waitForFunction(() => window.chosen && !window.map.isMoving());
    const chosen = await page.evaluate(() => window.chosen);
    for (const key of Object.keys(features[0])) assert.deepEqual(chosen[key], features[0][key]);
    assert.ok(chosen.properties.osm_key, "a feature of Photon");
    const view = await page.evaluate(() => ({
      center: window.map.getCenter().toArray(),
      zoom: window.map.getZoom(),
      bounds: window.map.getBounds().toArray().flat(),
    }));
    if (features[0].bbox) assertFits(view, features[0].bbox);
    else assertOver(view, features[0].geometry.coordinates);
    // Where there is no point, none is made up.
    const markers = await page.locator(".maplibregl-marker").count();
    assert.equal(markers, precision === "house" ? 1 : 0);
  });
}

typing("xqzzyv", "nothing is found, and the widget says so", async (page) => {
  assert.equal((await suggestions(page).textContent()).trim(), "No results found");
  const center = await page.evaluate(() => window.map.getCenter().toArray());
  assert.deepEqual(center, [START.lon, START.lat]);
});

function assertOver({ center, zoom }, [lon, lat]) {
  const off = Math.hypot(center[0] - lon, center[1] - lat) * METERS_PER_DEGREE;
  assert.ok(off < 1, `the map is ${off} m off`);
  assert.equal(zoom, POINT_ZOOM);
}

/** All of the box is seen, and it fills the map one way or the other. */
function assertFits({ bounds }, box) {
  const margins = box.map((edge, i) => (i < 2 ? edge - bounds[i] : bounds[i] - edge));
  const [west, south, east, north] = margins.map((degrees) => degrees * METERS_PER_DEGREE);
  assert.ok(Math.min(west, south, east, north) > -1, `${box} is not inside ${bounds}`);
  assert.ok(Math.min(west + east, south + north) < 2, `${box} does not fill ${bounds}`);
}
