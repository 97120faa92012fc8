// What the page costs who opens it, for each of the four: bytes without those of tiles and answers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { launch, openPage, PHONE, serverUrl } from "./browser.mjs";

/** Code, words and what the server says of the city, as brotli writes them at its best. */
const MOST = 450_000;

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

async function bytes(url) {
  const body = await (await fetch(url)).arrayBuffer();
  // Images are packed already.
  return url.endsWith(".png") ? body.byteLength : brotliCompressSync(body).length;
}

for (const who of ["resident", "parent", "planner", "responder"]) {
  test(`the page of the ${who} is small`, async (context) => {
    const { page, context: pages } = await openPage(browser, { viewport: PHONE, ready: false });
    const asked = new Set();
    page.on("request", (request) => asked.add(request.url()));
    try {
      await page.goto(`${serverUrl()}/#who=${who}`);
      await page.waitForSelector('body[data-state="ready"]');
      const paths = [...asked].filter((url) => url.startsWith("http"));
      // The map that is painted has the first style; the others are fetched for their legends once
      // the page is there, as are tiles and the planner's first answer.
      const [, ...later] = paths.filter((url) => new URL(url).pathname.startsWith("/styles/"));
      const isLater = (url) =>
        later.includes(url) || /^\/(tiles|v1\/exposure)\b/.test(new URL(url).pathname);
      const urls = paths.filter((url) => !isLater(url));
      const sizes = await Promise.all(urls.map(bytes));
      const sum = sizes.reduce((all, one) => all + one, 0);
      context.diagnostic(`${who}: ${sum} bytes`);
      assert.ok(sum <= MOST, urls.map((url, i) => `${sizes[i]} ${url}`).join("\n"));
    } finally {
      await pages.close();
    }
  });
}
