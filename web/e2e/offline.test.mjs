// The page without a network, behind a server that is taken away from it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { cardState, goTo, holdToAxe, PHONE, serverUrl, shoot, WIDE } from "./browser.mjs";
import { catalog, hazards, place } from "./city.mjs";
import { colors, painted } from "./map.mjs";
import { atHash, isThere, onVisited, said, WORDS } from "./offline.mjs";

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
    await page.locator(".map-note", { hasText: WORDS[lang].unkept }).waitFor();
    await holdToAxe(page, "never asked");
    await shoot(page, `offline-unknown-${viewport.width}`);

    await goTo(page, hash());
    await cardState(page, "answer");
    await page.locator(".map-note").waitFor({ state: "hidden" });
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
