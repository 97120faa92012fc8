// The page without a network, behind a server that is taken away from it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import {
  cardState,
  findPlace,
  getJson,
  holdToAxe,
  holdToFingers,
  launch,
  openPage,
  PHONE,
  serverUrl,
  shoot,
  WIDE,
} from "./browser.mjs";
import { colors, lookAt, painted } from "./map.mjs";
import { openProxy } from "./proxy.mjs";

let browser;
let catalog;
let hazards;
/** A place in a hazard area. */
let place;

before(async () => {
  browser = await launch();
  catalog = await getJson("/v1/layers");
  hazards = catalog.layers.filter((one) => one.kind === "hazard" && one.status === "served");
  assert.ok(hazards.length > 0, "the server serves no hazard layer to test with");
  place = await findPlace(hazards[0].bounds, ({ findings }) =>
    findings.some((one) => one.status === "mapped" && one.layer === hazards[0].id),
  );
  assert.ok(place, `no place in ${hazards[0].id} was found inside its own bounds`);
});

after(() => browser?.close());

const atHash = ({ lon, lat }, more = "") => `#at=${lon},${lat}${more}`;

/** A test on a page that was visited once, so that all that it needs is kept. */
function onVisited(name, { hash = "", ...options }, run) {
  test(name, async () => {
    const proxy = await openProxy();
    const settings = { serviceWorkers: "allow" };
    const opened = await openPage(browser, {
      ...options,
      settings,
      hosts: [proxy.url],
      ready: false,
    });
    const { page, context } = opened;
    // Here a page is fetched twice, and an area besides.
    page.setDefaultTimeout(120_000);
    try {
      await page.goto(`${proxy.url}/${typeof hash === "function" ? hash() : hash}`);
      await isThere(page);
      await run(page, proxy);
      // That something did not come is what these tests are about.
      const others = opened.complaints.filter((one) => !one.startsWith("Failed to load resource"));
      assert.deepEqual(others, [], "the browser complains");
    } finally {
      await context.close();
      proxy.close();
    }
  });
}

async function isThere(page) {
  await page.waitForSelector('body[data-state="ready"]');
  await page.waitForSelector('body[data-offline="ready"]');
}

async function goTo(page, hash) {
  await page.evaluate((wanted) => {
    location.hash = wanted;
  }, hash);
}

/** What the card says of each hazard. */
function said(page) {
  return page
    .locator("#card .finding")
    .evaluateAll((cards) =>
      Object.fromEntries(
        cards.map(({ dataset }) => [dataset.layer, dataset.class ?? dataset.status]),
      ),
    );
}

function truth({ findings }) {
  return Object.fromEntries(findings.map((one) => [one.layer, one.class ?? one.status]));
}

const WORDS = {
  id: {
    notice: /^Tidak tersambung\. Yang tampil disimpan \d+ \w+ \d{4}/,
    kept: /^Tidak tersambung\. Jawaban ini disimpan \d+ \w+ \d{4}/,
    drawn: /^Tidak tersambung\. Ini menurut peta yang disimpan \d+ \w+ \d{4}/,
    unknown: "Jawaban ini tidak tersimpan di perangkat ini. Periksa sambungan internet Anda",
    near: "Dekat batas",
  },
  en: {
    notice: /^Not connected\. What you see was kept on \d+ \w+ \d{4}/,
    kept: /^Not connected\. This answer was kept on \d+ \w+ \d{4}/,
    drawn: /^Not connected\. This is what the map says that was kept on \d+ \w+ \d{4}/,
    unknown: "This answer is not kept on this device. Check your internet connection",
    near: "Near a border",
  },
};

test("the page can be installed", async () => {
  const get = async (path) => {
    const response = await fetch(serverUrl() + path);
    assert.equal(response.status, 200, path);
    return response;
  };
  const page = await (await get("/")).text();
  const link = (rel) => new RegExp(`rel="${rel}" href="([^"]+)"`).exec(page)[1];
  const response = await get(link("manifest"));
  assert.equal(response.headers.get("content-type"), "application/manifest+json");
  const manifest = await response.json();
  const { lang, start_url, scope, display, name, short_name } = manifest;
  assert.deepEqual([lang, start_url, scope, display], ["id", "/", "/", "standalone"]);
  assert.ok(short_name.length <= 12 && name.length > short_name.length);
  const tokens = await readFile(new URL("../src/styles/tokens.css", import.meta.url), "utf8");
  for (const color of [manifest.theme_color, manifest.background_color]) {
    assert.ok(tokens.includes(color), `${color} is no colour of the page`);
  }
  const icons = manifest.icons.map(({ src, sizes, purpose }) => [src, sizes, purpose]);
  assert.deepEqual(icons.map(([, ...how]) => how.join(" ")).sort(), [
    "192x192 any",
    "512x512 any",
    "512x512 maskable",
  ]);
  for (const [src, sizes] of [...icons, [link("apple-touch-icon"), "180x180"]]) {
    const png = Buffer.from(await (await get(src)).arrayBuffer());
    // Width and height stand in the first chunk of a PNG.
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src);
  }
});

for (const [viewport, lang, night] of [
  [PHONE, "id", 0],
  [WIDE, "en", 1],
]) {
  const name = `at ${viewport.width} px, in ${lang}, the page comes back without a network`;
  const hash = () => atHash(place, `&lang=${lang}&night=${night}`);
  onVisited(name, { viewport, hash }, async (page, proxy) => {
    await cardState(page, "answer");
    const before = await said(page);
    await proxy.stop();
    await page.reload();
    await page.waitForSelector('body[data-state="ready"]');
    await cardState(page, "answer");
    assert.deepEqual(await said(page), before);
    assert.match(await page.locator("#notice .kept-since").textContent(), WORDS[lang].notice);
    assert.match(await page.locator("#card .kept").textContent(), WORDS[lang].kept);
    assert.ok((await colors(page)) > 8, "the map is a blank");
    assert.ok((await painted(page, hazards[0].id)) > 0, "the map has no hazard");
    await holdToAxe(page, "kept answer");
    await shoot(page, `offline-kept-${viewport.width}`);

    // Nobody has asked there, and no tile of it was seen.
    await goTo(
      page,
      atHash(
        { lon: catalog.city.area[0] + 0.01, lat: catalog.city.area[1] + 0.01 },
        `&lang=${lang}&night=${night}`,
      ),
    );
    await cardState(page, "offline");
    assert.ok((await page.locator("#card").textContent()).includes(WORDS[lang].unknown));
    assert.equal(await page.locator("#card .finding").count(), 0);
    await holdToAxe(page, "never asked");
    await shoot(page, `offline-unknown-${viewport.width}`);

    await goTo(page, hash());
    await cardState(page, "answer");
    await proxy.start();
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.locator("#card .kept").waitFor({ state: "detached" });
    await page.locator("#notice .kept-since").waitFor({ state: "detached" });
    assert.deepEqual(await said(page), before);
  });
}

onVisited(
  "a page of text that was seen comes back without a network, and says of when it is",
  { viewport: PHONE },
  async (page, proxy) => {
    const text = (lang, { lon, lat }) => `${proxy.url}/lokasi?lon=${lon}&lat=${lat}&lang=${lang}`;
    const main = () => page.locator("main").textContent();
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const seen = {};
    for (const lang of ["id", "en"]) {
      await page.goto(text(lang, place));
      assert.ok(await page.locator("#kept").isHidden(), "it came just now");
      seen[lang] = [await main(), await colour()];
    }
    await page.goto(`${proxy.url}/${atHash(place)}`);
    await isThere(page);
    await proxy.stop();
    for (const lang of ["id", "en"]) {
      await page.goto(text(lang, place));
      assert.match(await page.locator("#kept").textContent(), WORDS[lang].notice);
      assert.deepEqual([await main(), await colour()], seen[lang]);
      await holdToAxe(page, `kept text, ${lang}`);
      await shoot(page, `offline-text-${lang}`);
    }
    // Of what was never seen as text the map may know.
    const other = { lon: Number((place.lon + 0.001).toFixed(6)), lat: place.lat };
    await page.goto(text("en", other));
    await page.waitForURL((url) => url.pathname === "/");
    assert.match(page.url(), new RegExp(`#lang=en&at=${other.lon},${other.lat}`));
  },
);

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
    if (isClear) found.push({ at, truth: truth(answer) });
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
    for (const { at, truth } of places) {
      await goTo(page, atHash(at));
      await page.locator("#card .card-small", { hasText: coordinate(at.lon) }).waitFor();
      await cardState(page, "drawn");
      assert.deepEqual(await said(page), truth, JSON.stringify(at));
      assert.equal(await page.locator("#card [data-near]").count(), 0, JSON.stringify(at));
    }
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

const coordinate = (degrees) => Math.abs(degrees).toFixed(5).replace(".", ",");

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

onVisited("a new version of the page takes over", { viewport: PHONE }, async (page, proxy) => {
  const shells = () =>
    page.evaluate(async () => (await caches.keys()).filter((one) => one.startsWith("shell-")));
  const [first] = await shells();
  const script = await (await fetch(`${serverUrl()}/sw.js`)).text();
  const index = await (await fetch(`${serverUrl()}/`)).text();
  /** Publishes another version of the page, and opens it. */
  const publish = async (name) => {
    const text = index.replace("<title>", `<title>${name} `);
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const version = Buffer.from(bytes).toString("hex");
    const say = (type, body) => (to) => {
      to.writeHead(200, { "content-type": type, "cache-control": "no-cache" });
      to.end(body);
    };
    proxy.said.set("/", say("text/html; charset=utf-8", text));
    proxy.said.set(
      "/sw.js",
      say("text/javascript", script.replaceAll(first.slice("shell-".length), version)),
    );
    await page.reload();
    await isThere(page);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update();
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      await new Promise((resolve) => {
        const look = () => worker.state === "activated" && resolve();
        worker.addEventListener("statechange", look);
        look();
      });
    });
    return `shell-${version}`;
  };
  const second = await publish("dua");
  assert.deepEqual(await shells(), [first, second], "the one before stays for pages that are open");
  const third = await publish("tiga");
  assert.deepEqual(await shells(), [second, third]);
  await proxy.stop();
  await page.reload();
  await page.waitForSelector('body[data-state="ready"]');
  const kept = await page.evaluate(async (name) => {
    const response = await (await caches.open(name)).match("/");
    return response.text();
  }, third);
  assert.match(kept, /<title>tiga /);
});

onVisited(
  "a page that does not fit its files is not kept",
  { viewport: PHONE },
  async (page, proxy) => {
    const shells = () =>
      page.evaluate(async () => (await caches.keys()).filter((one) => one.startsWith("shell-")));
    const before = await shells();
    const script = await (await fetch(`${serverUrl()}/sw.js`)).text();
    proxy.said.set("/sw.js", (to) => {
      to.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
      to.end(script.replaceAll(before[0].slice("shell-".length), "0".repeat(64)));
    });
    const gone = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const found = new Promise((resolve) => {
        registration.addEventListener("updatefound", () => resolve(registration.installing), {
          once: true,
        });
      });
      registration.update().catch(() => {});
      const worker = await found;
      if (worker.state === "redundant") return worker.state;
      return new Promise((resolve) => {
        worker.addEventListener("statechange", () => {
          if (worker.state !== "installing") resolve(worker.state);
        });
      });
    });
    assert.equal(gone, "redundant");
    assert.deepEqual(await shells(), before);
    await proxy.stop();
    await page.reload();
    await page.waitForSelector('body[data-state="ready"]');
  },
);

onVisited(
  "a server that is busy is not one that is gone",
  { viewport: PHONE, hash: () => atHash(place) },
  async (page, proxy) => {
    await cardState(page, "answer");
    const problem = {
      type: "/problems/busy",
      title: "Sedang sibuk",
      status: 503,
      detail: "Coba lagi sebentar lagi.",
    };
    const say = (status) => (to) => {
      to.writeHead(status, { "content-type": "application/problem+json" });
      to.end(JSON.stringify({ ...problem, status }));
    };
    proxy.said.set("/v1/at", say(503));
    for (const lang of ["en", "id"]) {
      await goTo(page, atHash(place, `&lang=${lang}`));
      await cardState(page, "busy");
      assert.equal(await page.locator("#notice .kept-since").count(), 0);
    }
    // A gateway says it of a server that is gone; the page asks again by itself.
    proxy.said.set("/v1/at", say(502));
    await cardState(page, "answer");
    assert.match(await page.locator("#card .kept").textContent(), WORDS.id.kept);
    proxy.said.delete("/v1/at");
  },
);

onVisited(
  "what comes through the service worker counts as spent",
  { viewport: PHONE, hash: "#who=responder" },
  async (page, proxy) => {
    const told = async () => Number(await page.locator(".spent").getAttribute("data-bytes"));
    await page.reload();
    await isThere(page);
    await page.waitForLoadState("networkidle");
    const before = await told();
    proxy.asked.length = 0;
    await goTo(page, atHash(place, "&who=responder"));
    await cardState(page, "answer");
    assert.ok(proxy.asked.some((one) => one.startsWith("/v1/around?")));
    await page.waitForFunction(
      (least) => Number(document.querySelector(".spent").dataset.bytes) > least,
      before + 300,
    );
  },
);
