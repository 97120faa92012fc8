// The planner's task in a real browser, start to end: units, an area drawn or uploaded, the
// table, the figure on the map, two maps, what is taken along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before } from "node:test";
import {
  byDay,
  byNight,
  cardState,
  fileBrowser,
  getJson,
  holdToAxe,
  holdToFingers,
  holdToWindow,
  PHONE,
  printed,
  RUNS,
  serverUrl,
  shoot,
  tabTo,
  WIDE,
} from "./browser.mjs";
import { drawn, featuresOf, moveTo, pixel } from "./map.mjs";
import { refuse } from "./network.mjs";

const inBrowser = fileBrowser();

let city;
let level;
/** What the server says of all units of the first level. */
let exposure;

/** A square about the middle of the city's view, as the reader draws it. */
let square;

before(async () => {
  city = (await getJson("/v1/layers")).city;
  level = city.levels[0].id;
  exposure = await getJson(`/v1/exposure?by=${level}&lang=id`);
  assert.ok(exposure.units.length > 3, "too few units to test with");
  const { lon, lat } = city.view;
  const side = 0.02;
  square = [
    [lon - side, lat - side],
    [lon + side, lat - side],
    [lon + side, lat + side],
    [lon - side, lat + side],
  ];
});

const answered = (page) => page.locator("#card[data-state=answer] .figures-table").waitFor();

const polygon = (ring) => ({ type: "Polygon", coordinates: [[...ring, ring[0]]] });

async function post(body, lang = "id") {
  const response = await fetch(`${serverUrl()}/v1/exposure?lang=${lang}`, {
    method: "POST",
    headers: { "content-type": "application/geo+json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

const digits = (text) => Number(text.replace(/\D/g, ""));

/** The first column of figures: people, class by class, hazard by hazard. */
async function peopleInTable(page) {
  const cells = page.locator("tbody[data-hazard] tr[data-class] td:nth-child(2)");
  return (await cells.allTextContents()).map(digits);
}

const peopleIn = ({ hazards }) =>
  Object.values(hazards).flatMap((rows) => rows.map((row) => row.people));

const lookAtSquare = (page) => moveTo(page, city.view, 11);

/** The ring that the link has, by asking the map that draws it. */
async function drawnRing(page) {
  const features = await featuresOf(page, "planner-sketch");
  return features.find((one) => one.geometry.type === "Polygon").geometry.coordinates[0];
}

const corners = (page, count) =>
  page.locator("#desk [role=status]", { hasText: `: ${count}.` }).waitFor();

/** The ways to draw the same square, the last step of which closes it. */
const WAYS = {
  mouse: async (page) => {
    await page.locator('[data-who="planner"]').click();
    await page.locator('[data-focus="draw"]').click();
    await lookAtSquare(page);
    for (const [i, corner] of square.entries()) {
      await page.mouse.click(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.mouse.click(...(await pixel(page, square[0])));
  },
  touch: async (page) => {
    await page.locator('[data-who="planner"]').tap();
    await page.locator('[data-focus="draw"]').tap();
    await lookAtSquare(page);
    for (const [i, corner] of square.entries()) {
      await page.touchscreen.tap(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.locator('[data-focus="finish"]').tap();
  },
  keyboard: async (page) => {
    await tabTo(page, '[data-who="planner"]');
    await page.keyboard.press("Enter");
    await page.locator('[data-focus="draw"]').waitFor();
    await tabTo(page, '[data-focus="draw"]');
    await page.keyboard.press("Enter");
    await corners(page, 0);
    await cornersByKey(page, 11);
    await page.locator('[data-focus="finish"]').focus();
    await page.keyboard.press("Enter");
  },
};

async function cornersByKey(page, zoom) {
  await page.evaluate(() => window.wareng.map.getCanvas().focus());
  for (const [i, [lon, lat]] of square.entries()) {
    await moveTo(page, { lon, lat }, zoom);
    await page.keyboard.press("Enter");
    await corners(page, i + 1);
  }
}

for (const { by, viewport, lang } of RUNS) {
  const name = `an area drawn by ${by} is told, ${viewport.width} px, ${lang}`;
  inBrowser(name, { viewport, hash: `#lang=${lang}` }, async (page) => {
    await WAYS[by](page);
    await answered(page);
    const ring = await drawnRing(page);
    assert.equal(ring.length, 5);
    const said = await post({ type: "Polygon", coordinates: [ring] }, lang);
    assert.deepEqual(await peopleInTable(page), peopleIn(said.whole));
    const text = await page.locator("#card").textContent();
    assert.ok(text.includes(said.spread.note), "how people are spread");
    assert.ok(text.includes(said.notice), "the notice");
    if (by === "keyboard") {
      assert.equal(await page.evaluate(() => document.activeElement.id), "card-title");
    }
    await isAboveSheet(page, ring);
    await shoot(page, `planner-${by}-${viewport.width}-${lang}`);
    await page.reload();
    await answered(page);
    assert.deepEqual(await peopleInTable(page), peopleIn(said.whole), "the link has the area");
  });
}

/** On a phone the map shows what was drawn where the sheet leaves it. */
async function isAboveSheet(page, [[lon, south]]) {
  const sheet = await page.locator("#card").boundingBox();
  await page.waitForFunction(
    ([at, top]) => {
      const { map } = window.wareng;
      const { y } = map.getContainer().getBoundingClientRect();
      return innerWidth > 760 || map.project(at).y + y < top;
    },
    [[lon, south], sheet.y],
  );
}

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
    { viewport, hash: "#who=planner" },
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

async function downloaded(page, focus) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`[data-focus="${focus}"]`).click(),
  ]);
  return readFile(await download.path(), "utf8");
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

const upload = (page, name, text) =>
  page.setInputFiles("#planner-file", {
    name,
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });

inBrowser(
  "a file is uploaded and told",
  { map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    const collection = {
      type: "FeatureCollection",
      features: [{ type: "Feature", properties: {}, geometry: polygon(square) }],
    };
    await upload(page, "area.geojson", JSON.stringify(collection));
    await answered(page);
    assert.deepEqual(await peopleInTable(page), peopleIn((await post(polygon(square))).whole));
    const geojson = JSON.parse(await downloaded(page, "geojson"));
    assert.equal(geojson.features[0].geometry.type, "Polygon");
  },
);

inBrowser(
  "an area too large for a link is told, and a link without it says so",
  { viewport: PHONE, map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    const { lon, lat } = city.view;
    const round = Array.from({ length: 2000 }, (_, i) => {
      const turn = (i / 2000) * 2 * Math.PI;
      return [lon + 0.02 * Math.cos(turn), lat + 0.02 * Math.sin(turn)];
    });
    await upload(page, "round.geojson", JSON.stringify(polygon(round)));
    await answered(page);
    assert.match(page.url(), /task=held/);
    await page.reload();
    await page.locator("#desk .failure").waitFor();
    assert.match(await page.locator("#desk .failure").textContent(), /terlalu besar untuk tautan/);
  },
);

/** What files may be instead of areas, and what is said then. */
const FAULTS = [
  ["no GeoJSON", "<kml/>", /bukan GeoJSON/],
  ["no polygon", '{"type":"Point","coordinates":[110,-7]}', /Tidak ada poligon/],
  [
    "not in degrees",
    JSON.stringify(
      polygon([
        [430000, 9220000],
        [431000, 9220000],
        [431000, 9221000],
      ]),
    ),
    /bukan derajat/,
  ],
  ["huge", `${" ".repeat(2 * 1024 * 1024)}{}`, /lebih besar dari 2 MB/],
];

inBrowser(
  "a file that is no area is refused in plain words",
  { viewport: PHONE, map: false, hash: "#who=planner&task=upload" },
  async (page) => {
    for (const [fault, text, says] of FAULTS) {
      await upload(page, `${fault}.geojson`, text);
      await page.locator("#desk .failure", { hasText: says }).waitFor();
    }
    await holdToAxe(page, "refused");
    await shoot(page, "planner-fault");
  },
);

inBrowser(
  "a border that crosses itself is refused with the place, and may be mended",
  { viewport: WIDE, hash: "#who=planner&task=draw", faults: true },
  async (page) => {
    await lookAtSquare(page);
    const [a, b, c, d] = square;
    for (const [i, corner] of [a, c, b, d].entries()) {
      await page.mouse.click(...(await pixel(page, corner)));
      await corners(page, i + 1);
    }
    await page.locator('[data-focus="finish"]').click();
    await cardState(page, "problem");
    const { detail, at } = await post({ type: "Polygon", coordinates: [await drawnRing(page)] });
    assert.equal(await page.locator("#card .failure").textContent(), detail);
    assert.equal(await page.locator("#card .button").count(), 0, "again it would be as wrong");
    await marksTheFault(page, at);
    await holdToAxe(page, "crossing");
    await shoot(page, "planner-crossing");
    await lookAtSquare(page);
    await page.locator('[data-focus="edit"]').click();
    await page.mouse.move(...(await pixel(page, c)));
    await page.mouse.down();
    await page.mouse.move(...(await pixel(page, [c[0], c[1] + 0.03])), { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(async (north) => {
      const source = window.wareng.map.getSource("planner-sketch");
      const { features } = await source.getData();
      const [ring] = features.find((one) => one.geometry.type === "Polygon").geometry.coordinates;
      return ring.some(([, lat]) => lat > north);
    }, c[1] + 0.02);
  },
);

/** The map has a mark at the place that the server names, and shows it beside the sheet. */
async function marksTheFault(page, at) {
  const marks = (await featuresOf(page, "planner-sketch")).filter((one) => one.properties.fault);
  assert.deepEqual(
    marks.map((one) => one.geometry.coordinates),
    [at],
  );
  await page.waitForFunction(
    ([place, zoom]) => {
      const { map } = window.wareng;
      const { x } = map.project(place);
      const free = document.querySelector("#card").getBoundingClientRect().left;
      return map.getZoom() > zoom && x > 0 && x + map.getContainer().offsetLeft < free;
    },
    [at, 11],
  );
}

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
  "corners are undone, moved and dropped without a pointer",
  { hash: "#who=planner&task=draw" },
  async (page) => {
    await cornersByKey(page, 12);
    await page.keyboard.press("Backspace");
    await corners(page, 3);
    await page.keyboard.press("Enter");
    await corners(page, 4);
    await page.locator('[data-focus="finish"]').press("Enter");
    await answered(page);
    await page.locator('[data-focus="edit"]').press("Enter");
    await page.locator(".corners summary").press("Enter");
    await page.selectOption("#planner-corner", "1");
    await page.evaluate(
      (to) => window.wareng.map.jumpTo({ center: to }),
      [square[1][0] + 0.01, square[1][1]],
    );
    const before = page.url();
    await page.locator('[data-focus="move"]').press("Enter");
    await page.waitForFunction((url) => location.href !== url, before);
    const ring = await drawnRing(page);
    assert.ok(ring.some(([lon]) => Math.abs(lon - square[1][0] - 0.01) < 1e-4));
    await holdToAxe(page, "editing");
    await page.locator('[data-focus="drop"]').press("Enter");
    await page.waitForFunction(
      () => document.querySelector("#planner-corner").options.length === 3,
    );
  },
);

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
  "nothing of the planner's is left for another person",
  { hash: "#who=planner" },
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
  const options = { viewport, hash: "#who=planner" };
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
