// The pages without a script in a browser that runs none: tasks start to end, by keyboard, on a
// phone and a desktop, and what axe and a printer say of them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { DESKTOP, findPlace, getJson, launch, PHONE, serverUrl, shoot } from "./browser.mjs";

const WIDE = { ...DESKTOP, width: 1440 };

const HAZARDS = { id: "Bahaya di sini", en: "Hazards here" };

let browser;
let axe;
/** Something that search finds as a house. */
let house;
/** Paths of each page and state, by name. */
let states;

before(async () => {
  browser = await launch();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const { city, layers } = await getJson("/v1/layers");
  const { bounds } = layers.find((one) => one.kind === "hazard" && one.status === "served");
  const hit = await worstPlace(bounds);
  const unmapped = await findPlace(
    bounds,
    ({ units, findings }) =>
      units[0]?.status === "inside" && findings.every((one) => one.status !== "mapped"),
  );
  assert.ok(hit && unmapped, "the city has a place in a class, and one in none");
  house = await someHouse(bounds);
  const at = ({ lon, lat }) => `lon=${lon}&lat=${lat}`;
  const { properties } = (await getJson(`/v1/reverse?${at(hit)}`)).features.at(-1);
  const { code } = properties.units[0];
  const layer = layers.find(
    (one) => one.kind === "boundary" && one.id === properties.units[0].level,
  );
  states = {
    "a place": `/lokasi?${at(hit)}`,
    "an unmapped place": `/lokasi?${at(unmapped)}`,
    "outside the city": `/lokasi?lon=${city.area[0]}&lat=${city.area[1]}`,
    "the form": "/cari",
    found: `/cari?q=${encodeURIComponent(house)}`,
    "nothing found": "/cari?q=qqqxyzzy",
    "an area": `/wilayah/${layer.id}/${code}`,
    "schools, where from": "/sekolah",
    "schools, which": `/sekolah?${at(hit)}`,
    schools: `/sekolah?${at(hit)}&jenjang=SMP`,
    "a bad address": "/lokasi?lon=abc",
    "no such page": "/nothing",
  };
});

after(() => browser?.close());

/** The place along a grid with the most hazards at once: the longest answer. */
async function worstPlace([west, south, east, north]) {
  let worst = null;
  for (let i = 1; i < 24; i++) {
    for (let j = 1; j < 24; j++) {
      const lon = (west + ((east - west) * i) / 24).toFixed(6);
      const lat = (south + ((north - south) * j) / 24).toFixed(6);
      const { place, findings } = await getJson(`/v1/at?lon=${lon}&lat=${lat}`);
      const count = findings.filter((one) => one.status === "mapped").length;
      if (count > (worst?.count ?? 0)) worst = { ...place, count };
    }
  }
  return worst;
}

async function someHouse(bounds) {
  const [west, south, east, north] = bounds;
  for (let i = 1; i < 20; i++) {
    const [lon, lat] = [
      west + ((east - west) * i) / 20,
      south + ((north - south) * ((i * 7) % 20)) / 20,
    ];
    const { features } = await getJson(`/v1/reverse?lon=${lon}&lat=${lat}`);
    const { name } = features.find((one) => one.properties.precision === "house")?.properties ?? {};
    if (!name) continue;
    const found = await getJson(`/v1/search?q=${encodeURIComponent(name)}`);
    if (found.features[0]?.properties.precision === "house") return name;
  }
  throw new Error("no house in the city is found by its name");
}

/** A page in a browser that runs no script. */
async function withoutScript(options, run) {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    // A page that says what is wrong comes with a status that says so, too.
    const isOfPage = message.location().url === page.url();
    if (message.type() === "error" && !isOfPage) complaints.push(message.text());
  });
  try {
    await run(page);
    assert.deepEqual(complaints, [], "the browser's console has errors");
  } finally {
    await context.close();
  }
}

/** Moves the keyboard on until it is at an element. */
async function tabTo(page, selector) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  assert.fail(`the keyboard does not come to ${selector}`);
}

/** How somebody does a thing: what they reach, and what they set off. */
const BY = {
  keyboard: {
    reach: tabTo,
    press: (page) => page.keyboard.press("Enter"),
  },
  mouse: {
    reach: (page, selector) => page.locator(selector).click({ trial: true }),
    press: (page, selector) => page.locator(selector).click(),
  },
  touch: {
    reach: (page, selector) => page.locator(selector).tap({ trial: true }),
    press: (page, selector) => page.locator(selector).tap(),
  },
};

async function follow(page, by, selector) {
  await BY[by].reach(page, selector);
  await Promise.all([page.waitForEvent("domcontentloaded"), BY[by].press(page, selector)]);
}

/** Writes into a form, and sends it. */
async function search(page, by, field, text) {
  await BY[by].reach(page, field);
  if (by !== "keyboard") await BY[by].press(page, field);
  await page.keyboard.type(text);
  const sent = by === "keyboard" ? field : "form button";
  await Promise.all([page.waitForEvent("domcontentloaded"), BY[by].press(page, sent)]);
}

const WAYS = [
  { by: "keyboard", viewport: PHONE },
  { by: "keyboard", viewport: WIDE },
  { by: "mouse", viewport: WIDE },
  { by: "touch", viewport: PHONE, hasTouch: true },
];

for (const [lang, locale] of [
  ["id", "id-ID"],
  ["en", "en-GB"],
]) {
  for (const { by, ...options } of WAYS) {
    const where = `${lang}, ${options.viewport.width} px, by ${by}`;

    test(`a resident comes from the map's address to an answer: ${where}`, async () => {
      await withoutScript({ locale, ...options }, async (page) => {
        await page.goto(`${serverUrl()}/`);
        await search(page, by, "#noscript-q", house);
        await follow(page, by, ".hits > li:first-child > a");
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
        assert.equal(await page.locator("#bahaya").textContent(), HAZARDS[lang]);
        assert.ok((await page.locator(".hazard").count()) > 0);
        assert.ok(await page.locator('a[href^="tel:"]').count());
      });
    });

    test(`a parent comes from an address to schools: ${where}`, async () => {
      await withoutScript({ locale, ...options }, async (page) => {
        await page.goto(`${serverUrl()}/`);
        await follow(page, by, '.noscript a[href="/sekolah"]');
        await search(page, by, "#q", house);
        await follow(page, by, ".hits > li:first-child > a");
        await follow(page, by, '.levels a[href*="jenjang=SMP"]');
        assert.equal(await page.locator(".levels [aria-current]").textContent(), "SMP");
        assert.ok((await page.locator(".schools > li").count()) > 0);
        await follow(page, by, ".ways a");
        assert.ok((await page.locator(".hazard").count()) > 0, "and back to the hazards");
      });
    });
  }
}

test("the language is one step away, and stays", async () => {
  await withoutScript({ locale: "id-ID", viewport: PHONE }, async (page) => {
    await page.goto(serverUrl() + states["a place"]);
    const heading = await page.locator("h1").textContent();
    await follow(page, "keyboard", ".language");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.notEqual(await page.locator("h1").textContent(), heading);
    await follow(page, "keyboard", '.ways a[href^="/sekolah"]');
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  });
});

for (const width of [320, 360, 1440]) {
  test(`no page is wider than a window of ${width} px, and targets are large`, async () => {
    await withoutScript({ viewport: { width, height: 740 } }, async (page) => {
      for (const [name, path] of Object.entries(states)) {
        await page.goto(serverUrl() + path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} is ${wide} px wide`);
        const small = await page.evaluate(() =>
          [
            ...document.querySelectorAll(
              "button, input:not([type=hidden]), .top a, .ways a, .call, .levels a, .hits > li > a, summary",
            ),
          ]
            .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect().height])
            .filter(([, height]) => height < 44),
        );
        assert.deepEqual(small, [], name);
      }
    });
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on any page: ${colorScheme}`, async () => {
    const context = await browser.newContext({ viewport: PHONE, colorScheme });
    const page = await context.newPage();
    for (const lang of ["id", "en"]) {
      for (const [name, path] of Object.entries(states)) {
        const address = new URL(path, serverUrl());
        address.searchParams.set("lang", lang);
        await page.goto(`${address}`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target)}`);
        assert.deepEqual(told, [], `${name}, ${lang}`);
        if (lang === "id") await shoot(page, `text-${name.replaceAll(/\W+/g, "-")}-${colorScheme}`);
      }
    }
    await context.close();
  });
}

test("a resident's answer is one sheet of paper", async () => {
  const context = await browser.newContext({ viewport: WIDE });
  const page = await context.newPage();
  for (const name of ["a place", "an unmapped place", "outside the city"]) {
    for (const lang of ["id", "en"]) {
      await page.goto(`${serverUrl()}${states[name]}&lang=${lang}`);
      const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
      const sheets = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
      assert.equal(sheets, 1, `${name}, ${lang}`);
    }
  }
  await context.close();
});

test("nothing is asked of another server, and all of it takes no more than 15 kB", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  for (const [name, path] of Object.entries(states)) {
    await session.send("Network.clearBrowserCache");
    bytes = 0;
    await page.goto(serverUrl() + path, { waitUntil: "networkidle" });
    assert.ok(bytes > 0 && bytes <= 15_000, `${name} took ${bytes} bytes, with headers`);
  }
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(serverUrl())),
    [],
  );
  await context.close();
});
