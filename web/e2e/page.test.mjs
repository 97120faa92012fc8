// The page in a real browser, against a running server: WARENG_URL=http://… npm run e2e

import assert from "node:assert/strict";
import {
  byNight,
  cardState,
  fileBrowser,
  findPlace,
  getJson,
  goTo,
  holdToAxe,
  holdToWindow,
  PHONE,
  serverUrl,
  shoot,
} from "./browser.mjs";
import { catalog, hazards, place } from "./city.mjs";
import {
  clickMiddle,
  colors,
  drawn,
  lookAt,
  lookOver,
  middle,
  painted,
  tapMiddle,
} from "./map.mjs";
import { hold, refuse } from "./network.mjs";

const inBrowser = fileBrowser();

/** The page that a link to a place opens. */
const at = ({ lon, lat }) => `at=${lon},${lat}`;

inBrowser("every hazard layer is painted", {}, async (page) => {
  await shoot(page, "desktop");
  for (const { id, bounds } of hazards) {
    await page.locator(`input[data-layer="${id}"]`).check();
    await lookOver(page, bounds);
    assert.ok((await painted(page, id)) > 0, `${id} has nothing on the map`);
    assert.ok((await colors(page)) > 8, "the map is a blank");
  }
});

inBrowser("every layer has a switch, every class a legend", { map: false }, async (page) => {
  for (const layer of catalog.layers) {
    const item = page.locator(`.layer[data-layer="${layer.id}"]`);
    assert.equal(await item.getAttribute("data-status"), layer.status);
    assert.equal(
      await item.locator(".legend [data-class]").count(),
      layer.status === "served" ? (layer.classes ?? []).length : 0,
    );
    for (const problem of layer.problems ?? []) {
      assert.ok((await item.textContent()).includes(problem));
    }
  }
  assert.equal(await page.locator('#panel .legend [data-class="unmapped"]').count(), 1);
});

inBrowser("a click asks and the card answers", { tiles: false }, async (page) => {
  await lookAt(page, place);
  await clickMiddle(page);
  await cardState(page, "answer");
  const first = page.locator(".finding").first();
  assert.equal(await first.getAttribute("data-status"), "mapped", "the gravest comes first");
  const finding = page.locator(`.finding[data-layer="${hazards[0].id}"]`);
  const classes = hazards[0].classes.map((one) => one.label.id);
  const label = (await finding.locator(".class-label").textContent()).split(" (")[0];
  assert.ok(classes.includes(label), `the label ${label} is not one of ${classes}`);
  assert.match(page.url(), /#.*at=/, "the place is in the hash");
  assert.equal(new URL(page.url()).search, "", "the place is not in the query");
  await shoot(page, "card");
  await page.locator(".sources summary").click();
  await page.locator(".sources .provenance").first().waitFor();
  await shoot(page, "card-sources");
});

inBrowser("none and unmapped are told apart", { map: false }, async (page) => {
  for (const status of ["none", "unmapped"]) {
    const other = await findPlace(catalog.city.area, (answer) =>
      answer.findings.some((one) => one.status === status),
    );
    if (!other) continue;
    await goTo(page, `#${at(other)}`);
    const finding = page.locator(`.finding[data-status="${status}"]`).first();
    await finding.waitFor();
    assert.match(
      await finding.textContent(),
      status === "none" ? /wilayah yang dipetakan/ : /bukan berarti aman/,
    );
    await shoot(page, `card-${status}`);
  }
});

inBrowser("a layer switched off is hidden, and stays so in the link", {}, async (page) => {
  const [{ id, bounds }] = hazards;
  await lookOver(page, bounds);
  const input = page.locator(`input[data-layer="${id}"]`);
  await input.check();
  await input.uncheck();
  await drawn(page);
  assert.equal(await painted(page, id), 0);
  await page.reload();
  await page.waitForSelector('body[data-state="ready"]');
  assert.equal(await input.isChecked(), false);
  assert.equal(await painted(page, id), 0);
  await input.check();
  await drawn(page);
  assert.ok((await painted(page, id)) > 0);
});

inBrowser(
  "a link opens its place, and the back button returns to it",
  { tiles: false },
  async (page) => {
    await page.goto("about:blank");
    await page.goto(`${serverUrl()}/#${at(place)}`);
    await cardState(page, "answer");
    await page.waitForSelector('body[data-state="ready"]');
    const first = await page.locator(".card-small").textContent();
    const { x, y } = await middle(page);
    await page.mouse.click(x - 120, y + 90);
    const changed = (text) => document.querySelector(".card-small")?.textContent !== text;
    await page.waitForFunction(changed, first);
    await cardState(page, "answer");
    await page.goBack();
    await page.waitForFunction(
      (text) => !(document.querySelector(".card-small")?.textContent !== text),
      first,
    );
    assert.ok(page.url().includes(at(place)));
  },
);

inBrowser("the language switch changes the page and the answer", { map: false }, async (page) => {
  assert.equal(await page.locator("html").getAttribute("lang"), "id");
  await goTo(page, `#${at(place)}`);
  await cardState(page, "answer");
  await page.locator('[data-lang="en"]').click();
  await page.waitForSelector('html[lang="en"]');
  const layer = catalog.layers.find((one) => one.id === hazards[0].id);
  await page
    .locator(`.finding[data-layer="${layer.id}"] h3`, { hasText: layer.title.en })
    .waitFor();
  assert.ok((await page.locator("#panel").textContent()).includes(layer.title.en));
  assert.match(page.url(), /lang=en/);
  const notice = page.locator("#notice");
  if (catalog.city.notice)
    assert.equal(await notice.locator("p").textContent(), catalog.city.notice.en);
  else assert.equal(await notice.isVisible(), false);
  await shoot(page, "english");
});

inBrowser("the card begins with what the map is about", { map: false }, async (page) => {
  await goTo(page, `#map=sekolah&${at(place)}`);
  await cardState(page, "answer");
  const { zones } = await getJson(`/v1/at?lon=${place.lon}&lat=${place.lat}`);
  const first = await page.locator(".card-body > *").first().getAttribute("class");
  assert.equal(first, zones.length ? "block" : "summary");
});

for (const [locale, hash, lang] of [
  ["en-GB", "", "en"],
  ["en-GB", "#lang=id", "id"],
  ["nl-NL", "", "id"],
]) {
  inBrowser(`${locale} ${hash} starts in ${lang}`, { locale, hash, map: false }, async (page) => {
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
  });
}

/** Opens the page on a catalogue that is made of the server's. */
function withCatalog(name, change, run) {
  inBrowser(name, { ready: false, map: false }, async (page) => {
    await page.route("**/v1/layers", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });
    await page.goto(`${serverUrl()}/`);
    await page.waitForSelector('body[data-state="failed"]');
    await run(page);
  });
}

withCatalog(
  "a city without hazard layers is not promised any",
  (from) => ({ ...from, layers: from.layers.filter((one) => one.kind !== "hazard") }),
  async (page) => {
    await page.route("**/v1/at?*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), findings: [] } });
    });
    assert.doesNotMatch(await page.title(), /bahaya/i);
    assert.doesNotMatch(await page.locator(".hint").textContent(), /bahaya/i);
    assert.doesNotMatch(await page.locator(".choice").textContent(), /bahaya/i);
    await goTo(page, `#${at(place)}`);
    await cardState(page, "answer");
    const said = await page.locator("#card .summary").textContent();
    assert.equal(said, "Tidak ada lapisan bahaya di peta ini.");
    assert.match(await page.locator("#card h2 .code").textContent(), /\d/);
    await shoot(page, "no-hazards");
  },
);

const PROBLEM = "banjir.geojson: feature 3: <b>ring</b> is open";

withCatalog(
  "a refused layer is said in plain words, the reasons are for the operator",
  (from) => ({
    ...from,
    layers: from.layers.map((one) =>
      one.id === hazards[0].id
        ? { status: "refused", id: one.id, kind: one.kind, title: one.title, problems: [PROBLEM] }
        : one,
    ),
  }),
  async (page) => {
    const item = page.locator(`[data-group="hazard"] .layer[data-layer="${hazards[0].id}"]`);
    assert.ok((await item.textContent()).includes(hazards[0].title.id));
    assert.match(await item.textContent(), /sedang bermasalah dan tidak dipakai/);
    assert.equal(await item.locator("li", { hasText: PROBLEM }).isVisible(), false);
    await item.locator("summary").click();
    assert.equal(await item.locator("li").textContent(), PROBLEM, "the reason is shown as text");
    const alarm = await page.locator("#notice .alarm").textContent();
    assert.ok(alarm.includes(hazards[0].title.id) && alarm.includes("bukan berarti aman"), alarm);
    await shoot(page, "refused");
  },
);

const TITLE = { id: "Rumah pompa", en: "Pump houses" };
const REFUSED = [
  { kind: "school", title: TITLE },
  { kind: "facility", title: TITLE },
  { kind: "school", title: null },
  { kind: null, title: null },
  {},
].map((one, i) => ({ status: "refused", id: `pompa-${i}`, problems: [], ...one }));

withCatalog(
  "a refused layer stands in its group with its title, or under others by its name",
  (from) => ({ ...from, layers: [...from.layers, ...REFUSED] }),
  async (page) => {
    const groups = ["school", "facility", "school", "other", "other"];
    const names = [TITLE.id, TITLE.id, "pompa-2", "pompa-3", "pompa-4"];
    for (const [i, { id }] of REFUSED.entries()) {
      const item = page.locator(`[data-group="${groups[i]}"] .layer[data-layer="${id}"]`);
      assert.equal(await item.locator(".layer-title").textContent(), names[i]);
    }
  },
);

inBrowser("the keyboard alone asks, reads and closes", { tiles: false }, async (page) => {
  await lookAt(page, place);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
  await page.keyboard.press("Enter");
  const onMap = () => document.activeElement.classList.contains("maplibregl-canvas");
  assert.ok(await page.evaluate(onMap), "the skip link leads to the map");
  await page.waitForFunction(
    () => Number(getComputedStyle(document.querySelector(".crosshair")).opacity) === 1,
  );
  await shoot(page, "keyboard-focus");
  await page.keyboard.press("Enter");
  await cardState(page, "answer");
  assert.equal(await page.evaluate(() => document.activeElement.id), "card-title");
  assert.equal(await page.locator("#card").getAttribute("role"), "dialog");
  assert.notEqual(await page.locator("#status").textContent(), "");
  await shoot(page, "keyboard-card");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#card[hidden]", { state: "attached" });
  assert.ok(await page.evaluate(onMap), "the focus returns to the map");
});

inBrowser("a phone has a drawer and a sheet", { tiles: false, viewport: PHONE }, async (page) => {
  await shoot(page, "phone");
  await lookAt(page, place);
  await tapMiddle(page);
  await cardState(page, "answer");
  const sheet = await page.locator("#card").boundingBox();
  assert.equal(sheet.width, PHONE.width);
  assert.ok(Math.abs(sheet.y + sheet.height - PHONE.height) < 1, "the sheet stands on the bottom");
  const pin = await page.locator(".pin").boundingBox();
  assert.ok(pin.y + pin.height <= sheet.y, "the pin is not under the sheet");
  await drawn(page);
  await shoot(page, "phone-card");
  await page.keyboard.press("Escape");
  await page.locator(".drawer-button").click();
  await page.waitForSelector('body[data-drawer="open"]');
  await page.locator(`input[data-layer="${hazards[0].id}"]`).waitFor();
  await page.waitForFunction(
    () => document.querySelector("#panel").getBoundingClientRect().left === 0,
  );
  await shoot(page, "phone-drawer");
  await page.keyboard.press("Escape");
  await page.waitForSelector('body[data-drawer="closed"]');
  await page.locator(".drawer-button").click();
  await page.waitForSelector('body[data-drawer="open"]');
  await page.touchscreen.tap(PHONE.width - 10, PHONE.height / 2);
  await page.waitForSelector('body[data-drawer="closed"]');
  await holdToWindow(page);
});

inBrowser(
  "loading, a problem and no network each have their face",
  { map: false, faults: true },
  async (page) => {
    const release = await hold(page, "**/v1/at?*");
    await goTo(page, `#${at(place)}`);
    await cardState(page, "loading");
    await shoot(page, "card-loading");
    await page.unroute("**/v1/at?*");
    release();
    await cardState(page, "answer");

    await refuse(page, "**/v1/at?*", { status: 400, detail: "<b>lon</b> harus angka" });
    await goTo(page, `#${at({ ...place, lon: place.lon + 0.001 })}`);
    await cardState(page, "problem");
    const text = await page.locator(".failure").textContent();
    assert.equal(text, "<b>lon</b> harus angka", "the detail is shown as text");
    await shoot(page, "card-problem");

    await page.route("**/v1/at?*", (route) => route.abort());
    await goTo(page, `#${at({ ...place, lon: place.lon + 0.002 })}`);
    await cardState(page, "offline");
    await shoot(page, "card-offline");

    await page.unroute("**/v1/at?*");
    await page.locator("#card .button").click();
    await cardState(page, "answer");
  },
);

inBrowser(
  "a busy server is waited for: by the page, and by a map that is chosen",
  { tiles: false, ready: false, faults: true },
  async (page) => {
    await refuse(page, "**/v1/layers", { status: 503, after_s: 1 });
    await refuse(page, "**/styles/*-siang", { status: 503, after_s: 1 });
    await page.goto(`${serverUrl()}/`);
    await page.locator(".page-failure", { hasText: "sedang sibuk" }).waitFor();
    await holdToAxe(page, "busy");
    await page.waitForSelector('body[data-state="ready"]');
    assert.equal(await page.locator(".page-failure").count(), 0);
    await page.locator(".elsewhere .link-button").first().waitFor();
    await refuse(page, "**/styles/bahaya-malam", { status: 503, after_s: 1 });
    await page.locator('input[name="night"][value="1"]').click();
    await page.locator(".choice-failure", { hasText: "sedang sibuk" }).waitFor();
    assert.equal(await page.locator('input[name="night"][value="1"]').isChecked(), true);
    await page.waitForSelector('body[data-look="bahaya-malam"]');
    assert.equal(await page.locator(".choice-failure").count(), 0);
  },
);

inBrowser("a newer question silences the older one", { map: false }, async (page) => {
  const release = await hold(page, `**/v1/at?lon=${place.lon}&*`);
  await goTo(page, `#${at(place)}`);
  await cardState(page, "loading");
  const other = { ...place, lon: Number((place.lon + 0.01).toFixed(6)) };
  await goTo(page, `#${at(other)}`);
  await cardState(page, "answer");
  const where = page.locator("#card .card-small");
  const said = await where.textContent();
  release();
  await page.waitForLoadState("networkidle");
  assert.equal(await where.textContent(), said);
});

inBrowser(
  "a page that cannot load says so and can be tried again",
  { tiles: false, ready: false, faults: true },
  async (page) => {
    await page.route("**/v1/layers", (route) => route.abort());
    await page.goto(`${serverUrl()}/`);
    await page.waitForSelector('body[data-state="failed"]');
    await shoot(page, "page-failed");
    await page.locator('[data-lang="en"]').click();
    await page.locator(".page-failure", { hasText: "could not be loaded" }).waitFor();
    await holdToAxe(page, "failed");
    await page.unroute("**/v1/layers");
    await page.locator(".page-failure .button").click();
    await page.waitForSelector('body[data-state="ready"]');
  },
);

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "phone" : "desktop";
  inBrowser(`axe finds nothing on the ${where}`, { tiles: false, viewport }, async (page) => {
    await holdToAxe(page, "page");
    await goTo(page, `#${at(place)}`);
    await cardState(page, "answer");
    await byNight(page);
    await holdToAxe(page, "card by night");
    if (!viewport) return;
    await page.keyboard.press("Escape");
    await page.locator(".drawer-button").click();
    await holdToAxe(page, "drawer by night");
  });
}
