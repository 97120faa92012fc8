// The responder's task in a real browser, start to end: a place, its position to read out, what
// is around, whom to call, how far; and what it cost.

import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { before } from "node:test";
import {
  byDay,
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
  serverUrl,
  shoot,
  tabTo,
  WIDE,
} from "./browser.mjs";
import { clickMiddle, drawn, featuresOf, moveTo, tapMiddle } from "./map.mjs";
import { hold } from "./network.mjs";

const inBrowser = fileBrowser();

/** A place with hazards and facilities. */
let place;

before(async () => {
  const { city } = await getJson("/v1/layers");
  const mapped = (answer) => answer.findings.some((one) => one.status === "mapped");
  place = await findPlace(city.area, mapped);
  assert.ok(place, "no place with a hazard was found");
  const { nearest } = await around();
  assert.ok(nearest.length >= 2, "too few kinds of facilities to choose from");
});

const around = (radius = 1000, lang = "id", { lon, lat } = place) =>
  getJson(`/v1/around?lon=${lon}&lat=${lat}&radius_m=${radius}&lang=${lang}`);

const hash = (more = "") => `#who=responder&at=${place.lon},${place.lat}${more}`;

const tool = (page, name) => page.locator(`[data-focus="${name}"]`);

const on = (page, source) => featuresOf(page, `responder-${source}`);

const digits = (text) => Number(text.replace(/\D/g, ""));

/** How each presses a key, and asks about the middle of the map. */
const HANDS = {
  mouse: {
    who: (page) => page.locator('[data-who="responder"]').click(),
    press: (page, name) => tool(page, name).click(),
    ask: clickMiddle,
  },
  touch: {
    who: (page) => page.locator('[data-who="responder"]').tap(),
    press: (page, name) => tool(page, name).tap(),
    ask: tapMiddle,
  },
  keyboard: {
    who: (page) => enter(page, '[data-who="responder"]'),
    press: (page, name) => enter(page, `[data-focus="${name}"]`),
    ask: (page) => enter(page, ".maplibregl-canvas"),
  },
};

async function enter(page, selector) {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
}

byEveryHand(
  inBrowser,
  "a place, whom to call and how far",
  async (page, { by, viewport, lang }) => {
    const hands = HANDS[by];
    await hands.who(page);
    await tool(page, "measure").waitFor();
    await moveTo(page, place, 16);
    await hands.ask(page);
    await cardState(page, "answer");
    const at = askedPlace(page);
    await saysThePosition(page, at);
    await saysWhatIsAround(page, await around(1000, lang, at));
    await hands.press(page, "radius-2000");
    await page.waitForFunction(() => location.hash.includes("radius=2000"));
    await cardState(page, "answer");
    const answer = await around(2000, lang, at);
    await saysWhatIsAround(page, answer);
    const [first, second] = answer.nearest;
    await hands.press(page, `show-${second.kind}`);
    await page.waitForFunction(() => location.hash.includes("to="));
    await drawsTheWays(page, at, answer.nearest, second);
    await shoot(page, `responder-${by}-${viewport.width}-${lang}`);
    await hands.press(page, `kind-${first.kind}`);
    await page.waitForFunction(() => location.hash.includes("kinds="));
    await saysWhatIsAround(page, { ...answer, nearest: answer.nearest.slice(1) });
    const picture = `responder-measure-${by}-${viewport.width}-${lang}`;
    await measures(page, hands, at, second, picture);
  },
);

function askedPlace(page) {
  const [, lon, lat] = /at=([\d.-]+),([\d.-]+)/.exec(page.url());
  return { lon: Number(lon), lat: Number(lat) };
}

/** Four ways to read it out; the server, which reads plus codes, finds the same place. */
async function saysThePosition(page, { lon, lat }) {
  const rows = page.locator(".readout [data-form]");
  const forms = await rows.evaluateAll((all) => all.map((one) => one.dataset.form));
  assert.deepEqual(forms, ["decimal", "dms", "utm", "plus"]);
  const reading = (form) => page.locator(`[data-form="${form}"] .reading`).textContent();
  const [south, east] = (await reading("decimal")).match(/\d+[.,]\d+/g);
  assert.equal(Number(south.replace(",", ".")), Number(Math.abs(lat).toFixed(5)));
  assert.equal(Number(east.replace(",", ".")), Number(lon.toFixed(5)));
  const [degrees, minutes, seconds] = (await reading("dms")).match(/[\d.,]+/g);
  const read = Number(degrees) + Number(minutes) / 60 + Number(seconds.replace(",", ".")) / 3600;
  assert.ok(Math.abs(read - Math.abs(lat)) < 0.05 / 3600 + 1e-9, `${read} for ${lat}`);
  assert.match(await reading("utm"), /^(Zona|Zone) 49 (selatan|south) \d{3}\s\d{3} m[TE] \d/);
  const code = (await reading("plus")).replaceAll(" ", "");
  const { features } = await getJson(`/v1/search?q=${encodeURIComponent(code)}`);
  const [x, y] = features[0].geometry.coordinates;
  const cell = 1 / 8000;
  assert.ok(Math.abs(x - lon) <= cell && Math.abs(y - lat) <= cell, `${code} is at ${x}, ${y}`);
}

async function saysWhatIsAround(page, answer) {
  const { hazards, people, nearest, units } = answer;
  const card = await page.locator("#card").textContent();
  assert.ok(card.includes(units[0].name), units[0].name);
  for (const { layer, status, label = "" } of hazards) {
    const line = page.locator(`.hazard-lines [data-layer="${layer}"]`);
    assert.equal(await line.getAttribute("data-status"), status);
    assert.ok((await line.textContent()).includes(label), label);
  }
  const told = await page.locator(".people strong").textContent();
  assert.equal(digits(told.split(":")[1]), people.count);
  const items = page.locator(".facility");
  const kinds = await items.evaluateAll((all) => all.map((one) => one.dataset.kind));
  assert.deepEqual(
    kinds,
    nearest.map((one) => one.kind),
  );
  for (const { kind, name, phone, capacity, bearing } of nearest) {
    const item = page.locator(`.facility[data-kind="${kind}"]`);
    const text = await item.textContent();
    const compass = `${Math.round(bearing) % 360}`.padStart(3, "0");
    for (const said of [name, phone, `, ${compass}°`])
      assert.ok(!said || text.includes(said), said);
    if (capacity) assert.ok(text.replace(/[.,](?=\d{3})/g, "").includes(`${capacity}`), text);
    const links = await item.locator("a.call").evaluateAll((all) => all.map((one) => one.href));
    assert.deepEqual(links, phone ? [`tel:${phone.replace(/[^\d+]/g, "")}`] : []);
  }
}

/** A circle of the radius, and a line to each facility, one of them strong. */
async function drawsTheWays(page, at, nearest, chosen) {
  const [circle] = await on(page, "radius");
  assert.equal(circle.geometry.type, "Polygon");
  const lines = (await on(page, "ways")).filter((one) => one.geometry.type === "LineString");
  assert.deepEqual(
    lines.map((one) => [one.geometry.coordinates, one.properties.shown]),
    nearest.map(({ kind, at: end }) => [[[at.lon, at.lat], end], kind === chosen.kind]),
  );
  const pressed = await tool(page, `show-${chosen.kind}`).getAttribute("aria-pressed");
  assert.equal(pressed, "true");
}

/** From the place to the facility is as far as the server says; undone, it is nothing. */
async function measures(page, hands, at, { at: [lon, lat], distance_m }, picture) {
  await hands.press(page, "measure");
  await page.locator("#card").waitFor({ state: "hidden" });
  assert.deepEqual((await on(page, "path")).length, 1, "it begins at the place");
  await moveTo(page, { lon, lat }, 18);
  await hands.ask(page);
  await tool(page, "undo").waitFor();
  const told = page.locator('[data-part="measured"]');
  await page.waitForFunction(() =>
    /\d/.test(document.querySelector('[data-part="measured"]').textContent),
  );
  const metres = digits((await told.textContent()).split("m")[0]);
  assert.ok(Math.abs(metres - distance_m) <= 2, `${metres} m, the server says ${distance_m}`);
  assert.equal(await page.locator("#status").textContent(), await told.textContent());
  await moveTo(page, at, 18);
  await hands.ask(page);
  await page.waitForFunction(() => /path=([^&]+,){5}/.test(location.hash));
  const there = digits((await told.textContent()).split("m")[0]);
  assert.ok(Math.abs(there - 2 * distance_m) <= 4, `${there} m there and back`);
  await shoot(page, picture);
  await hands.press(page, "undo");
  assert.equal(digits((await told.textContent()).split("m")[0]), metres);
  await hands.press(page, "clear");
  assert.deepEqual(await on(page, "path"), []);
  const focused = await page.evaluate(() => document.activeElement.dataset.focus);
  assert.equal(focused, "measure", "the keyboard is not lost with the key");
  await hands.press(page, "measure");
  await page.waitForFunction(() => !location.hash.includes("path="));
}

inBrowser(
  "each way to write the position is copied as programs take it",
  { map: false, settings: { permissions: ["clipboard-read", "clipboard-write"] } },
  async (page) => {
    await goTo(page, hash());
    await cardState(page, "answer");
    const copied = {};
    for (const form of ["decimal", "dms", "utm", "plus"]) {
      await tool(page, `copy-${form}`).click();
      await page.locator(`[data-form="${form}"] [data-copied]`).waitFor();
      copied[form] = await page.evaluate(() => navigator.clipboard.readText());
    }
    const { lon, lat } = place;
    assert.equal(copied.decimal, `${lat.toFixed(6)}, ${lon.toFixed(6)}`);
    assert.match(copied.utm, /^UTM Zona 49 selatan \d{6} \d{7}$/);
    assert.match(copied.plus, /^[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2}$/);
    assert.match(await page.locator("#status").textContent(), /Disalin/);
  },
);

inBrowser(
  "the map follows the responder, and answers for where they are",
  {
    tiles: false,
    viewport: PHONE,
    hash: "#who=responder",
    settings: { permissions: ["geolocation"], geolocation: { longitude: 110.42, latitude: -7 } },
  },
  async (page, { context }) => {
    const at = (lon, lat) => ({ longitude: lon, latitude: lat, accuracy: 12 });
    await context.setGeolocation(at(place.lon, place.lat));
    await tool(page, "follow").tap();
    await tool(page, "here").waitFor();
    assert.match(await page.locator('[data-part="followed"]').textContent(), /±12 m/);
    const isAt = (where) =>
      page.waitForFunction(async (wanted) => {
        const { features } = await window.wareng.map.getSource("responder-self").getData();
        const dot = features.find((one) => one.geometry.type === "Point");
        return `${dot?.geometry.coordinates}` === `${wanted}`;
      }, where);
    await isAt([place.lon, place.lat]);
    const far = [place.lon + 0.02, place.lat];
    await context.setGeolocation(at(...far));
    await page.waitForFunction(
      (lon) => window.wareng.map.getBounds().contains([lon[0], lon[1]]),
      far,
    );
    await isAt(far);
    await tool(page, "here").tap();
    await cardState(page, "answer");
    assert.deepEqual(askedPlace(page), { lon: Number(far[0].toFixed(6)), lat: far[1] });
    await shoot(page, "responder-follow");
    await tool(page, "follow").tap();
    assert.deepEqual(await on(page, "self"), []);
  },
);

inBrowser(
  "a refused location is said, and the map goes on answering",
  { tiles: false, viewport: PHONE, hash: "#who=responder" },
  async (page) => {
    await tool(page, "follow").tap();
    await page.locator('[data-part="followed"]', { hasText: "Izin lokasi ditolak" }).waitFor();
    assert.equal(await tool(page, "follow").getAttribute("aria-pressed"), "false");
    await holdToAxe(page, "refused");
    await shoot(page, "responder-refused");
    await moveTo(page, place, 16);
    await tapMiddle(page);
    await cardState(page, "answer");
  },
);

inBrowser(
  "without network the position is there, and the rest once it is back",
  { viewport: PHONE, map: false, hash: "#who=responder", faults: true },
  async (page, { context }) => {
    await tool(page, "measure").waitFor();
    await context.setOffline(true);
    await goTo(page, hash());
    await cardState(page, "offline");
    await saysThePosition(page, place);
    await holdToAxe(page, "offline");
    await shoot(page, "responder-offline");
    await context.setOffline(false);
    await cardState(page, "answer");
    await saysWhatIsAround(page, await around());
    await context.setOffline(true);
    const { nearest } = await around();
    await tool(page, `kind-${nearest[0].kind}`).tap();
    await saysWhatIsAround(page, { ...(await around()), nearest: nearest.slice(1) });
  },
);

inBrowser(
  "on a slow network the position does not wait",
  { viewport: PHONE, map: false, hash: "#who=responder" },
  async (page) => {
    await tool(page, "measure").waitFor();
    const release = await hold(page, "**/v1/around?*");
    await goTo(page, hash());
    await page.getByText("masih menunggu").waitFor();
    await saysThePosition(page, place);
    await holdToAxe(page, "waiting");
    await shoot(page, "responder-slow");
    release();
    await cardState(page, "answer");
    await saysWhatIsAround(page, await around());
  },
);

/** A server's address behind which bytes are counted, as the network sees them. */
async function countingProxy() {
  const { hostname, port } = new URL(serverUrl());
  let bytes = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    server.on("data", (chunk) => {
      bytes += chunk.length;
    });
    client.pipe(server).pipe(client);
    for (const one of [client, server]) one.on("error", () => one.destroy());
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${proxy.address().port}`;
  return { url, bytes: () => bytes, close: () => proxy.close() };
}

inBrowser(
  "the page says what it has spent, to a tenth, and a place costs one request",
  { viewport: PHONE, ready: false, faults: true },
  async (page, { told: test }) => {
    const proxy = await countingProxy();
    const told = async () => Number(await page.locator(".spent").getAttribute("data-bytes"));
    const agrees = async (when) => {
      await page.waitForLoadState("networkidle");
      await drawn(page);
      const [page_, wire] = [await told(), proxy.bytes()];
      test.diagnostic(`${when}: the page says ${page_} bytes, ${wire} came`);
      assert.ok(Math.abs(page_ - wire) <= wire / 10, `${when}: ${page_} of ${wire}`);
    };
    try {
      await page.goto(`${proxy.url}/#who=responder`);
      await page.waitForSelector('body[data-state="ready"]');
      await agrees("opened");
      await moveTo(page, place, 16);
      await agrees("moved");
      const before = await told();
      const asked = [];
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        // Tiles may come too: the map moves for the place to be seen beside the sheet.
        if (pathname.startsWith("/v1/")) asked.push(pathname);
      });
      await goTo(page, hash());
      await cardState(page, "answer");
      await agrees("asked");
      assert.deepEqual(asked, ["/v1/around"]);
      assert.ok((await told()) > before);
    } finally {
      proxy.close();
    }
  },
);

inBrowser(
  "the map takes the page, gives it back, and leaves nothing to another person",
  { tiles: false, viewport: PHONE },
  async (page) => {
    await goTo(page, hash("&radius=500"));
    await cardState(page, "answer");
    const height = () => page.locator("#map").evaluate((map) => map.clientHeight);
    const before = await height();
    await tool(page, "full").tap();
    await page.waitForFunction(
      (least) => document.getElementById("map").clientHeight > least,
      before,
    );
    assert.equal(await page.locator("#bar").isVisible(), false);
    await shoot(page, "responder-full");
    await tool(page, "full").tap();
    await page.locator('[data-who="resident"]').tap();
    await page.locator(".finding").first().waitFor();
    assert.equal(page.url().includes("radius="), false);
    assert.deepEqual(await on(page, "radius"), []);
    assert.equal(await page.locator(".tools").count(), 0);
  },
);

/** What is pressed in gloves is 56 px and larger. */
async function holdToGloves(page) {
  for (const root of ["#desk", "#card", "#map"]) await holdToFingers(page, root, 56);
}

for (const viewport of [WIDE, PHONE]) {
  const options = { tiles: false, viewport, hash: "#who=responder&night=0" };
  inBrowser(`axe finds nothing at ${viewport.width} px`, options, async (page) => {
    await holdToAxe(page, "start");
    await tool(page, "night").click();
    await page.waitForSelector('html[data-flavor="malam"]');
    await goTo(page, hash("&night=1"));
    await cardState(page, "answer");
    await holdToAxe(page, "answer by night");
    await holdToGloves(page);
    await holdToWindow(page, "answer");
    await drawn(page);
    await shoot(page, `responder-${viewport.width}-night`);
    await byDay(page);
    await holdToAxe(page, "answer");
    await drawn(page);
    await shoot(page, `responder-${viewport.width}-day`);
    await page.locator(".facility").last().scrollIntoViewIfNeeded();
    await shoot(page, `responder-${viewport.width}-day-list`);
    await tool(page, "measure").click();
    await moveTo(page, { lon: place.lon + 0.004, lat: place.lat + 0.002 }, 15);
    await clickMiddle(page);
    await tool(page, "undo").waitFor();
    await holdToAxe(page, "measuring");
    await holdToGloves(page);
    await byNight(page);
    await holdToAxe(page, "measuring by night");
    await drawn(page);
    await shoot(page, `responder-${viewport.width}-night-measure`);
  });
}
