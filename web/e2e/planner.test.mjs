// The planner's task in a real browser, start to end: units, the table, the figure on the map, two
// maps, what is taken along.

import assert from "node:assert/strict";
import {
  byDay,
  byNight,
  cardState,
  fileBrowser,
  goTo,
  holdToAxe,
  holdToFingers,
  holdToWindow,
  PHONE,
  printed,
  shoot,
  WIDE,
} from "./browser.mjs";
import { drawn } from "./map.mjs";
import { hold, refuse } from "./network.mjs";
import {
  answered,
  city,
  digits,
  downloaded,
  exposure,
  level,
  peopleIn,
  peopleInTable,
} from "./planner.mjs";

const inBrowser = fileBrowser();

inBrowser(
  "all units are told, ranked and coloured",
  { viewport: WIDE, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    assert.deepEqual(await peopleInTable(page), peopleIn(exposure.whole));
    const [hazard] = Object.keys(exposure.whole.hazards);
    const worst = [...exposure.units].sort(
      (a, b) =>
        b.hazards[hazard][0].people - a.hazards[hazard][0].people || (a.code < b.code ? -1 : 1),
    );
    const codes = await page
      .locator(".ranked li")
      .evaluateAll((all) => all.map((one) => one.dataset.code));
    assert.deepEqual(
      codes,
      worst.map(({ code }) => code),
    );
    await page.waitForFunction(
      () => window.wareng.map.queryRenderedFeatures({ layers: ["planner-units"] }).length > 3,
    );
    await page.selectOption("#planner-measure", "share");
    await page.waitForFunction(() => location.hash.includes("share"));
    assert.match(await page.locator(".ranked-value").first().textContent(), /%/);
    await page.selectOption("#planner-level", city.levels[1].id);
    await page.waitForFunction(() => document.querySelectorAll(".ranked li").length < 30);
  },
);

inBrowser(
  "units that are chosen are added up, by list and by click",
  { viewport: WIDE, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    const row = page.locator(".ranked li").first();
    const first = await row.getAttribute("data-code");
    await row.locator("input").check();
    await page.waitForFunction((code) => location.hash.includes(`units=${code}`), first);
    const unit = exposure.units.find(({ code }) => code === first);
    assert.deepEqual(await peopleInTable(page), peopleIn(unit));
    await drawn(page);
    const at = await page.evaluate((chosen) => {
      const { map } = window.wareng;
      const { width, height } = map.getCanvas().getBoundingClientRect();
      for (let x = 120; x < width / 2; x += 20)
        for (let y = height * 0.4; y < height - 100; y += 20) {
          const [one] = map.queryRenderedFeatures([x, y], { layers: ["planner-units"] });
          if (one && one.properties.kode !== chosen) return { x, y, code: one.properties.kode };
        }
      return null;
    }, first);
    const box = await page.locator("#map").boundingBox();
    await page.mouse.click(box.x + at.x, box.y + at.y);
    await page.waitForFunction((code) => location.hash.includes(code), at.code);
    const other = exposure.units.find(({ code }) => code === at.code);
    const both = peopleIn(unit).map((people, i) => people + peopleIn(other)[i]);
    assert.deepEqual(await peopleInTable(page), both);
    await shoot(page, "planner-chosen");
    await page.locator('[data-focus="clear"]').click();
    await page.waitForFunction(() => !location.hash.includes("units="));
    assert.deepEqual(await peopleInTable(page), peopleIn(exposure.whole));
  },
);

/** The server's answer, had it a unit whose people are too few to be published. */
async function hidePeopleOf(page, code) {
  const gone = (figures) => ({ ...figures, people: 0 });
  const hides = (unit) => ({
    ...gone(unit),
    hidden: ["people"],
    hazards: Object.fromEntries(
      Object.entries(unit.hazards).map(([hazard, rows]) => [hazard, rows.map(gone)]),
    ),
  });
  await page.route("**/v1/exposure?*", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const units = json.units.map((unit) => (unit.code === code ? hides(unit) : unit));
    const whole = { ...json.whole, hidden: ["people"] };
    await route.fulfill({ response, json: { ...json, whole, units } });
  });
}

inBrowser(
  "a count that is not published is not told as nobody",
  { viewport: WIDE },
  async (page) => {
    const { code } = exposure.units[0];
    await hidePeopleOf(page, code);
    await goTo(page, "#who=planner&figure=.any.people&all=1");
    await answered(page);
    assert.match(await page.locator("#card .card-line").first().textContent(), /sekurangnya/);
    const row = page.locator(`.ranked li[data-code="${code}"]`);
    assert.equal(await row.locator(".ranked-value").textContent(), "tidak diumumkan");
    await page.waitForFunction(
      () => window.wareng.map.queryRenderedFeatures({ layers: ["planner-untold"] }).length > 0,
    );
    assert.match(await page.locator(".planner-key").textContent(), /tidak diumumkan/);
    await row.locator("input").check();
    const whole = page.locator(".figures-table .whole td");
    await page.waitForFunction(
      () => document.querySelector(".figures-table .whole td").textContent === "tidak diumumkan",
    );
    assert.match((await whole.allTextContents()).join(), /ha/, "the area is told all the same");
    await holdToAxe(page, "not published");
    await shoot(page, "planner-untold");
    const csv = await downloaded(page, "csv");
    assert.match(csv.split("\r\n")[0], /,hidden,note$/);
    for (const line of csv.split("\r\n").slice(1, -1)) assert.match(line, /,people,/);
  },
);

inBrowser(
  "the list is filtered while one types",
  { viewport: PHONE, map: false, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    const { name } = exposure.units[5];
    await page.locator(".card-size").tap();
    await page.locator("#planner-find").fill(name);
    const shown = page.locator(".ranked li:not([hidden])");
    const names = await shown.evaluateAll((all) => all.map((one) => one.dataset.name));
    assert.ok(names.length >= 1 && names.every((one) => one.includes(name.toLowerCase())));
    assert.equal(await page.evaluate(() => document.activeElement.id), "planner-find");
    await page.reload();
    await answered(page);
    assert.equal(await page.locator("#planner-find").inputValue(), name, "the link has the filter");
  },
);

inBrowser(
  "the columns are chosen, and the link has them",
  { map: false, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    const [layer] = Object.keys(exposure.whole.facilities);
    await page.selectOption("#planner-columns", layer);
    await page.waitForFunction((id) => location.hash.includes(`columns=${id}`), layer);
    const count = await page.locator(".figures-table .whole td").first().textContent();
    assert.equal(digits(count), exposure.whole.facilities[layer].count);
  },
);

for (const viewport of [WIDE, PHONE]) {
  inBrowser(
    `two hazards stand beside each other at ${viewport.width} px`,
    { viewport, tiles: false, hash: "#who=planner" },
    async (page) => {
      await answered(page);
      const [, second] = Object.keys(exposure.whole.hazards);
      await page.selectOption("#planner-beside", second);
      await page.locator(".planner-twin canvas").waitFor();
      await page.evaluate(() => window.wareng.map.jumpTo({ zoom: 12 }));
      await drawn(page);
      assert.match(page.url(), new RegExp(`beside=${second}`));
      const boxes = await page
        .locator("#map, .planner-twin")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      assert.ok(
        boxes.every((height) => height > 100),
        `${boxes}`,
      );
      const shared = page.locator(".planner-twin .planner-title", { hasText: "Warna sama" });
      await shared.waitFor();
      assert.equal(
        await page.locator(".map-legend").isVisible(),
        false,
        "beside the planner's key",
      );
      await holdToAxe(page, "two maps");
      await shoot(page, `planner-beside-${viewport.width}`);
      await page.selectOption("#planner-shows", "hazards");
      const marks = page.locator(".planner-title:has([data-class] .pattern)");
      await marks.nth(1).waitFor(); // Each map has its classes.
      await drawn(page);
      await holdToAxe(page, "two maps of hazards");
      await shoot(page, `planner-beside-hazards-${viewport.width}`);
      await page.selectOption("#planner-beside", "-");
      await page.waitForFunction(() => !document.querySelector(".planner-twin"));
    },
  );
}

inBrowser(
  "tables and areas are taken along, with the notice",
  { map: false, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    const csv = await downloaded(page, "csv");
    const [hazard] = Object.keys(exposure.whole.hazards);
    const [row] = exposure.units[0].hazards[hazard];
    const line = csv
      .split("\r\n")
      .find(
        (one) =>
          one.includes(`${exposure.units[0].code},`) &&
          one.includes(`,${hazard},mapped,${row.class}`),
      );
    assert.ok(line.includes(`,${row.people},`), line);
    assert.ok(line.includes(exposure.spread.note));
    assert.equal(
      csv.split(exposure.notice).length,
      csv.trimEnd().split("\r\n").length,
      "in every row",
    );
    const geojson = JSON.parse(await downloaded(page, "geojson"));
    assert.equal(geojson.features.length, exposure.units.length);
    assert.ok(geojson.note.includes(exposure.notice));
    const unit = geojson.features.find(({ id }) => id === exposure.units[0].code);
    assert.equal(unit.properties[`${hazard}.${row.class}.people`], row.people);
    assert.match(unit.geometry.type, /Polygon/);
  },
);

inBrowser("the addresses for QGIS answer", { map: false, hash: "#who=planner" }, async (page) => {
  await answered(page);
  await page.locator(".qgis summary").click();
  for (const address of await page.locator(".qgis code").allTextContents()) {
    const url = address.replace("{z}/{x}/{y}", "11/1652/1063");
    assert.ok((await fetch(url)).ok, address);
  }
});

/** How light the middle of the map on paper is, 0 to 255, and what the page around it says. */
const readPaper = () => {
  const picture = document.querySelector(".paper canvas");
  const { data } = picture.getContext("2d").getImageData(0, 0, picture.width, picture.height);
  let light = 0;
  for (let i = 0; i < data.length; i += 4) light += (data[i] + data[i + 1] + data[i + 2]) / 3;
  return {
    light: light / (data.length / 4),
    colors: new Set(new Uint32Array(data.buffer)).size,
    text: document.querySelector(".paper").textContent,
    legend: document.querySelectorAll(".paper .legend li").length,
    flavor: document.documentElement.dataset.flavor,
    look: document.body.dataset.look,
  };
};

inBrowser(
  "a page of A4 has map, key, table and notice, by day's colours also at night",
  { viewport: WIDE, hash: "#who=planner&night=1" },
  async (page) => {
    await answered(page);
    const key = page.locator('[data-focus="print"]');
    const { light, colors, text, legend, flavor, look } = await printed(
      page,
      () => key.click(),
      readPaper,
    );
    assert.deepEqual([flavor, look], ["siang", "bahaya-siang"]);
    assert.ok(light > 128, `the map on paper is dark: ${light}`);
    assert.ok(colors > 10, "the map on paper is empty");
    assert.ok(legend > 2);
    for (const said of [exposure.notice, exposure.spread.note])
      assert.ok(text.includes(said), said);
    await page.waitForSelector('html[data-flavor="malam"]');
    await page.waitForSelector('body[data-look="bahaya-malam"]');
    assert.equal(await page.locator(".paper").count(), 0);
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const pages = await page.pdf({ format: "A4" });
    assert.equal(pages.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, "one page");
  },
);

inBrowser(
  "asking again is offered where it may help",
  { map: false, hash: "#who=planner", faults: true },
  async (page) => {
    await answered(page);
    const other = city.levels[1].id;
    const ask = async (status) => {
      await page.selectOption("#planner-level", level);
      await answered(page);
      await refuse(page, `**/v1/exposure?by=${other}&*`, { status, after_s: 3, detail: "rinci" });
      await page.selectOption("#planner-level", other);
    };
    for (const [status, state, keys] of [
      [422, "problem", 0],
      [500, "problem", 1],
      [429, "busy", 1],
    ]) {
      await ask(status);
      await cardState(page, state);
      assert.equal(await page.locator("#card .button").count(), keys, `${status}`);
    }
    assert.match(await page.locator("#card .failure").textContent(), /dalam 3 detik/);
    await page.locator('#card [data-focus="retry"]').click();
    await answered(page);
  },
);

inBrowser("each picture is told in words", { map: false, hash: "#who=planner" }, async (page) => {
  await answered(page);
  const [, layer] = Object.keys(exposure.whole.facilities ?? {});
  if (layer) await page.selectOption("#planner-columns", layer); // The table says something else.
  const lines = await page.locator(".chart li").allTextContents();
  const hazards = Object.values(exposure.whole.hazards);
  assert.equal(lines.length, hazards.length);
  for (const [i, rows] of hazards.entries()) {
    const shares = lines[i].match(/[\d.,]+(?= %)/g).map((one) => Number(one.replace(",", ".")));
    const said = rows.map((row) => (row.people_share ?? row.share) * 100);
    assert.equal(shares.length, said.length, lines[i]);
    assert.ok(
      shares.every((share, n) => Math.abs(share - said[n]) < 0.06),
      `${lines[i]}: ${said}`,
    );
  }
  const [first, second] = Object.keys(exposure.whole.hazards);
  await page.selectOption("#planner-beside", second);
  const beside = page.locator(".ranked li").first().locator(".ranked-beside");
  await beside.waitFor();
  const code = await page.locator(".ranked li").first().getAttribute("data-code");
  const { hazards: told } = exposure.units.find((one) => one.code === code);
  const gravest = exposure.whole.hazards[first][0].class;
  const there = told[second].find((row) => row.class === gravest) ?? told[second][0];
  assert.equal(digits((await beside.textContent()).split(":")[1]), there.people);
});

inBrowser(
  "the server gone midway is told, and the answer comes when it is back",
  { viewport: PHONE, map: false, hash: "#who=planner", faults: true },
  async (page, { context }) => {
    await answered(page);
    await context.setOffline(true);
    await page.selectOption("#planner-level", city.levels[1].id);
    await cardState(page, "offline");
    await holdToAxe(page, "offline");
    await shoot(page, "planner-offline");
    await context.setOffline(false);
    await answered(page);
  },
);

inBrowser(
  "on a slow network the planner is told that it waits",
  { viewport: PHONE, map: false },
  async (page) => {
    const release = await hold(page, "**/v1/exposure?*");
    await goTo(page, "#who=planner");
    await page.getByText("masih menunggu").waitFor();
    await holdToAxe(page, "waiting");
    release();
    await answered(page);
    assert.deepEqual(await peopleInTable(page), peopleIn(exposure.whole));
  },
);

inBrowser(
  "without WebGL units are told, ranked and added up",
  { viewport: PHONE, map: false, hash: "#who=planner" },
  async (page) => {
    await page.locator(".page-failure", { hasText: "WebGL" }).waitFor();
    await answered(page);
    const row = page.locator(".ranked li").first();
    const first = await row.getAttribute("data-code");
    await row.locator("input").check();
    await page.waitForFunction((code) => location.hash.includes(`units=${code}`), first);
    const unit = exposure.units.find(({ code }) => code === first);
    assert.deepEqual(await peopleInTable(page), peopleIn(unit));
    await holdToAxe(page, "without WebGL");
    await shoot(page, "planner-no-webgl");
  },
);

inBrowser(
  "nothing of the planner's is left for another person",
  { tiles: false, hash: "#who=planner" },
  async (page) => {
    await answered(page);
    await page.locator(".map-legend[hidden]").waitFor({ state: "attached" });
    await page.locator('[data-who="resident"]').click();
    await page.waitForFunction(() => !document.querySelector(".planner-key"));
    assert.equal(
      await page.evaluate(() => Boolean(window.wareng.map.getLayer("planner-units"))),
      false,
    );
    await page.goBack();
    await answered(page);
  },
);

for (const viewport of [WIDE, PHONE]) {
  const options = { viewport, tiles: false, hash: "#who=planner" };
  inBrowser(`axe finds nothing at ${viewport.width} px`, options, async (page) => {
    await answered(page);
    await holdToAxe(page, "units");
    await holdToFingers(page, "#desk");
    await page.locator('[data-focus="all"]').click();
    await page.locator(".ranked li").last().waitFor();
    await holdToWindow(page, "all units");
    await drawn(page);
    await shoot(page, `planner-${viewport.width}-day`);
    await byNight(page);
    await holdToAxe(page, "units by night");
    await drawn(page);
    await shoot(page, `planner-${viewport.width}-night`);
    await page.locator('[data-focus="draw"]').click();
    await holdToAxe(page, "drawing by night");
    await page.locator('[data-focus="upload"]').click();
    await holdToAxe(page, "uploading by night");
    await byDay(page);
    await holdToAxe(page, "uploading");
  });
}
