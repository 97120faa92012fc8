// Areas that are kept on purpose: saved, told of, asked about without a network, deleted.

import assert from "node:assert/strict";
import {
  cardState,
  getJson,
  goTo,
  holdToAxe,
  holdToFingers,
  PHONE,
  shoot,
  WIDE,
} from "./browser.mjs";
import { catalog, hazards, place } from "./city.mjs";
import { lookAt, painted } from "./map.mjs";
import { atHash, isThere, onVisited, said, truth, WORDS } from "./offline.mjs";

/** Opens the drawer by keyboard, and waits until it is there to take the next key. */
async function openDrawer(page) {
  await page.locator(".drawer-button").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => document.querySelector("#panel").getBoundingClientRect().left === 0,
  );
}

/** Opens, on a phone in the drawer, what keeps areas. */
async function openShelf(page) {
  if (await page.locator(".drawer-button").isVisible()) await openDrawer(page);
  await page.locator(".shelf:not([open]) summary").click();
}

async function saveArea(page) {
  await page.locator('[data-focus="save"]').click();
  await page.locator(".area").waitFor();
}

/** Places about the middle at which no border is near, and what is true there. */
async function clearPlaces({ lon, lat }, count) {
  const found = [];
  for (let i = 0; found.length < count; i++) {
    assert.ok(i < 500, "no places away from borders were found");
    // A low-discrepancy walk over a kilometre and a half.
    const at = {
      lon: Number((lon + 0.012 * (((i * 0.7548776662) % 1) - 0.5)).toFixed(6)),
      lat: Number((lat + 0.008 * (((i * 0.5698402909) % 1) - 0.5)).toFixed(6)),
    };
    const answer = await getJson(`/v1/at?lon=${at.lon}&lat=${at.lat}&lang=id`);
    const isClear = answer.findings.every(({ border_m = 1000 }) => border_m > 5);
    if (isClear) found.push({ at, truth: truth(answer), unit: answer.units[0].name });
  }
  return found;
}

/** A place within a few centimetres of a border of a layer, between two places that it tells apart. */
async function borderPlace(places, layer) {
  const other = places.find((one) => one.truth[layer] !== places[0].truth[layer]);
  assert.ok(other, `all places are alike in ${layer}`);
  let [a, b] = [places[0].at, other.at];
  for (let i = 0; i < 16; i++) {
    const middle = { lon: (a.lon + b.lon) / 2, lat: (a.lat + b.lat) / 2 };
    const answer = await getJson(`/v1/at?lon=${middle.lon}&lat=${middle.lat}&lang=id`);
    if (truth(answer)[layer] === places[0].truth[layer]) a = middle;
    else b = middle;
  }
  return { lon: Number(a.lon.toFixed(6)), lat: Number(a.lat.toFixed(6)) };
}

const coordinate = (degrees) => Math.abs(degrees).toFixed(5).replace(".", ",");

onVisited(
  "in a saved area the kept map answers as the server did",
  { viewport: WIDE, hash: () => `#view=${place.lon},${place.lat},14` },
  async (page, proxy) => {
    await openShelf(page);
    await saveArea(page);
    await shoot(page, "offline-saved-1440");
    const places = await clearPlaces(place, 30);
    const border = await borderPlace(places, hazards[0].id);
    await proxy.stop();
    const titles = [];
    for (const { at, truth, unit } of places) {
      await goTo(page, atHash(at));
      await page.locator("#card .card-small", { hasText: coordinate(at.lon) }).waitFor();
      await cardState(page, "drawn");
      assert.deepEqual(await said(page), truth, JSON.stringify(at));
      titles.push(await page.locator("#card-title").textContent());
      assert.ok([`Kelurahan ${unit}`, "Tempat ini"].includes(titles.at(-1)), titles.at(-1));
      assert.equal(await page.locator("#card [data-near]").count(), 0, JSON.stringify(at));
    }
    assert.ok(
      titles.some((one) => one !== "Tempat ini"),
      "the kelurahan is named",
    );
    assert.match(await page.locator("#card .kept").textContent(), WORDS.id.drawn);
    const first = page.locator("#card .finding").first();
    assert.equal(await first.getAttribute("data-status"), "mapped", "the gravest comes first");
    assert.equal(await page.locator('#card a[href="tel:112"]').count(), 1);
    await holdToAxe(page, "drawn answer");
    await shoot(page, "offline-drawn-1440");

    await goTo(page, atHash(border));
    const near = page.locator(`#card .finding[data-layer="${hazards[0].id}"][data-near]`);
    await near.waitFor();
    assert.ok((await near.textContent()).includes(WORDS.id.near));
    await holdToAxe(page, "near a border");
    await shoot(page, "offline-near-1440");

    // The responder's page says it too, and where it is.
    await goTo(page, atHash(places[0].at, "&who=responder&lang=en&night=1"));
    await cardState(page, "drawn");
    assert.deepEqual(await said(page), places[0].truth);
    assert.match(await page.locator("#card .kept").textContent(), WORDS.en.drawn);
    await holdToAxe(page, "the responder's");
    await shoot(page, "offline-responder-1440");
  },
);

onVisited(
  "an area is saved, shown and deleted by keyboard alone",
  { viewport: PHONE, hash: () => `#view=${place.lon},${place.lat},14.5` },
  async (page, proxy) => {
    const focus = (selector) => page.locator(selector).focus();
    await openDrawer(page);
    await focus(".shelf summary");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.locator('[data-focus="save"]:focus').waitFor();
    await holdToAxe(page, "shelf");
    await holdToFingers(page, ".shelf");
    await page.keyboard.press("Enter");
    await page.locator('[data-focus="cancel"]:focus').waitFor();
    await holdToAxe(page, "saving");
    await shoot(page, "offline-saving-360");
    await page.locator(".area").waitFor();
    await page.locator("#status", { hasText: "tersimpan di perangkat ini" }).waitFor();
    await holdToAxe(page, "saved");
    await holdToFingers(page, ".shelf");
    await page.locator(".area").scrollIntoViewIfNeeded();
    await shoot(page, "offline-saved-360");

    await proxy.stop();
    await page.reload();
    await page.waitForSelector('body[data-state="ready"]');
    await lookAt(page, { lon: place.lon + 0.1, lat: place.lat }, 12);
    await openDrawer(page);
    await focus(".shelf summary");
    await page.keyboard.press("Enter");
    await page.locator(".area").waitFor();
    assert.match(await page.locator(".area").textContent(), /Disimpan \d+ \w+ \d{4}.* MB/);
    await focus('[data-focus^="show-"]');
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      ({ lon }) => Math.abs(window.wareng.map.getCenter().lng - lon) < 0.001,
      place,
    );
    await page.waitForSelector('body[data-map="idle"]');
    assert.ok((await painted(page, hazards[0].id)) > 0, "the saved area is not drawn");
    await shoot(page, "offline-shown-360");

    await openDrawer(page);
    await focus('[data-focus^="remove-"]');
    await page.keyboard.press("Enter");
    await page.locator(".area").waitFor({ state: "detached" });
    await focus('[data-focus="forget"]');
    await page.keyboard.press("Enter");
    await page.locator('[data-focus="forget"]:focus', { hasText: "Ya" }).waitFor();
    await holdToAxe(page, "forget?");
    await page.keyboard.press("Enter");
    await page.locator("#status", { hasText: "dilupakan" }).waitFor();
    const left = await page.evaluate(async () =>
      (await caches.keys()).map((one) => one.split("-")[0]),
    );
    assert.deepEqual(left, ["shell"]);
  },
);

onVisited(
  "an area that cannot be saved whole is not kept, and the page says why",
  { viewport: PHONE, hash: () => `#lang=en&view=${place.lon},${place.lat},14` },
  async (page, proxy) => {
    const areas = () =>
      page.evaluate(async () => (await caches.keys()).filter((one) => one.startsWith("area-")));
    const failure = page.locator(".shelf .failure");
    await openShelf(page);
    await lookAt(page, catalog.city.view, 10);
    await page.locator('[data-focus="save"]').click();
    await failure.filter({ hasText: "too large" }).waitFor();
    assert.deepEqual(await areas(), []);
    await shoot(page, "offline-large-360");

    await lookAt(page, place, 14);
    await page.locator('[data-focus="save"]').click();
    await page.locator('[data-focus="cancel"]').click();
    await page.locator(".shelf .saved", { hasText: "Cancelled" }).waitFor();
    assert.deepEqual(await areas(), []);

    await page.locator('[data-focus="save"]').click();
    await page.locator(".saving-text", { hasText: "parts" }).waitFor();
    await proxy.stop();
    await failure.filter({ hasText: "connection was lost" }).waitFor();
    assert.deepEqual(await areas(), []);
    await holdToAxe(page, "not saved");

    await proxy.start();
    await page.evaluate(() => {
      Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
    });
    await page.locator('[data-focus="save"]').click();
    await failure.filter({ hasText: "storage of this device is full" }).waitFor();
    assert.deepEqual(await areas(), []);
  },
);

onVisited(
  "layers that have changed since are told, and an update takes their place",
  { viewport: PHONE, hash: () => `#view=${place.lon},${place.lat},15` },
  async (page, proxy) => {
    await openShelf(page);
    await saveArea(page);
    assert.equal(await page.locator(".area-changed").count(), 0);
    const before = await page.locator(".area").getAttribute("data-area");
    const changed = JSON.stringify({ ...catalog, snapshot: "b3:other" });
    proxy.said.set("/v1/layers", (to) => {
      to.writeHead(200, { "content-type": "application/json" });
      to.end(changed);
    });
    await page.reload();
    await isThere(page);
    await openShelf(page);
    await page.locator(".area-changed").waitFor();
    await holdToAxe(page, "changed");
    await page.locator('[data-focus^="update-"]').click();
    await page.locator(`.area:not([data-area="${before}"])`).waitFor();
    assert.equal(await page.locator(".area").count(), 1);
    assert.equal(await page.locator(".area-changed").count(), 0);
  },
);
