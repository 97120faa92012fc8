// An area of the planner's own: drawn by every hand or uploaded, mended where its border is wrong.

import assert from "node:assert/strict";
import {
  byEveryHand,
  cardState,
  fileBrowser,
  holdToAxe,
  PHONE,
  shoot,
  tabTo,
  WIDE,
} from "./browser.mjs";
import { featuresOf, moveTo, pixel } from "./map.mjs";
import { answered, city, downloaded, peopleIn, peopleInTable, polygon, post } from "./planner.mjs";

const inBrowser = fileBrowser();

/** A square about the middle of the city's view, as the reader draws it. */
const { lon, lat } = city.view;
const SIDE = 0.02;
const square = [
  [lon - SIDE, lat - SIDE],
  [lon + SIDE, lat - SIDE],
  [lon + SIDE, lat + SIDE],
  [lon - SIDE, lat + SIDE],
];

const lookAtSquare = (page) => moveTo(page, city.view, 11);

/** The ring that the link has, by asking the map that draws it. */
async function drawnRing(page) {
  const features = await featuresOf(page, "planner-sketch");
  return features.find((one) => one.geometry.type === "Polygon").geometry.coordinates[0];
}

const corners = (page, count) =>
  page.locator("#desk [role=status]", { hasText: `: ${count}.` }).waitFor();

/** The ways to draw the same square, the last step of which closes it. */
const WAYS = {
  mouse: async (page) => {
    await page.locator('[data-who="planner"]').click();
    await page.locator('[data-focus="draw"]').click();
    await lookAtSquare(page);
    for (const [i, corner] of square.entries()) {
      await page.mouse.click(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.mouse.click(...(await pixel(page, square[0])));
  },
  touch: async (page) => {
    await page.locator('[data-who="planner"]').tap();
    await page.locator('[data-focus="draw"]').tap();
    await lookAtSquare(page);
    for (const [i, corner] of square.entries()) {
      await page.touchscreen.tap(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.locator('[data-focus="finish"]').tap();
  },
  keyboard: async (page) => {
    await tabTo(page, '[data-who="planner"]');
    await page.keyboard.press("Enter");
    await page.locator('[data-focus="draw"]').waitFor();
    await tabTo(page, '[data-focus="draw"]');
    await page.keyboard.press("Enter");
    await corners(page, 0);
    await cornersByKey(page, 11);
    await page.locator('[data-focus="finish"]').focus();
    await page.keyboard.press("Enter");
  },
};

async function cornersByKey(page, zoom) {
  await page.evaluate(() => window.wareng.map.getCanvas().focus());
  for (const [i, [lon, lat]] of square.entries()) {
    await moveTo(page, { lon, lat }, zoom);
    await page.keyboard.press("Enter");
    await corners(page, i + 1);
  }
}

byEveryHand(inBrowser, "an area that is drawn is told", async (page, { by, viewport, lang }) => {
  await WAYS[by](page);
  await answered(page);
  const ring = await drawnRing(page);
  assert.equal(ring.length, 5);
  const said = await post({ type: "Polygon", coordinates: [ring] }, lang);
  assert.deepEqual(await peopleInTable(page), peopleIn(said.whole));
  const text = await page.locator("#card").textContent();
  assert.ok(text.includes(said.spread.note), "how people are spread");
  assert.ok(text.includes(said.notice), "the notice");
  if (by === "keyboard") {
    assert.equal(await page.evaluate(() => document.activeElement.id), "card-title");
  }
  await isAboveSheet(page, ring);
  await shoot(page, `planner-${by}-${viewport.width}-${lang}`);
  if (by !== "mouse") return;
  await page.reload();
  await answered(page);
  assert.deepEqual(await peopleInTable(page), peopleIn(said.whole), "the link has the area");
});

/** On a phone the map shows what was drawn where the sheet leaves it. */
async function isAboveSheet(page, [[lon, south]]) {
  const sheet = await page.locator("#card").boundingBox();
  await page.waitForFunction(
    ([at, top]) => {
      const { map } = window.wareng;
      const { y } = map.getContainer().getBoundingClientRect();
      return innerWidth > 760 || map.project(at).y + y < top;
    },
    [[lon, south], sheet.y],
  );
}

const upload = (page, name, text) =>
  page.setInputFiles("#planner-file", {
    name,
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });

inBrowser(
  "a file is uploaded and told",
  { map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    const collection = {
      type: "FeatureCollection",
      features: [{ type: "Feature", properties: {}, geometry: polygon(square) }],
    };
    await upload(page, "area.geojson", JSON.stringify(collection));
    await answered(page);
    assert.deepEqual(await peopleInTable(page), peopleIn((await post(polygon(square))).whole));
    const geojson = JSON.parse(await downloaded(page, "geojson"));
    assert.equal(geojson.features[0].geometry.type, "Polygon");
  },
);

inBrowser(
  "an area too large for a link is told, and a link without it says so",
  { viewport: PHONE, map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    const { lon, lat } = city.view;
    const round = Array.from({ length: 2000 }, (_, i) => {
      const turn = (i / 2000) * 2 * Math.PI;
      return [lon + 0.02 * Math.cos(turn), lat + 0.02 * Math.sin(turn)];
    });
    await upload(page, "round.geojson", JSON.stringify(polygon(round)));
    await answered(page);
    assert.match(page.url(), /task=held/);
    await page.reload();
    await page.locator("#desk .failure").waitFor();
    assert.match(await page.locator("#desk .failure").textContent(), /terlalu besar untuk tautan/);
  },
);

/** What files may be instead of areas, and what is said then. */
const FAULTS = [
  ["no GeoJSON", "<kml/>", /bukan GeoJSON/],
  ["no polygon", '{"type":"Point","coordinates":[110,-7]}', /Tidak ada poligon/],
  [
    "not in degrees",
    JSON.stringify(
      polygon([
        [430000, 9220000],
        [431000, 9220000],
        [431000, 9221000],
      ]),
    ),
    /bukan derajat/,
  ],
  ["huge", `${" ".repeat(2 * 1024 * 1024)}{}`, /lebih besar dari 2 MB/],
];

inBrowser(
  "a file that is no area is refused in plain words",
  { viewport: PHONE, map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    for (const [fault, text, says] of FAULTS) {
      await upload(page, `${fault}.geojson`, text);
      await page.locator("#desk .failure", { hasText: says }).waitFor();
    }
    await holdToAxe(page, "refused");
    await shoot(page, "planner-fault");
  },
);

inBrowser(
  "a border that crosses itself is refused in plain words, and a corner mends it",
  { tiles: false, viewport: WIDE, hash: "#who=planner&task=draw", faults: true },
  async (page) => {
    await lookAtSquare(page);
    const [a, b, c, d] = square;
    const below = [city.view.lon, a[1] - 0.002];
    for (const [i, corner] of [a, b, c, below].entries()) {
      await page.mouse.click(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.locator('[data-focus="finish"]').click();
    await cardState(page, "problem");
    const { at } = await post({ type: "Polygon", coordinates: [await drawnRing(page)] });
    assert.equal(await page.locator("#card-title").textContent(), "Batas area ini salah");
    assert.match(await page.locator("#card .failure").textContent(), /garis batasnya/);
    await marksTheFault(page, at);
    await holdToAxe(page, "crossing");
    await shoot(page, "planner-crossing");

    await page.locator('[data-focus="mend"]').press("Enter");
    await page.locator("#card").waitFor({ state: "hidden" });
    const center = await page.evaluate(() => window.wareng.map.getCenter().toArray());
    const off = Math.hypot(center[0] - below[0], center[1] - below[1]);
    assert.ok(off < 0.001, "the corner at fault is in the middle");
    await moveTo(page, { lon: d[0], lat: d[1] }, 11);
    await page.keyboard.press("Enter");
    await answered(page);

    await lookAtSquare(page);
    await page.mouse.move(...(await pixel(page, c)));
    await page.mouse.down();
    await page.mouse.move(...(await pixel(page, [c[0], c[1] + 0.03])), { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(async (north) => {
      const source = window.wareng.map.getSource("planner-sketch");
      const { features } = await source.getData();
      const [ring] = features.find((one) => one.geometry.type === "Polygon").geometry.coordinates;
      return ring.some(([, lat]) => lat > north);
    }, c[1] + 0.02);
  },
);

/** The map has a mark at the place that the server names, and shows it beside the sheet. */
async function marksTheFault(page, at) {
  const marks = (await featuresOf(page, "planner-sketch")).filter((one) => one.properties.fault);
  assert.deepEqual(
    marks.map((one) => one.geometry.coordinates),
    [at],
  );
  await page.waitForFunction(
    ([place, zoom]) => {
      const { map } = window.wareng;
      const { x } = map.project(place);
      const free = document.querySelector("#card").getBoundingClientRect().left;
      return map.getZoom() > zoom && x > 0 && x + map.getContainer().offsetLeft < free;
    },
    [at, 11],
  );
}

inBrowser(
  "corners are undone, moved and dropped without a pointer",
  { tiles: false, hash: "#who=planner&task=draw" },
  async (page) => {
    await cornersByKey(page, 12);
    await page.keyboard.press("Backspace");
    await corners(page, 3);
    await page.keyboard.press("Enter");
    await corners(page, 4);
    await page.locator('[data-focus="finish"]').press("Enter");
    await answered(page);
    await page.locator('[data-focus="edit"]').press("Enter");
    await page.locator(".corners summary").press("Enter");
    await page.selectOption("#planner-corner", "1");
    await page.evaluate(
      (to) => window.wareng.map.jumpTo({ center: to }),
      [square[1][0] + 0.01, square[1][1]],
    );
    const before = page.url();
    await page.locator('[data-focus="move"]').press("Enter");
    await page.waitForFunction((url) => location.href !== url, before);
    const ring = await drawnRing(page);
    assert.ok(ring.some(([lon]) => Math.abs(lon - square[1][0] - 0.01) < 1e-4));
    await holdToAxe(page, "editing");
    await page.locator('[data-focus="drop"]').press("Enter");
    await page.waitForFunction(
      () => document.querySelector("#planner-corner").options.length === 3,
    );
  },
);
