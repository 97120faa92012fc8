// The map itself: how opaque its layers are, where they are had, the legend of what is in view,
// north, and the map on paper.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before } from "node:test";
import {
  fileBrowser,
  findPlace,
  getJson,
  holdToAxe,
  holdToFingers,
  PHONE,
  shoot,
  WIDE,
} from "./browser.mjs";
import { lookAt, painted, pixel } from "./map.mjs";

const inBrowser = fileBrowser();

/** A panel beside the map, and few pixels to draw. */
const BESIDE = { width: 1100, height: 600 };

let layers;
let hazard;
/** A place in the gravest class of a hazard. */
let place;
let gravest;

before(async () => {
  const catalog = await getJson("/v1/layers");
  layers = catalog.layers.filter((one) => one.status === "served");
  hazard = layers.find((one) => one.kind === "hazard");
  gravest = hazard.classes.at(-1);
  const isGravest = (one) => one.layer === hazard.id && one.class === gravest.id;
  place = await findPlace(hazard.bounds, ({ findings }) => findings.some(isGravest));
  assert.ok(place, `no place in the gravest class of ${hazard.id} was found`);
});

/** What a layer can be done with, unfolded. */
async function toolsOf(page, id) {
  const item = page.locator(`.layer[data-layer="${id}"]`);
  await item.locator(".layer-tools").waitFor({ state: "attached" });
  await item.locator("summary").click();
  return item.locator(".layer-tools");
}

/** How opaque the map draws an area, at zooms far and near. */
const opacityOf = (page, id) =>
  page.evaluate((layer) => {
    const { layers } = window.wareng.map.getStyle();
    const fill = layers.find((one) => one.source === layer && one.paint?.["fill-color"]);
    return fill.paint["fill-opacity"].filter((_, i) => i >= 4 && i % 2 === 0);
  }, id);

const legend = (page) => page.locator(".map-legend");

/** Waits until the legend on the map tells of a class, or no longer does. */
async function legendTells(page, layer, id, state = "attached") {
  const list = legend(page).locator(
    `ul[aria-label$="${layer.title.id}"], ul[aria-label$="${layer.title.en}"]`,
  );
  await list.locator(`[data-class="${id}"]`).waitFor({ state });
}

inBrowser(
  "a layer is made fainter by keyboard, and the link keeps it",
  { viewport: BESIDE },
  async (page) => {
    const before = await opacityOf(page, hazard.id);
    const tools = await toolsOf(page, hazard.id);
    const slider = tools.getByRole("slider", { name: "Kepekatan" });
    const asked = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/tiles/")) asked.push(pathname);
    });
    for (let i = 0; i < 4; i++) await slider.press("ArrowLeft");
    assert.equal(await slider.getAttribute("aria-valuetext"), "60 %");
    assert.match(page.url(), new RegExp(`opacity=${hazard.id}:60`));
    const rounded = (list, by = 1) => list.map((value) => Math.round(value * by * 1e4));
    assert.deepEqual(rounded(await opacityOf(page, hazard.id)), rounded(before, 0.6));
    await page.waitForSelector('body[data-map="idle"]');
    assert.deepEqual(asked, [], "a fainter layer costs nothing");

    await page.reload();
    await page.waitForSelector('body[data-state="ready"]');
    assert.deepEqual(rounded(await opacityOf(page, hazard.id)), rounded(before, 0.6));
    const again = (await toolsOf(page, hazard.id)).getByRole("slider");
    assert.equal(await again.inputValue(), "60");
    await again.press("Home");
    assert.equal(await again.inputValue(), "20", "what is switched on stays to be seen");
    await again.press("End");
    assert.doesNotMatch(page.url(), /opacity/);
    assert.deepEqual(await opacityOf(page, hazard.id), before);
  },
);

inBrowser("the slider goes with the link", { tiles: false, viewport: BESIDE }, async (page) => {
  const slider = (await toolsOf(page, hazard.id)).getByRole("slider");
  await page.evaluate((id) => {
    location.hash = `#opacity=${id}:30`;
  }, hazard.id);
  await page.waitForFunction(
    (id) => document.querySelector(`[data-opacity="${id}"]`).value === "30",
    hazard.id,
  );
  assert.equal(await slider.getAttribute("aria-valuetext"), "30 %");
});

inBrowser("each layer is had whole, as files", { tiles: false, viewport: BESIDE }, async (page) => {
  await page.locator(".layer-tools").first().waitFor({ state: "attached" });
  const all = layers.filter((one) => one.features > 0);
  assert.equal(await page.locator(".downloads").count(), all.length);
  for (const { id, features } of all) {
    const part = page.locator(`.layer[data-layer="${id}"] .downloads`);
    const count = new Intl.NumberFormat("id").format(features);
    assert.equal(await part.locator("p").first().textContent(), `Unduh semua, ${count} unsur:`);
  }
  const { id, features } = all.find((one) => one.features > 1000) ?? all[0];
  const links = page.locator(`.layer[data-layer="${id}"] .downloads a[download]`);
  const [, csv] = await links.all();
  // It is folded away until somebody asks for it.
  await csv.evaluate((link) => {
    for (let up = link; up; up = up.parentElement) if ("open" in up) up.open = true;
  });
  const [download] = await Promise.all([page.waitForEvent("download"), csv.click()]);
  assert.equal(download.suggestedFilename(), `${id}.csv`);
  const file = await readFile(await download.path(), "utf8");
  assert.ok(file.split("\r\n").length > features, "a row each");
});

for (const width of [1100, 1280, 1440]) {
  inBrowser(
    `the map opens beside its legend at ${width} px`,
    { viewport: { width, height: 720 } },
    async (page) => {
      await legend(page).locator("[data-class]").first().waitFor();
      const { bounds } = layers.find((one) => one.kind === "boundary");
      const [west, , east] = bounds;
      const { right } = await legend(page).evaluate((one) => one.getBoundingClientRect());
      const [left] = await pixel(page, [west, 0]);
      assert.ok(left >= right, `the city begins at ${left}, under a legend up to ${right}`);
      const [end] = await pixel(page, [east, 0]);
      assert.ok(end <= width, `the city ends at ${end}`);
      assert.equal(new URL(page.url()).hash, "", "nobody has moved it");
      await shoot(page, `map-opening-${width}`);
    },
  );
}

for (const [lang, title] of [
  ["id", "Legenda"],
  ["en", "Legend"],
]) {
  inBrowser(
    `the legend on the map tells what is in view: ${lang}`,
    { viewport: BESIDE, hash: `#lang=${lang}` },
    async (page) => {
      await lookAt(page, place, 16);
      assert.equal(await legend(page).locator("summary").textContent(), title);
      await legendTells(page, hazard, gravest.id);
      assert.match(await legend(page).textContent(), new RegExp(gravest.label[lang]));
      // What is not drawn is not told.
      await page.locator(`input[data-layer="${hazard.id}"]`).uncheck();
      await legendTells(page, hazard, gravest.id, "detached");
      await page.locator(`input[data-layer="${hazard.id}"]`).check();
      await legendTells(page, hazard, gravest.id);
      const told = await legend(page).locator("[data-class]").count();
      const all = layers.flatMap((one) => one.classes ?? []).length;
      assert.ok(told < all, `${told} of ${all} classes are in view of one house`);
    },
  );
}

inBrowser(
  "the legend names the hazards that are not mapped in view",
  { viewport: BESIDE },
  async (page) => {
    const { bounds } = hazard;
    const isUnmapped = (one) => one.layer === hazard.id && one.status === "unmapped";
    const away = await findPlace(
      [bounds[0] - 0.1, bounds[1] - 0.1, bounds[2], bounds[3]],
      ({ findings }) => findings.some(isUnmapped),
    );
    await lookAt(page, away, 15);
    const line = legend(page).locator('[data-class="unmapped"]');
    await line.waitFor();
    assert.match(
      await line.textContent(),
      new RegExp(`bukan berarti aman.*${hazard.title.id.split(" ")[0]}`),
    );
  },
);

inBrowser(
  "facilities are told by icons near, and by dots from afar",
  { viewport: BESIDE },
  async (page) => {
    const facility = layers.find((one) => one.kind === "facility");
    const list = legend(page).locator(`ul[aria-label$="${facility.title.id}"]`);
    await lookAt(page, place, 14);
    await list.locator(".sprite-icon").first().waitFor();
    assert.equal(await list.locator(".sample-circle").count(), 0);
    await lookAt(page, place, 12.5);
    await list.locator(".sample-circle").first().waitFor();
    assert.equal(await list.locator(".sprite-icon").count(), 0);
    assert.ok((await painted(page, facility.id)) > 0);
  },
);

inBrowser(
  "a phone folds the legend, and remembers what was chosen",
  { viewport: PHONE },
  async (page) => {
    await legend(page).waitFor();
    assert.equal(await legend(page).getAttribute("open"), null);
    await holdToFingers(page, ".map-legend");
    const { height } = await legend(page).locator("summary").boundingBox();
    assert.ok(height >= 44, `${height} px`);
    await legend(page).locator("summary").tap();
    await legend(page).locator(".map-legend-body > *").first().waitFor();
    await shoot(page, "map-legend-phone");
    const [map, box] = await Promise.all(
      ["#map", ".map-legend"].map((one) => page.locator(one).boundingBox()),
    );
    assert.ok(
      box.y > map.y && box.height < map.height * 0.75,
      "the legend leaves the map to be seen",
    );
    await page.reload();
    await page.waitForSelector('body[data-state="ready"]');
    await legend(page).waitFor();
    assert.notEqual(await legend(page).getAttribute("open"), null);
  },
);

inBrowser(
  "a map that needs no legend has none",
  { viewport: BESIDE, hash: "#map=dasar" },
  async (page) => {
    await page.locator(".layer-tools").first().waitFor({ state: "attached" });
    assert.equal(await legend(page).isVisible(), false);
  },
);

for (const [lang, name] of [
  ["id", "Utara di atas"],
  ["en", "North is up"],
]) {
  inBrowser(
    `north stands beside the scale: ${lang}`,
    { tiles: false, viewport: BESIDE, hash: `#lang=${lang}` },
    async (page) => {
      const north = await page.getByRole("img", { name }).boundingBox();
      const scale = await page.locator(".maplibregl-ctrl-scale").boundingBox();
      assert.ok(north.x + north.width <= scale.x, "before it");
      assert.ok(Math.abs(north.y + north.height - scale.y - scale.height) < 8, "in line");
    },
  );
}

inBrowser(
  "the map is printed with its legend where there is no answer",
  { viewport: BESIDE },
  async (page) => {
    await lookAt(page, place, 14);
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    const paper = page.locator(".map-page");
    assert.ok(await paper.isVisible());
    assert.ok((await paper.locator("[data-class]").count()) > 0, "the legend");
    assert.ok(await paper.getByRole("img", { name: "Utara di atas" }).isVisible());
    const width = await paper
      .locator("canvas")
      .evaluate((one) => one.getBoundingClientRect().width);
    assert.ok(width > 500 && width <= 700, `the picture is ${width} px wide`);
    await shoot(page, "map-page");
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    assert.equal(await paper.count(), 0);
  },
);

for (const [viewport, lang] of [
  [PHONE, "id"],
  [WIDE, "en"],
]) {
  inBrowser(
    `axe finds nothing in legend and tools: ${lang}, ${viewport.width} px`,
    { viewport, hash: `#lang=${lang}` },
    async (page) => {
      await legend(page).waitFor();
      if ((await legend(page).getAttribute("open")) === null)
        await legend(page).locator("summary").click();
      await legend(page).locator("[data-class]").first().waitFor();
      await holdToAxe(page, "the legend");
      if (viewport === PHONE) await page.locator(".drawer-button").click();
      const tools = await toolsOf(page, hazard.id);
      await tools.scrollIntoViewIfNeeded();
      await holdToAxe(page, "the tools of a layer");
      await shoot(page, `layer-tools-${lang}-${viewport.width}`);
    },
  );
}
