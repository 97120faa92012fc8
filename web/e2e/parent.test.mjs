// The parent's task in a real browser, start to end: home, level, zone, schools, comparison, rules.

import assert from "node:assert/strict";
import { before } from "node:test";
import {
  byEveryHand,
  byNight,
  cardState,
  fileBrowser,
  findPlace,
  getJson,
  goTo,
  holdToAxe,
  holdToFingers,
  holdToWindow,
  PHONE,
  shoot,
  tabTo,
  WIDE,
} from "./browser.mjs";
import { clickMiddle, drawn, featuresOf, lineColor, moveTo } from "./map.mjs";
import { hold } from "./network.mjs";

const LEVEL = "SMP";

const inBrowser = fileBrowser();

/** A home in a zone of the level, as a link has it, and what the server says of it. */
let home;
let schools;

before(async () => {
  const { city, layers } = await getJson("/v1/layers");
  const zones = layers.find((one) => one.kind === "zoning" && one.status === "served");
  assert.ok(zones, "the server serves no zones to test with");
  const inZone = (answer) => answer.zones.some((one) => one.properties.jenjang === LEVEL);
  home = await findPlace(city.area, inZone);
  assert.ok(home, `no place in a zone of ${LEVEL} was found`);
  schools = await ask(LEVEL);
  assert.ok(schools.schools.length >= 4, "too few schools to compare");
});

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
    await moveTo(page, home, 15);
    await clickMiddle(page);
  },
  touch: async (page) => {
    await page.locator('[data-who="parent"]').tap();
    await page.selectOption("#level", LEVEL);
    await page.locator("#search").tap();
    await page.keyboard.type(`${home.lat}, ${home.lon}`);
    await page.locator("#search-hits [role=option]").first().tap();
  },
  keyboard: async (page) => {
    await tabTo(page, '[data-who="parent"]');
    await page.keyboard.press("Enter");
    await page.locator("#level").waitFor();
    await tabTo(page, "#search");
    await page.keyboard.type(`${home.lat}, ${home.lon}`);
    await page.keyboard.press("Enter");
    await sheetOf(page, "SD");
    await page.locator("#level").focus();
    await page.keyboard.type(LEVEL);
  },
};

byEveryHand(inBrowser, "a home leads to its schools", async (page, { by, viewport, lang }) => {
  await WAYS[by](page);
  await sheetOf(page, LEVEL);
  const [, lon, lat] = /at=([\d.-]+),([\d.-]+)/.exec(page.url());
  const asked = `lon=${lon}&lat=${lat}&jenjang=${LEVEL}&lang=${lang}`;
  await saysTheSchools(page, await getJson(`/v1/schools?${asked}`));
  await shoot(page, `parent-${by}-${viewport.width}-${lang}`);
});

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

inBrowser(
  "the map has the zone, and lines from home",
  { tiles: false, viewport: WIDE },
  async (page) => {
    await goTo(page, hash());
    await sheetOf(page, LEVEL);
    await page.locator('[data-part="zone"]').waitFor();
    const inZone = schools.schools.filter((one) => one.in_zone && one.at);
    const zone = await getJson(`/v1/schools/${inZone[0].npsn}/zone`);
    assert.deepEqual(
      (await featuresOf(page, "parent-zone")).map((one) => one.geometry),
      zone.features.map((one) => one.geometry),
    );
    assert.deepEqual(
      (await lines(page)).map((one) => one.geometry.coordinates),
      inZone.map(({ at }) => [
        [home.lon, home.lat],
        [at.lon, at.lat],
      ]),
    );
    const other = schools.schools.find((one) => !one.in_zone && one.at);
    await school(page, other.npsn).locator("button.key").click();
    await page.waitForFunction((npsn) => location.hash.includes(`school=${npsn}`), other.npsn);
    const [shown] = (await lines(page)).filter((one) => one.properties.shown);
    assert.deepEqual(shown.geometry.coordinates[1], [other.at.lon, other.at.lat]);
    await drawn(page);
    await shoot(page, "parent-map");
  },
);

async function lines(page) {
  const ways = await featuresOf(page, "parent-ways");
  return ways.filter((one) => one.geometry.type === "LineString");
}

inBrowser(
  "three schools at most stand side by side, and a link has them",
  { viewport: PHONE, map: false },
  async (page) => {
    await goTo(page, hash());
    await sheetOf(page, LEVEL);
    const four = schools.schools.slice(0, 4);
    for (const { npsn } of four) await school(page, npsn).locator(".compare-key").tap();
    const last = school(page, four[3].npsn).locator("input");
    assert.equal(await last.isChecked(), false, "the fourth is not taken");
    assert.match(await page.locator("#status").textContent(), /Paling banyak tiga/);
    await page.locator(".compare-strip .button").tap();
    const arrived = page.locator('#card[data-size="large"] .compare-strip[data-arrived="true"]');
    await arrived.waitFor({ state: "attached" });
    const titles = page.locator(".compare thead th");
    const names = four.slice(0, 3).map((one) => one.name);
    assert.deepEqual(await titles.allTextContents(), names);
    const seats = page.locator(".compare tbody", { hasText: "Kursi" }).locator("td");
    assert.deepEqual(
      await seats.allTextContents(),
      four.slice(0, 3).map((one) => `${one.seats}`),
    );
    await holdToAxe(page, "comparison");
    await shoot(page, "parent-compare");
    await page.reload();
    await page.locator(".compare thead").waitFor();
    assert.deepEqual(await titles.allTextContents(), names);
    await page.locator('.compare [data-focus="clear"]').tap();
    await page.waitForFunction(() => !document.querySelector(".compare"));
    assert.equal(page.url().includes("compare="), false);
  },
);

inBrowser(
  "a level without zones says so, and lists by distance, more when asked",
  { map: false },
  async (page) => {
    await goTo(page, hash().replace(LEVEL, "SMK"));
    await sheetOf(page, "SMK");
    const said = await ask("SMK");
    assert.equal(said.zones.length, 0, "SMK has zones now: take another level for this test");
    assert.match(await page.locator("#card").textContent(), /tidak di zona sekolah SMK/);
    await shoot(page, "parent-no-zone");
    const listed = page.locator(".schools > ul > .school");
    const few = await listed.count();
    await page.locator('[data-focus="more"]').click();
    await page.waitForFunction(
      (count) => document.querySelectorAll(".schools > ul > .school").length > count,
      few,
    );
    assert.match(page.url(), /more=1/);
  },
);

inBrowser(
  "the schools are taken along as a link, as text and on paper",
  { map: false, settings: { permissions: ["clipboard-read", "clipboard-write"] } },
  async (page) => {
    await page.evaluate(() => {
      Object.defineProperty(navigator, "share", { value: undefined, configurable: true });
    });
    await goTo(page, hash());
    await sheetOf(page, LEVEL);
    const take = page.locator(".take");
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await take.getByRole("button", { name: "Bagikan tautan" }).click();
    await take.locator(".take-note", { hasText: "Tautan disalin" }).waitFor();
    // Whoever gets it may have no script: it leads to the page of text.
    const shared = new URL(await clipboard());
    assert.equal(shared.pathname, "/sekolah");
    assert.equal(shared.searchParams.get("jenjang"), LEVEL);
    await take.getByRole("button", { name: "Salin untuk WhatsApp" }).click();
    await take.locator(".take-note", { hasText: "Teks disalin" }).waitFor();
    const text = await clipboard();
    const listed = schools.schools.map((one) => one.name);
    const shown = await page
      .locator(".schools > ul > .school h4 span:last-child")
      .allTextContents();
    assert.ok(shown.length > 3 && shown.every((name) => listed.includes(name)));
    for (const said of [...shown, schools.about, shared.href]) {
      assert.ok(text.includes(said), `the text lacks ${said}:\n${text}`);
    }
    assert.ok(text.indexOf(shown[0]) < text.indexOf(shown.at(-1)), "in the order of the list");
    await page.emulateMedia({ media: "print" });
    assert.equal(await take.isVisible(), false, "nobody taps on paper");
    assert.equal(await page.locator(".school .keys").first().isVisible(), false);
    assert.equal(await page.locator(".school").first().isVisible(), true);
  },
);

inBrowser(
  "without network it says so, and goes on when it is back",
  { viewport: PHONE, map: false, hash: "#who=parent", faults: true },
  async (page, { context }) => {
    await page.locator("#level").waitFor();
    await context.setOffline(true);
    await goTo(page, hash());
    await cardState(page, "offline");
    await holdToAxe(page, "offline");
    await shoot(page, "parent-offline");
    await context.setOffline(false);
    await sheetOf(page, LEVEL);
  },
);

inBrowser(
  "on a slow network the parent is told that it waits",
  { viewport: PHONE, map: false, hash: "#who=parent" },
  async (page) => {
    await page.locator("#level").waitFor();
    const release = await hold(page, "**/v1/schools?*");
    await goTo(page, hash());
    await page.getByText("masih menunggu").waitFor();
    await holdToAxe(page, "waiting");
    release();
    await sheetOf(page, LEVEL);
  },
);

inBrowser(
  "without WebGL a home leads to its schools as text",
  { viewport: PHONE, map: false },
  async (page) => {
    await page.locator(".page-failure", { hasText: "WebGL" }).waitFor();
    await WAYS.touch(page);
    await sheetOf(page, LEVEL);
    await saysTheSchools(page, schools);
    await holdToAxe(page, "without WebGL");
    await shoot(page, "parent-no-webgl");
  },
);

inBrowser("another person starts anew at the same place", { tiles: false }, async (page) => {
  await goTo(page, hash("&compare=1,2"));
  await sheetOf(page, LEVEL);
  await page.locator('[data-who="resident"]').click();
  await page.locator(".finding").first().waitFor();
  assert.equal(page.url().includes("level="), false);
  assert.ok(page.url().includes(`at=${home.lon},${home.lat}`));
  assert.deepEqual(await featuresOf(page, "parent-zone"), [], "nothing of the parent's is left");
  assert.equal(await page.locator("#level").count(), 0);
  await page.goBack();
  await sheetOf(page, LEVEL);
});

for (const viewport of [WIDE, PHONE]) {
  const options = { tiles: false, viewport, hash: "#who=parent" };
  inBrowser(`axe finds nothing at ${viewport.width} px`, options, async (page) => {
    await page.locator("#level").waitFor();
    await holdToAxe(page, "start");
    await goTo(page, hash());
    await sheetOf(page, LEVEL);
    await holdToAxe(page, "schools");
    await holdToFingers(page, "#desk");
    await holdToFingers(page, "#card");
    await holdToWindow(page, "schools");
    await drawn(page);
    await shoot(page, `parent-${viewport.width}-day`);
    const day = await lineColor(page, "parent-way");
    await byNight(page);
    await page.waitForFunction(
      (color) => window.wareng.map.getPaintProperty("parent-way", "line-color") !== color,
      day,
    );
    await holdToAxe(page, "schools by night");
    await drawn(page);
    await shoot(page, `parent-${viewport.width}-night`);
  });
}
