// The resident's task in a real browser, start to end: find a place, learn what is true there.

import assert from "node:assert/strict";
import { before } from "node:test";
import {
  byDay,
  byEveryHand,
  byNight,
  cardState,
  DESKTOP,
  fileBrowser,
  findPlace,
  getJson,
  goTo,
  holdToAxe,
  holdToFingers,
  holdToWindow,
  PHONE,
  printed,
  serverUrl,
  shoot,
  tabTo,
} from "./browser.mjs";
import { clickMiddle, drawn, lineColor } from "./map.mjs";
import { hold, refuse } from "./network.mjs";

const inBrowser = fileBrowser();

let city;
/** What the search knows, taken from what is served: a house, a street, an area. */
let house;
let street;
let area;

before(async () => {
  const { city: about, layers } = await getJson("/v1/layers");
  city = about;
  const layer = (kind) => layers.find((one) => one.kind === kind && one.status === "served").id;
  house = await aHouse(layer("address"));
  street = (await found(house.properties.street)).find(
    (one) => one.properties.precision === "street",
  );
  area = (await found(house.properties.locality)).find(
    (one) => one.properties.precision === "area",
  );
  assert.ok(street && area, "the search finds no street or no area to test with");
});

async function found(text) {
  const { features } = await getJson(`/v1/search?q=${encodeURIComponent(text)}&limit=20`);
  return features;
}

/** A house that the search is sure of. */
async function aHouse(layer) {
  const bbox = city.area.join(",");
  const page = await getJson(`/v1/within?layers=${layer}&bbox=${bbox}&limit=40`);
  for (const { geometry } of page.features) {
    const [lon, lat] = geometry.coordinates;
    const { features } = await getJson(`/v1/reverse?lon=${lon}&lat=${lat}`);
    const near = features.find((one) => one.properties.precision === "house");
    const [hit] = near ? await found(near.properties.name) : [];
    if (hit?.properties.sure && hit.properties.precision === "house") return hit;
  }
  throw new Error("the search is sure of none of the first 40 houses");
}

const box = (page) => page.locator("#search");
const hits = (page) => page.locator("#search-hits [role=option]");

async function write(page, text) {
  await box(page).fill(""); // Takes the hits away that were there.
  await box(page).fill(text);
  await hits(page).first().waitFor();
}

async function find(page, text) {
  await write(page, text);
  await hits(page).first().click();
  await cardState(page, "answer");
}

/** The ways to the same answer. */
const WAYS = {
  mouse: async (page) => {
    await box(page).click();
    await page.keyboard.type(house.properties.name);
    await hits(page).first().click();
  },
  touch: async (page) => {
    await box(page).tap();
    await page.keyboard.type(house.properties.name);
    await hits(page).first().tap();
  },
  keyboard: async (page) => {
    await tabTo(page, "#search");
    await page.keyboard.type(house.properties.name);
    await hits(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    const marked = await box(page).getAttribute("aria-activedescendant");
    assert.equal(await page.locator(`#${marked}`).getAttribute("aria-selected"), "true");
    await page.keyboard.press("Enter");
  },
};

byEveryHand(inBrowser, "an address leads to its answer", async (page, { by, viewport, lang }) => {
  await WAYS[by](page);
  await cardState(page, "answer");
  const [lon, lat] = house.geometry.coordinates;
  const asked = `lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}&lang=${lang}`;
  const answer = await getJson(`/v1/at?${asked}`);
  const around = await getJson(`/v1/around?${asked}`);
  await saysTheAnswer(page, answer);
  await leadsToHelp(page, around);
  const told = await page.locator('[data-part="found"]').textContent();
  assert.ok(told.includes(house.properties.name), told);
  assert.match(told, lang === "id" ? /rumah/ : /house/, "how precise the place is");
  assert.match(page.url(), /#.*at=/);
  const focused = await page.evaluate(() => document.activeElement.id);
  if (by === "keyboard") assert.equal(focused, "card-title", "the keyboard goes on");
  await shoot(page, `resident-${by}-${viewport.width}-${lang}`);
  await box(page).fill(""); // What was written stays for whoever is next.
});

async function saysTheAnswer(page, answer) {
  const statuses = await page
    .locator(".finding")
    .evaluateAll((all) => all.map((one) => one.dataset.status));
  const weight = { mapped: 2, unmapped: 1, unavailable: 1, none: 0 };
  const weights = statuses.map((one) => weight[one]);
  assert.deepEqual(
    weights,
    weights.toSorted((a, b) => b - a),
    "the most serious first",
  );
  assert.equal(statuses.length, answer.findings.length);
  for (const finding of answer.findings.filter((one) => one.status === "mapped")) {
    const text = await page.locator(`.finding[data-layer="${finding.layer}"]`).textContent();
    for (const said of [finding.label, finding.meaning, finding.advice]) {
      assert.ok(text.includes(said), `${finding.layer} does not say ${said}`);
    }
  }
}

/** The nearest of each kind with its number, the number to call, whom to tell of an error. */
async function leadsToHelp(page, around) {
  await page.locator('.nearest[data-state="answer"]').waitFor();
  assert.equal(await page.locator(".facility").count(), around.nearest.length);
  for (const [i, { name, phone }] of around.nearest.entries()) {
    const item = page.locator(".facility").nth(i);
    assert.ok((await item.textContent()).includes(name));
    if (!phone) continue;
    const href = await item.locator("a.call").getAttribute("href");
    assert.equal(href, `tel:${phone.replace(/[^\d+]/g, "")}`);
  }
  const call = page.locator("#card a.emergency");
  assert.equal(await call.getAttribute("href"), `tel:${city.emergency}`);
  const report = await page.locator(".report a").first().getAttribute("href");
  assert.match(report, /^(mailto|tel|https?):/);
  assert.match(await page.locator('.take a[href*="/lokasi?"]').getAttribute("href"), /lon=.*lat=/);
}

inBrowser(
  "a screen reader hears the gravest first, then what to do",
  { map: false },
  async (page) => {
    const { layers } = await getJson("/v1/layers");
    const rank = ({ layer, class: id }) => {
      const { classes } = layers.find((one) => one.id === layer);
      return (classes.findIndex((one) => one.id === id) + 1) / classes.length;
    };
    const mappedIn = ({ findings }) => findings.filter((one) => one.status === "mapped");
    const place = await findPlace(city.area, (answer) => mappedIn(answer).length > 1);
    const asked = `lon=${place.lon}&lat=${place.lat}&lang=id`;
    const answer = await getJson(`/v1/at?${asked}`);
    const around = await getJson(`/v1/around?${asked}`);
    await goTo(page, `#at=${place.lon},${place.lat}`);
    await page.locator('.nearest[data-state="answer"]').waitFor();
    const heard = await page.locator("#card").ariaSnapshot();
    const graveness = mappedIn(answer).map(rank);
    const [gravest] = mappedIn(answer)
      .filter((one) => rank(one) === Math.max(...graveness))
      .sort((a, b) => heard.indexOf(a.title) - heard.indexOf(b.title));
    const parts = [
      answer.units[0].name,
      gravest.title,
      gravest.meaning,
      gravest.advice,
      "Terdekat dari sini",
      around.nearest[0].name,
      "Sumber jawaban ini",
      `Telepon ${city.emergency}`,
    ];
    const places = parts.map((part) => heard.indexOf(part));
    assert.ok(!places.includes(-1), `${parts[places.indexOf(-1)]} is not heard:\n${heard}`);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      heard,
    );
    const first = await page.locator(".finding").first().getAttribute("data-layer");
    assert.equal(first, gravest.layer, "nothing less grave comes before it");
  },
);

inBrowser(
  "the arrows go round, Escape closes the list, then empties the box",
  { map: false },
  async (page) => {
    await write(page, house.properties.street);
    const count = await hits(page).count();
    const marked = () => box(page).getAttribute("aria-activedescendant");
    assert.equal(await box(page).getAttribute("aria-expanded"), "true");
    assert.equal(await marked(), null, "nothing is chosen before the reader does");
    await page.keyboard.press("ArrowUp");
    assert.equal(await marked(), `search-hit-${count - 1}`);
    await page.keyboard.press("ArrowDown");
    assert.equal(await marked(), "search-hit-0");
    await page.keyboard.press("Escape");
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    assert.equal(await box(page).inputValue(), house.properties.street);
    await page.keyboard.press("Escape");
    assert.equal(await box(page).inputValue(), "");
  },
);

inBrowser("Enter goes to a hit that is sure, and to no other", { map: false }, async (page) => {
  await box(page).fill(house.properties.name);
  await page.keyboard.press("Enter");
  await cardState(page, "answer");
  const unsure = (await found("jalan")).every((one) => !one.properties.sure);
  if (!unsure) return;
  await box(page).fill("jalan");
  await page.keyboard.press("Enter");
  await hits(page).first().waitFor();
  assert.equal(await box(page).inputValue(), "jalan", "the reader has to choose");
});

inBrowser("a newer search silences the older one", { map: false, faults: true }, async (page) => {
  const release = await hold(page, `**/v1/search?q=${encodeURIComponent("xqz")}*`);
  await box(page).fill("xqz");
  await page.waitForRequest("**/v1/search?*");
  const failed = page.waitForEvent("requestfailed");
  await write(page, house.properties.name);
  await failed; // The first was called off.
  release();
  await page.waitForLoadState("networkidle");
  const first = await hits(page).first().locator(".hit-name").textContent();
  assert.equal(first, house.properties.name);
});

inBrowser(
  "what is not there is said not to be found",
  { viewport: PHONE, map: false },
  async (page) => {
    await box(page).fill("xqzwv kxq");
    await page.locator(".search-note", { hasText: "Tidak ditemukan" }).waitFor();
    assert.equal(await hits(page).count(), 0);
    await holdToAxe(page, "no hit");
    await shoot(page, "resident-no-hit");
  },
);

inBrowser(
  "an area is told of as a whole, and a tap in it as a place",
  { tiles: false },
  async (page) => {
    const { name, layer, id } = area.properties;
    await write(page, name);
    await hits(page).filter({ hasText: name }).first().click();
    await cardState(page, "answer");
    const said = await getJson(`/v1/at/${layer}/${id}?lang=id`);
    const shares = await page
      .locator(".shares")
      .evaluateAll((all) => all.map((one) => one.dataset.layer));
    assert.deepEqual(shares.toSorted(), Object.keys(said.whole.hazards).toSorted());
    assert.match(page.url(), /hit=/);
    const isMarked = await page.evaluate(() =>
      window.wareng.map.getStyle().layers.some((one) => one.id === "resident-extent-line"),
    );
    assert.ok(isMarked, "the area is marked on the map");
    await drawn(page);
    await shoot(page, "resident-area");

    await page.reload();
    await page.locator(".shares").first().waitFor();
    await page.waitForSelector('body[data-state="ready"]');
    await clickMiddle(page);
    await page.locator(".finding").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".shares").first().waitFor();
    await page.keyboard.press("Escape");
    await page.waitForSelector("#card[hidden]", { state: "attached" });
    assert.equal(page.url().includes("hit="), false);
  },
);

inBrowser(
  "a street is marked, and no place is made up for it",
  { tiles: false, viewport: PHONE },
  async (page) => {
    const { name } = street.properties;
    await write(page, `${name} 98765`);
    await hits(page).filter({ hasText: name }).first().tap();
    await cardState(page, "answer");
    assert.equal(await page.locator(".pin").count(), 0);
    assert.equal(page.url().includes("at="), false);
    const text = await page.locator("#card").textContent();
    assert.match(text, /Ketuk rumah Anda/);
    assert.match(text, /Nomor rumah itu tidak ada/);
    await holdToAxe(page, "street");
    await shoot(page, "resident-street");
  },
);

const located = ([longitude, latitude], accuracy) => ({
  map: false,
  settings: { permissions: ["geolocation"], geolocation: { longitude, latitude, accuracy } },
});

inBrowser(
  "a location outside the city is said to be outside, and how good it is",
  located([106.8, -6.2], 900),
  async (page) => {
    await page.locator(".locate").click();
    await cardState(page, "answer");
    const text = await page.locator("#card").textContent();
    assert.ok(text.includes(`Di luar ${city.name.id}`), text);
    assert.ok(text.includes("itu bukan berarti aman"), text);
    assert.equal(await page.locator('.finding[data-status="unmapped"]').count(), 0);
    assert.match(await page.locator('[data-part="found"]').textContent(), /±900 m/);
    assert.match(page.url(), /at=/);
    await holdToAxe(page, "outside");
    await shoot(page, "resident-outside");
  },
);

inBrowser(
  "a location that is refused leaves the other ways",
  { viewport: PHONE, map: false },
  async (page) => {
    await page.evaluate(() => {
      const refused = { code: 1, PERMISSION_DENIED: 1 };
      navigator.geolocation.getCurrentPosition = (_, fail) => fail(refused);
    });
    await page.locator(".locate").tap();
    const note = page.locator(".search-note", { hasText: "Izin lokasi ditolak" });
    await note.waitFor();
    assert.equal(await page.locator(".locate").isEnabled(), true);
    await holdToAxe(page, "refused");
    await shoot(page, "resident-refused");
  },
);

inBrowser(
  "the answer is taken along as text, as a link, on one page",
  { map: false, settings: { permissions: ["clipboard-read", "clipboard-write"] } },
  async (page) => {
    await find(page, house.properties.name);
    await page.locator('.nearest[data-state="answer"]').waitFor();
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Salin untuk WhatsApp" }).click();
    await page.locator(".take-note", { hasText: "Teks disalin" }).waitFor();
    const text = await clipboard();
    const findings = await page.locator(".finding h3").allTextContents();
    const [, lon, lat] = /at=([-\d.]+),([-\d.]+)/.exec(page.url());
    // Whoever gets it may have no script, and a messenger that shows what a page says.
    const shared = `${serverUrl()}/lokasi?lon=${lon}&lat=${lat}&lang=id`;
    for (const said of [...findings, house.properties.name, city.emergency, shared]) {
      assert.ok(text.includes(said), `the text lacks ${said}:\n${text}`);
    }
    await page.evaluate(() => {
      Object.defineProperty(navigator, "share", { value: undefined, configurable: true });
    });
    await page.getByRole("button", { name: "Bagikan tautan" }).click();
    await page.locator(".take-note", { hasText: "Tautan disalin" }).waitFor();
    assert.equal(await clipboard(), shared);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "share", {
        value: async (what) => {
          window.shared = what;
        },
      });
    });
    await page.getByRole("button", { name: "Bagikan tautan" }).click();
    assert.equal(await page.evaluate(() => window.shared.url), shared);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, "it prints on one page");
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
    });
    await page.getByRole("button", { name: "Salin untuk WhatsApp" }).click();
    const kept = await page.locator(".take-note textarea").inputValue();
    assert.ok(kept.includes(city.emergency), "where the page may not copy, the reader can");
    await holdToAxe(page, "copy refused");
  },
);

inBrowser(
  "without network each question says so, and goes on when it is back",
  { viewport: PHONE, map: false, faults: true },
  async (page, { context }) => {
    await context.setOffline(true);
    await box(page).fill(house.properties.name);
    await page.locator(".search-note", { hasText: "Tidak tersambung" }).waitFor();
    await holdToAxe(page, "offline search");
    await shoot(page, "resident-offline-search");
    await context.setOffline(false);
    await hits(page).first().waitFor();
    await context.setOffline(true);
    await hits(page).first().tap();
    await cardState(page, "offline");
    await holdToAxe(page, "offline card");
    await shoot(page, "resident-offline");
    await context.setOffline(false);
    await cardState(page, "answer");
    await page.locator('.nearest[data-state="answer"]').waitFor();
  },
);

inBrowser(
  "a link to an area waits for the network",
  { map: false, faults: true },
  async (page, { context }) => {
    await context.setOffline(true);
    const { name, layer, id } = area.properties;
    await goTo(page, `#q=${encodeURIComponent(name)}&hit=${layer}/${id}`);
    await cardState(page, "offline");
    await context.setOffline(false);
    await page.locator(".shares").first().waitFor();
  },
);

inBrowser("slow hits and a slow answer are said to be slow", { map: false }, async (page) => {
  const search = await hold(page, "**/v1/search?*");
  await box(page).fill(house.properties.name);
  const note = page.locator(".search-note");
  await note.filter({ hasText: "Mencari…" }).waitFor();
  search();
  await hits(page).first().waitFor();
  assert.equal(await note.textContent(), "", "what was found is not searched for");
  const release = await hold(page, "**/v1/at?*");
  await hits(page).first().click();
  await page.locator("#card", { hasText: "Sambungan lambat" }).waitFor();
  await shoot(page, "resident-slow");
  release();
  await cardState(page, "answer");
});

inBrowser(
  "a busy server is said to be busy, and asked again by itself",
  { map: false, faults: true },
  async (page) => {
    await refuse(page, "**/v1/search?*", { status: 429, after_s: 1 });
    await box(page).fill(house.properties.name);
    await page.locator(".search-note", { hasText: "lagi sendiri dalam 1 detik" }).waitFor();
    await hits(page).first().waitFor();
    await refuse(page, "**/v1/at?*", { status: 503, after_s: 5 });
    await hits(page).first().click();
    await cardState(page, "busy");
    assert.match(await page.locator("#card .failure").textContent(), /sendiri dalam 5 detik/);
    await shoot(page, "resident-busy");
    await holdToAxe(page, "busy");
    await cardState(page, "answer");
  },
);

inBrowser(
  "the line to a facility and what is printed have the colours of their light",
  { tiles: false, hash: "#night=0" },
  async (page) => {
    await find(page, house.properties.name);
    await page.locator(".facility .link-button").first().click();
    const day = await lineColor(page, "resident-way-line");
    await byNight(page);
    await page.waitForFunction(
      (color) => window.wareng.map.getPaintProperty("resident-way-line", "line-color") !== color,
      day,
    );
    const marks = () =>
      [...document.querySelectorAll(".finding-mapped, .finding-mapped .pattern > *")].map(
        (one) => one.style.getPropertyValue("--mark") || getComputedStyle(one).backgroundImage,
      );
    await page.waitForSelector('body[data-look="bahaya-malam"]');
    // The patterns come with the images of the map.
    await page.locator(".finding-mapped .pattern > *").first().waitFor({ state: "attached" });
    const night = await page.evaluate(marks);
    const onPaper = await printed(
      page,
      () => page.getByRole("button", { name: "Cetak" }).click(),
      marks,
    );
    assert.equal(onPaper.length, night.length);
    assert.deepEqual(
      onPaper.filter((one, i) => one === night[i]),
      [],
      "nothing on paper is as it is by night",
    );
    await page.waitForSelector('html[data-flavor="malam"]');
    await page.waitForSelector('body[data-look="bahaya-malam"]');
    assert.deepEqual(await page.evaluate(marks), night, "the night is back");
    assert.match(page.url(), /night=1/);
  },
);

inBrowser(
  "without WebGL the search and the answer are there as text",
  { map: false, viewport: PHONE },
  async (page) => {
    await page.locator(".page-failure", { hasText: "WebGL" }).waitFor();
    await box(page).fill("qxzqxz");
    const note = page.locator(".search-note", { hasText: "Tidak ditemukan" });
    assert.doesNotMatch(await note.textContent(), /peta/, "there is no map to be sent to");
    await find(page, house.properties.name);
    await page.locator(".finding").first().waitFor();
    await holdToAxe(page, "without WebGL");
    await shoot(page, "resident-no-webgl");
  },
);

for (const viewport of [DESKTOP, PHONE]) {
  inBrowser(
    `axe finds nothing at ${viewport.width} px`,
    { tiles: false, viewport },
    async (page) => {
      await write(page, house.properties.street);
      await page.keyboard.press("ArrowDown");
      await holdToAxe(page, "hits");
      await find(page, house.properties.name);
      await page.locator('.nearest[data-state="answer"]').waitFor();
      await holdToAxe(page, "answer");
      await holdToFingers(page, "#desk");
      await holdToFingers(page, "#card");
      await holdToWindow(page, "answer");
      if (viewport === PHONE) await page.locator(".card-size").tap();
      await byNight(page);
      await holdToAxe(page, "answer, large on a phone, by night");
      await page.locator(".card-close").click();
      await write(page, area.properties.name);
      await holdToAxe(page, "hits by night");
      await hits(page).filter({ hasText: area.properties.name }).first().click();
      await page.locator(".shares").first().waitFor();
      await holdToAxe(page, "area by night");
      await byDay(page);
      await holdToAxe(page, "area");
    },
  );
}
