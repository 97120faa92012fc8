// A geocoder that others made, pointed at /v1/search: MapLibre's, as its users would.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { getJson, launch, serverUrl } from "./browser.mjs";

const WIDGET = createRequire(import.meta.url).resolve(
  "@maplibre/maplibre-gl-geocoder/dist/maplibre-gl-geocoder.js",
);
let browser;
let page;

before(async () => {
  browser = await launch();
  // The widget is put into a page that lets in no script but its own.
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(`${serverUrl()}/docs`);
  await page.evaluate(() => {
    document.body.innerHTML = '<div id="geocoder"></div>';
  });
  await page.addScriptTag({ path: WIDGET });
  await page.evaluate(() => {
    const center = ({ geometry, bbox }) =>
      geometry?.type === "Point"
        ? geometry.coordinates
        : bbox && [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2];
    const api = {
      async forwardGeocode({ query, limit }) {
        const address = `/v1/search?q=${encodeURIComponent(query)}&limit=${limit}`;
        const found = await (await fetch(address)).json();
        const features = found.features.map((one) => ({
          ...one,
          text: one.properties.name,
          place_name: [one.properties.name, one.properties.locality].filter(Boolean).join(", "),
          place_type: [one.properties.type],
          center: center(one),
        }));
        return { type: "FeatureCollection", features };
      },
    };
    const widget = new window.MaplibreGeocoder(api, {
      showResultsWhileTyping: true,
      minLength: 3,
      debounceSearch: 0,
    });
    widget.addTo("#geocoder");
    window.chosen = new Promise((resolve) => widget.on("result", ({ result }) => resolve(result)));
  });
});

after(() => browser?.close());

test("what is typed into MapLibre's geocoder is found, and chosen by keyboard", async () => {
  const { features } = await getJson("/v1/search?q=gg%20manggis%2024%20no%206&limit=5");
  assert.ok(features.length > 0, "the server finds nothing to test with");
  const [first] = features;
  assert.equal(first.properties.precision, "house");
  const box = page.locator("#geocoder input");
  await box.pressSequentially("gg manggis 24 no 6");
  const rows = page.locator("#geocoder .suggestions li");
  await rows.filter({ hasText: first.properties.name }).first().waitFor();
  await box.press("Enter");
  const chosen = await page.evaluate(() => window.chosen);
  assert.equal(chosen.text, first.properties.name);
  assert.deepEqual(chosen.center, first.geometry.coordinates);
});
