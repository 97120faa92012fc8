// The parent's task in a real browser, start to end: home, level, zone, schools, comparison, rules.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  cardState,
  findPlace,
  getJson,
  holdToAxe,
  holdToFingers,
  launch,
  middle,
  openPage,
  PHONE,
  pageTest,
  shoot,
  WIDE,
} from "./browser.mjs";

const LEVEL = "SMP";

let browser;
let city;
/** A home in a zone of the level, as a link has it, and what the server says of it. */
let home;
let schools;

before(async () => {
  browser = await launch();
  const { city: about, layers } = await getJson("/v1/layers");
  city = about;
  const zones = layers.find((one) => one.kind === "zoning" && one.status === "served");
  assert.ok(zones, "the server serves no zones to test with");
  const inZone = (answer) => answer.zones.some((one) => one.properties.jenjang === LEVEL);
  home = await findPlace(city.area, inZone);
  assert.ok(home, `no place in a zone of ${LEVEL} was found`);
  schools = await ask(LEVEL);
  assert.ok(schools.schools.length >= 4, "too few schools to compare");
});

after(() => browser?.close());

const inBrowser = (name, options, run) => pageTest(() => browser, name, options, run);

const ask = (level, lang = "id") =>
  getJson(`/v1/schools?lon=${home.lon}&lat=${home.lat}&jenjang=${level}&lang=${lang}`);

const hash = (more = "") => `#who=parent&at=${home.lon},${home.lat}&level=${LEVEL}${more}`;

const school = (page, npsn) => page.locator(`.school[data-npsn="${npsn}"]`);

const sheetOf = (page, level) =>
  page.locator("#card[data-state=answer] h2", { hasText: ` ${level} ` }).waitFor();

/** The ways to the same schools. */
const WAYS = {
  mouse: async (page) => {
    await page.locator('[data-who="parent"]').click();
    await page.selectOption("#level", LEVEL);
    await page.evaluate(({ lon, lat }) => {
      window.wareng.map.jumpTo({ center: [lon, lat], zoom: 15 });
    }, home);
    const { x, y } = await middle(page);
    await page.mouse.click(x, y);
  },
  touch: async (page) => {
    await page.locator('[data-who="parent"]').tap();
    await page.selectOption("#level", LEVEL);
    await page.locator("#search").tap();
    await page.keyboard.type(`${home.lat}, ${home.lon}`);
    await page.locator("#search-hits [role=option]").first().tap();
  },
  keyboard: async (page) => {
    await tabTo(page, () => document.activeElement.dataset.who === "parent");
    await page.keyboard.press("Enter");
    await page.locator("#level").waitFor();
    await tabTo(page, () => document.activeElement.id === "search");
    await page.keyboard.type(`${home.lat}, ${home.lon}`);
    await page.keyboard.press("Enter");
    await sheetOf(page, "SD");
    await page.locator("#level").focus();
    await page.keyboard.type(LEVEL);
  },
};

async function tabTo(page, isThere) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(isThere)) return;
  }
  throw new Error(`the keyboard does not reach ${isThere}`);
}

for (const [way, viewport, lang] of [
  ["mouse", WIDE, "id"],
  ["mouse", WIDE, "en"],
  ["touch", PHONE, "id"],
  ["touch", PHONE, "en"],
  ["keyboard", WIDE, "id"],
  ["keyboard", PHONE, "en"],
]) {
  const name = `a home leads to its schools by ${way}, ${viewport.width} px, ${lang}`;
  inBrowser(name, { viewport, hash: `#lang=${lang}` }, async (page) => {
    await WAYS[way](page);
    await sheetOf(page, LEVEL);
    const [, lon, lat] = /at=([\d.-]+),([\d.-]+)/.exec(page.url());
    const asked = `lon=${lon}&lat=${lat}&jenjang=${LEVEL}&lang=${lang}`;
    await saysTheSchools(page, await getJson(`/v1/schools?${asked}`));
    await shoot(page, `parent-${way}-${viewport.width}-${lang}`);
  });
}

/** The list, its figures, the rules and the notice, as the server has them. */
async function saysTheSchools(page, answer) {
  const listed = page.locator(".schools > ul > .school");
  const npsns = await listed.evaluateAll((all) => all.map((one) => one.dataset.npsn));
  assert.deepEqual(
    npsns,
    answer.schools.map((one) => one.npsn),
    "those of the zone first, then by distance",
  );
  for (const { npsn, name, address, in_zone, ...counts } of answer.schools) {
    const item = school(page, npsn);
    assert.equal(await item.getAttribute("data-in-zone"), `${in_zone}`);
    const text = await item.textContent();
    for (const said of [name, address]) assert.ok(!said || text.includes(said), said);
    const figures = await item.locator(".figures dd").allTextContents();
    const expected = [counts.seats, counts.rombel, counts.teachers, counts.students];
    assert.deepEqual(
      figures.map((one) => Number(one.replace(/\D/g, ""))),
      expected.map((one) => one ?? 0),
    );
  }
  const text = await page.locator("#card").textContent();
  assert.ok(text.includes(answer.about), "that it informs and does not admit");
  const { routes, address, regulation } = answer.admission;
  for (const said of [address, regulation, ...routes.map((one) => one.label)]) {
    assert.ok(text.includes(said), said);
  }
}

/** The features of a source of the page's own, as the map has them. */
const drawn = (page, source) =>
  page.evaluate(async (id) => {
    const { map } = window.wareng;
    const from = map.getSource(id);
    return from ? (await from.getData()).features : [];
  }, source);

inBrowser(
  "the map has the zone, and lines from home",
  { viewport: WIDE, hash: "" },
  async (page) => {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash());
    await sheetOf(page, LEVEL);
    await page.locator('[data-part="zone"]').waitFor();
    const inZone = schools.schools.filter((one) => one.in_zone && one.at);
    const zone = await getJson(`/v1/schools/${inZone[0].npsn}/zone`);
    assert.deepEqual(
      (await drawn(page, "parent-zone")).map((one) => one.geometry),
      zone.features.map((one) => one.geometry),
    );
    const ways = await drawn(page, "parent-ways");
    const lines = ways.filter((one) => one.geometry.type === "LineString");
    assert.deepEqual(
      lines.map((one) => one.geometry.coordinates),
      inZone.map(({ at }) => [
        [home.lon, home.lat],
        [at.lon, at.lat],
      ]),
    );
    const other = schools.schools.find((one) => !one.in_zone && one.at);
    await school(page, other.npsn).locator("button.key").click();
    await page.waitForFunction((npsn) => location.hash.includes(`school=${npsn}`), other.npsn);
    const after = await drawn(page, "parent-ways");
    const shown = after.filter((one) => one.properties.shown && one.geometry.type === "LineString");
    assert.deepEqual(shown[0].geometry.coordinates[1], [other.at.lon, other.at.lat]);
    await page.waitForSelector('body[data-map="idle"]');
    await shoot(page, "parent-map");
  },
);

inBrowser(
  "three schools at most stand side by side, and a link has them",
  { viewport: PHONE, hash: "" },
  async (page) => {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash());
    await sheetOf(page, LEVEL);
    const four = schools.schools.slice(0, 4);
    for (const { npsn } of four) await school(page, npsn).locator(".compare-key").tap();
    const last = school(page, four[3].npsn).locator("input");
    assert.equal(await last.isChecked(), false, "the fourth is not taken");
    assert.match(await page.locator("#status").textContent(), /Paling banyak tiga/);
    await page.locator(".compare-strip .button").tap();
    const titles = page.locator(".compare thead th");
    const names = four.slice(0, 3).map((one) => one.name);
    assert.deepEqual((await titles.allTextContents()).slice(1), names);
    const seats = page.locator(".compare tbody tr", { hasText: "Kursi" }).locator("td");
    assert.deepEqual(
      await seats.allTextContents(),
      four.slice(0, 3).map((one) => `${one.seats}`),
    );
    await holdToAxe(page, "comparison");
    await shoot(page, "parent-compare");
    await page.reload();
    await page.locator(".compare thead").waitFor();
    assert.deepEqual((await titles.allTextContents()).slice(1), names);
    await page.locator('.compare [data-focus="clear"]').tap();
    await page.waitForFunction(() => !document.querySelector(".compare"));
    assert.equal(page.url().includes("compare="), false);
  },
);

inBrowser(
  "a level without zones says so, and lists by distance",
  { viewport: WIDE },
  async (page) => {
    await page.evaluate(
      (to) => {
        location.hash = to;
      },
      hash().replace(LEVEL, "SMK"),
    );
    await sheetOf(page, "SMK");
    const said = await ask("SMK");
    assert.equal(said.zones.length, 0, "SMK has zones now: take another level for this test");
    const text = await page.locator("#card").textContent();
    assert.match(text, /tidak di zona sekolah SMK/);
    assert.equal((await drawn(page, "parent-zone")).length, 0);
    await shoot(page, "parent-no-zone");
  },
);

inBrowser("more schools come when they are asked for", { viewport: WIDE }, async (page) => {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash());
  await sheetOf(page, LEVEL);
  const listed = page.locator(".schools > ul > .school");
  const few = await listed.count();
  await page.locator('[data-focus="more"]').click();
  await page.waitForFunction(
    (count) => document.querySelectorAll(".schools > ul > .school").length > count,
    few,
  );
  assert.match(page.url(), /more=1/);
});

test("without network it says so, and goes on when it is back", async () => {
  const { page, context } = await openPage(browser, { viewport: PHONE, hash: "#who=parent" });
  try {
    await page.locator("#level").waitFor();
    await context.setOffline(true);
    await page.evaluate((to) => {
      location.hash = to;
    }, hash());
    await cardState(page, "offline");
    await holdToAxe(page, "offline");
    await shoot(page, "parent-offline");
    await context.setOffline(false);
    await sheetOf(page, LEVEL);
  } finally {
    await context.close();
  }
});

inBrowser("another person starts anew at the same place", { viewport: WIDE }, async (page) => {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash("&compare=1,2"));
  await sheetOf(page, LEVEL);
  await page.locator('[data-who="resident"]').click();
  await page.locator(".finding").first().waitFor();
  assert.equal(page.url().includes("level="), false);
  assert.ok(page.url().includes(`at=${home.lon},${home.lat}`));
  assert.deepEqual(await drawn(page, "parent-zone"), [], "nothing of the parent's is left");
  assert.equal(await page.locator("#level").count(), 0);
  await page.goBack();
  await sheetOf(page, LEVEL);
});

for (const [viewport, night] of [
  [WIDE, false],
  [PHONE, false],
  [WIDE, true],
  [PHONE, true],
]) {
  const where = `${viewport.width} px by ${night ? "night" : "day"}`;
  const options = { viewport, hash: `#who=parent&night=${night ? 1 : 0}` };
  inBrowser(`axe finds nothing at ${where}`, options, async (page) => {
    await page.locator("#level").waitFor();
    await holdToAxe(page, "start");
    await page.evaluate(
      (to) => {
        location.hash = to;
      },
      hash(`&night=${night ? 1 : 0}`),
    );
    await sheetOf(page, LEVEL);
    await holdToAxe(page, "schools");
    await holdToFingers(page, "#desk");
    await holdToFingers(page, "#card");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `the page is ${width} px wide`);
    await page.waitForSelector('body[data-map="idle"]');
    await shoot(page, `parent-${viewport.width}-${night ? "night" : "day"}`);
  });
}
