// The maps of the page, by day and by night: how one is chosen, what its legend says, and what is
// said of one that does not come.

import assert from "node:assert/strict";
import { cardState, fileBrowser, getJson, shoot } from "./browser.mjs";
import { catalog, hazards, place } from "./city.mjs";
import { clickMiddle, colors, drawn, lookAt } from "./map.mjs";
import { hold } from "./network.mjs";

const inBrowser = fileBrowser();

/** What the style of the map says of a layer's colours. */
const legendIn = (style, id) =>
  style.layers.findLast(
    (one) => one.metadata?.["wareng:layer"] === id && one.metadata["wareng:legend"],
  )?.metadata["wareng:legend"] ?? [];

const look = (page, name) => page.waitForSelector(`body[data-look="${name}"][data-map="idle"]`);

inBrowser("another map keeps the place, the card and the view", { tiles: false }, async (page) => {
  await lookAt(page, place);
  await clickMiddle(page);
  await cardState(page, "answer");
  const before = await page.evaluate(() => ({
    title: document.title,
    card: document.querySelector("#card").textContent,
    center: window.wareng.map.getCenter().toArray(),
    zoom: window.wareng.map.getZoom(),
  }));
  const maps = page.locator('input[name="map"]');
  assert.ok((await maps.count()) > 1, "the city has one map only");
  for (const id of await maps.evaluateAll((list) => list.map((one) => one.value).reverse())) {
    await page.locator(`input[name="map"][value="${id}"]`).check();
    await look(page, `${id}-siang`);
    const style = await getJson(`/styles/${id}-siang`);
    const drawn = await page.evaluate(() => window.wareng.map.getStyle().layers.map((l) => l.id));
    assert.deepEqual(
      drawn,
      style.layers.map((layer) => layer.id),
    );
    assert.equal(await page.locator(".pin").count(), 1, "the pin stays");
    assert.equal(await page.locator(`input[name="map"][value="${id}"]`).isChecked(), true);
    const focused = await page.evaluate(() => document.activeElement.dataset.focus);
    assert.equal(focused, `map-${id}`, "the focus stays on the choice");
  }
  assert.deepEqual(
    await page.evaluate(() => ({
      title: document.title,
      card: document.querySelector("#card").textContent,
      center: window.wareng.map.getCenter().toArray(),
      zoom: window.wareng.map.getZoom(),
    })),
    before,
  );
});

inBrowser(
  "each map has the legends of its style, and says where the rest is",
  { tiles: false },
  async (page) => {
    for (const id of ["sekolah", "penduduk", "bahaya"]) {
      const style = await getJson(`/styles/${id}-siang`);
      await page.evaluate((map) => {
        location.hash = `#map=${map}`;
      }, id);
      await look(page, `${id}-siang`);
      assert.match(await page.title(), new RegExp(`^Peta ${id} `));
      // The other styles have come when a layer that is not here says where it is.
      await page.locator(".elsewhere .link-button").first().waitFor();
      for (const layer of catalog.layers.filter((one) => one.status === "served")) {
        const item = page.locator(`.layer[data-layer="${layer.id}"]`);
        const drawn = style.layers.some((one) => one.metadata?.["wareng:layer"] === layer.id);
        assert.equal(await item.locator('[role="switch"]').count(), drawn ? 1 : 0, layer.id);
        const legend = legendIn(style, layer.id);
        assert.equal(await item.locator(".legend li").count(), legend.length, layer.id);
        for (const entry of legend.filter((one) => one.label)) {
          assert.ok((await item.textContent()).includes(entry.label.id), entry.label.id);
        }
        const icons = item.locator(".sprite-icon");
        for (const icon of await icons.all()) {
          const image = await icon.evaluate((one) => getComputedStyle(one).backgroundImage);
          assert.match(image, /sprites\//, "an icon comes from the sprite");
        }
        if (!drawn) assert.match(await item.textContent(), /Digambar pada peta|[Tt]idak digambar/);
      }
      await shoot(page, `map-${id}`);
    }
  },
);

inBrowser(
  "the legend has the patterns of the map, the card too",
  { tiles: false },
  async (page) => {
    await lookAt(page, place);
    await clickMiddle(page);
    await cardState(page, "answer");
    const [{ id, classes }] = hazards;
    for (const flavor of ["siang", "malam"]) {
      await page.locator(`input[name="night"][value="${flavor === "malam" ? 1 : 0}"]`).check();
      await look(page, `bahaya-${flavor}`);
      const legend = legendIn(await getJson(`/styles/bahaya-${flavor}`), id);
      assert.equal(legend.length, classes.length);
      const images = await getJson(`/sprites/${flavor}@2x.json`);
      const item = `.layer[data-layer="${id}"]`;
      for (const { class: one, pattern } of legend) {
        await isPiece(page, `${item} [data-class="${one}"] .swatch`, flavor, images[pattern]);
      }
      const finding = page.locator(`.finding[data-layer="${id}"]`);
      const found = await finding.getAttribute("data-class");
      const { pattern } = legend.find((one) => one.class === found);
      await isPiece(page, `.finding[data-layer="${id}"] .swatch`, flavor, images[pattern]);
      await isPiece(page, '#panel [data-class="unmapped"] .swatch', flavor, images["arsir-1"]);
    }
  },
);

/** Holds a swatch to be large enough, and covered by this image of the sprite. */
async function isPiece(page, selector, flavor, { x, y, pixelRatio }) {
  await page.locator(`${selector} .pattern > *`).first().waitFor({ state: "attached" });
  const piece = await page.locator(selector).evaluate((mark) => {
    const size = ({ width, height }) => ({ width, height });
    const { backgroundImage, backgroundPosition } = getComputedStyle(
      mark.querySelector(".pattern > *"),
    );
    const pattern = size(mark.querySelector(".pattern").getBoundingClientRect());
    return {
      mark: size(mark.getBoundingClientRect()),
      pattern,
      backgroundImage,
      backgroundPosition,
    };
  });
  assert.ok(piece.mark.width >= 28 && piece.mark.height >= 18, `${selector} is too small`);
  assert.ok(piece.pattern.width >= piece.mark.width - 2, `${selector} is not covered`);
  assert.ok(piece.pattern.height >= piece.mark.height - 2, `${selector} is not covered`);
  assert.match(piece.backgroundImage, new RegExp(`/sprites/${flavor}@2x\\.png`));
  assert.equal(piece.backgroundPosition, `${-x / pixelRatio}px ${-y / pixelRatio}px`);
}

inBrowser(
  "a layer of another map leads to it",
  { tiles: false, hash: "#map=dasar" },
  async (page) => {
    const { id } = hazards[0];
    await page.locator(`.layer[data-layer="${id}"] .link-button`).click();
    await look(page, "bahaya-siang");
    const focused = await page.evaluate(() => document.activeElement.dataset.layer);
    assert.equal(focused, id, "the focus goes on to the layer's switch");
  },
);

inBrowser("the night has colours of its own, in the card too", { tiles: false }, async (page) => {
  const theme = () => page.locator('meta[name="theme-color"]').getAttribute("content");
  const day = await theme();
  await lookAt(page, place);
  await clickMiddle(page);
  await cardState(page, "answer");
  await page.locator('input[name="night"][value="1"]').check();
  await look(page, "bahaya-malam");
  assert.match(page.url(), /night=1/);
  assert.notEqual(await theme(), day);
  const [{ id, classes }] = hazards;
  const legend = legendIn(await getJson("/styles/bahaya-malam"), id);
  const mark = (selector) =>
    page.locator(selector).evaluate((one) => one.style.getPropertyValue("--mark"));
  for (const { class: one, color } of legend) {
    assert.equal(await mark(`.layer[data-layer="${id}"] [data-class="${one}"] .swatch`), color);
  }
  assert.ok(legend.some((one, i) => one.color !== classes[i].color));
  const found = await page.locator(`.finding[data-layer="${id}"]`).getAttribute("data-class");
  assert.equal(
    await mark(`.finding[data-layer="${id}"]`),
    legend.find((one) => one.class === found).color,
  );
  await page.locator('input[name="night"][value="0"]').check();
  await look(page, "bahaya-siang");
  assert.match(page.url(), /night=0/);
  assert.equal(await theme(), day);
});

inBrowser(
  "the night follows the system until the reader chooses",
  { tiles: false, colorScheme: "dark" },
  async (page) => {
    await look(page, "bahaya-malam");
    assert.equal(page.url().includes("night="), false);
    await page.emulateMedia({ colorScheme: "light" });
    await look(page, "bahaya-siang");
    await page.locator('input[name="night"][value="1"]').check();
    await look(page, "bahaya-malam");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.emulateMedia({ colorScheme: "light" });
    await drawn(page);
    assert.equal(await page.locator("body").getAttribute("data-look"), "bahaya-malam");
  },
);

inBrowser(
  "a map that does not come is said, and the old one stays",
  { faults: true },
  async (page) => {
    await look(page, "bahaya-siang");
    await page.locator(".elsewhere .link-button").first().waitFor();
    await page.route("**/styles/*-malam", (route) => route.abort());
    await page.locator('input[name="night"][value="1"]').click();
    await page.locator(".choice-failure").waitFor();
    assert.equal(await page.locator("body").getAttribute("data-look"), "bahaya-siang");
    assert.equal(await page.locator('input[name="night"][value="0"]').isChecked(), true);
    assert.equal(page.url().includes("night=1"), false);
    assert.ok((await colors(page)) > 8, "the old map is gone");
    await shoot(page, "map-failed");
    await page.unroute("**/styles/*-malam");
    await page.locator('input[name="night"][value="1"]').click();
    await look(page, "bahaya-malam");
    assert.equal(await page.locator(".choice-failure").count(), 0);
  },
);

inBrowser(
  "a map that is on its way is marked, and may be called off",
  { tiles: false },
  async (page) => {
    await look(page, "bahaya-siang");
    // The other styles have come: only those by night are still to be fetched.
    await page.locator(".elsewhere .link-button").first().waitFor();
    const release = await hold(page, "**/styles/*-malam");
    const busy = (selector) => page.locator(`${selector}[aria-busy="true"]`).count();
    const flavor = (value) => page.locator(`input[name="night"][value="${value}"]`);
    assert.equal(await busy(".choice [role=radiogroup]"), 0);
    await flavor(1).check();
    assert.deepEqual([await busy(".flavors"), await busy(".themes")], [1, 0]);
    await page.locator('[data-lang="en"]').click();
    assert.equal(await flavor(1).isChecked(), true, "the panel drawn anew keeps the choice");
    assert.equal(await busy(".flavors"), 1);
    assert.equal(await page.locator("body").getAttribute("data-look"), "bahaya-siang");
    await page.waitForTimeout(600); // The mark comes late on purpose.
    await shoot(page, "map-coming");
    await flavor(0).check();
    assert.equal(await busy(".flavors"), 0);
    await flavor(1).check();
    release();
    await look(page, "bahaya-malam");
    assert.equal(await busy(".choice [role=radiogroup]"), 0);
  },
);

inBrowser("arrow keys choose a map", { tiles: false }, async (page) => {
  await page.locator('input[name="map"]').first().focus();
  await page.keyboard.press("ArrowRight");
  await look(page, "sekolah-siang");
  assert.match(page.url(), /map=sekolah/);
  await page.locator(".elsewhere .link-button").first().waitFor();
  await page.keyboard.press("ArrowLeft");
  await look(page, "bahaya-siang");
  assert.equal(page.url().includes("map="), false, "a link says only what differs");
});
