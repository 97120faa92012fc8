// A city that offers a map of another server, which here is a server of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { holdToAxe, launch, openPage, shoot, WIDE } from "./browser.mjs";
import { lookAt, shareOf } from "./map.mjs";

const LAYERS = new URL("../../layers/", import.meta.url);
/** A colour that no style of ours has. */
const PINK = [255, 0, 170];
const TILE = 256;

let folder;
let tiles;
let asked;
let city;
let browser;

before(async () => {
  asked = [];
  tiles = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "content-type": "image/png", "access-control-allow-origin": "*" });
    response.end(picture(PINK));
  });
  await new Promise((resolve) => tiles.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "wareng-basemap-"));
  const all = await readFile(new URL("city.toml", LAYERS), "utf8");
  // Its levels are layers that are not here.
  const own = all.replace(/^\[\[levels\]\]\n(?:.+\n)*/gm, "");
  const { port } = tiles.address();
  await writeFile(
    join(folder, "city.toml"),
    `${own}\n[basemap]\ntitle = { id = "Foto udara", en = "Aerial photograph" }\n` +
      `tiles = "http://127.0.0.1:${port}/{z}/{x}/{y}.png"\nattribution = "© Contoh Foto"\n`,
  );
  for (const file of ["daratan.toml", "data/daratan.geojson"]) {
    await cp(new URL(file, LAYERS), join(folder, file));
  }
  [city, browser] = await Promise.all([serve(folder), launch()]);
});

after(async () => {
  await browser?.close();
  city?.process.kill();
  tiles?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** The program under test with another city, once it serves. */
async function serve(layers) {
  const program = process.env.WARENG_PROGRAM;
  assert.ok(program, "WARENG_PROGRAM is not set; expected the program under test");
  const child = spawn(
    program,
    ["serve", "--layers", layers, "--listen", "127.0.0.1:0", "--rate-ms", "0"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  for await (const piece of child.stdout) {
    said += piece;
    const [, url] = /at (http:\/\/[^ ]+)\/\s/.exec(said) ?? [];
    if (url) return { url, process: child };
  }
  throw new Error(`the server ended before it was ready: ${said}`);
}

/** A picture of one colour (PNG, second edition). */
function picture(rgb) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)];
    ends[0].writeUInt32BE(data.length);
    ends[1].writeUInt32BE(crc32(body));
    return Buffer.concat([ends[0], body, ends[1]]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(TILE, 0);
  head.writeUInt32BE(TILE, 4);
  head.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: TILE }, () => rgb).flat()]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: TILE }, () => row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("the map of another server is asked for nothing until it is turned on, and named then", async () => {
  const host = `http://127.0.0.1:${tiles.address().port}`;
  const { page, context, complaints } = await openPage(browser, {
    viewport: WIDE,
    ready: false,
    hosts: [city.url, host],
  });
  try {
    await page.goto(`${city.url}/`);
    await page.waitForSelector('body[data-state="ready"]');
    assert.deepEqual(asked, [], "nobody has turned it on");
    assert.equal(await page.locator(".map", { hasText: "© Contoh Foto" }).count(), 0);
    const group = page.locator('[data-group="basemap"]');
    assert.match(await group.textContent(), new RegExp(`Foto udara.*${new URL(host).host}`));

    await group.locator('input[role="switch"]').focus();
    await page.keyboard.press("Space");
    await page.locator(".map", { hasText: "© Contoh Foto" }).waitFor();
    const { lon, lat } = (await (await fetch(`${city.url}/v1/layers`)).json()).city.view;
    await lookAt(page, { lon, lat }, 12);
    assert.ok(asked.length > 0, "its tiles are asked for");
    assert.ok(asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path)));
    assert.ok((await shareOf(page, PINK)) > 0.3, "its tiles are seen");
    await holdToAxe(page, "basemap");
    await shoot(page, "basemap");

    // A link carries it, and to switch it off ends it.
    assert.match(page.url(), /show=city\.basemap/);
    await group.locator('input[role="switch"]').focus();
    await page.keyboard.press("Space");
    await lookAt(page, { lon: lon + 0.1, lat }, 13);
    const before = asked.length;
    await lookAt(page, { lon: lon - 0.1, lat }, 14);
    assert.equal(asked.length, before, "it is off again");
    assert.equal(await shareOf(page, PINK), 0);
    assert.deepEqual(complaints, [], "the browser complains");
  } finally {
    await context.close();
  }
});
