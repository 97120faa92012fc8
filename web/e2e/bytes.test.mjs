// What the page costs who opens it: bytes as they cross the wire, for each of the four.

import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { launch, openPage, PHONE, serverUrl } from "./browser.mjs";

/** Code, words and what the server says of the city, before the first paint. */
const MOST_APPLICATION = 450_000;
/** The tiles of the opening view. */
const MOST_TILES = 150_000;

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** Bytes of an answer's body, coded as a browser asks for it over TLS. */
function bytes(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "br" } }, (response) => {
      let sum = 0;
      response.on("data", (chunk) => {
        sum += chunk.length;
      });
      response.on("end", () => resolve(sum));
    }).on("error", reject);
  });
}

for (const who of ["resident", "parent", "planner", "responder"]) {
  test(`the page of the ${who} is small`, async (context) => {
    const { page, context: pages } = await openPage(browser, { viewport: PHONE, ready: false });
    const asked = new Set();
    page.on("request", (request) => asked.add(request.url()));
    try {
      await page.goto(`${serverUrl()}/#who=${who}`);
      await page.waitForSelector('body[data-state="ready"]');
      const urls = [...asked].filter((url) => url.startsWith("http"));
      const isTile = (url) => new URL(url).pathname.startsWith("/tiles/");
      const sizes = new Map(await Promise.all(urls.map(async (url) => [url, await bytes(url)])));
      const sum = (chosen) => chosen.reduce((all, url) => all + sizes.get(url), 0);
      const application = sum(urls.filter((url) => !isTile(url)));
      const tiles = sum(urls.filter(isTile));
      const listed = [...sizes].map(([url, size]) => `${size} ${url}`).join("\n");
      context.diagnostic(`${who}: ${application} bytes, and ${tiles} of tiles`);
      assert.ok(application <= MOST_APPLICATION, `${application} bytes:\n${listed}`);
      assert.ok(tiles <= MOST_TILES, `${tiles} bytes of tiles:\n${listed}`);
    } finally {
      await pages.close();
    }
  });
}
