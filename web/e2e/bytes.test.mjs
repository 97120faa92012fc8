// What the page costs who opens it, for each of the four, as it comes over the wire: code, words
// and answers, and the tiles of the map as it opens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, PHONE, serverUrl, WIDE } from "./browser.mjs";

/** Code, words and what the server says of the city. */
const MOST_OF_PAGE = 450_000;
const MOST_OF_TILES = 150_000;

const PEOPLE = ["resident", "parent", "planner", "responder"];

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

const pathOf = (request) => new URL(request.url()).pathname;
const isTile = (request) => pathOf(request).startsWith("/tiles/");

/** Gathers what is asked. */
function listen(page) {
  const asked = [];
  page.on("request", (request) => {
    if (request.url().startsWith("http")) asked.push(request);
  });
  return asked;
}

async function bytes(request) {
  const response = await request.response();
  await response.finished();
  // The browser does not say what the code of a worker took; the server does.
  const said = await response.headerValue("content-length");
  return said === null ? (await request.sizes()).responseBodySize : Number(said);
}

async function hold(requests, most, context, what) {
  const sizes = await Promise.all(requests.map(bytes));
  const sum = sizes.reduce((all, one) => all + one, 0);
  context.diagnostic(`${what}: ${sum} bytes in ${requests.length} requests`);
  assert.ok(sum <= most, `${what}\n${requests.map((r, i) => `${sizes[i]} ${r.url()}`).join("\n")}`);
}

async function open(options, run) {
  const opened = await openPage(browser, { ...options, ready: false });
  try {
    await run(opened.page, listen(opened.page));
  } finally {
    await opened.context.close();
  }
}

async function visit(page, hash) {
  await page.goto(`${serverUrl()}/${hash}`);
  await page.waitForSelector('body[data-state="ready"]');
}

for (const who of PEOPLE) {
  test(`the page of the ${who} is small, and its map opens with few bytes on a phone`, (context) =>
    open({ viewport: PHONE }, async (page, asked) => {
      await visit(page, `#who=${who}`);
      await hold(asked.filter(isTile), MOST_OF_TILES, context, `${who}, phone`);
      // What comes after the map is there is waited for by nobody.
      const drawn = await page.evaluate(
        () => performance.timeOrigin + performance.getEntriesByName("map drawn")[0].startTime,
      );
      const requests = asked.filter((one) => one.timing().startTime < drawn);
      // Tiles are counted apart; for the planner's first answer the map does not wait.
      const first = requests.filter((one) => !/^\/(tiles|v1\/exposure)\b/.test(pathOf(one)));
      await hold(first, MOST_OF_PAGE, context, who);
    }));

  test(`the map of the ${who} opens with few bytes on a desktop`, (context) =>
    open({ viewport: WIDE }, async (page, asked) => {
      await visit(page, `#who=${who}`);
      await hold(asked.filter(isTile), MOST_OF_TILES, context, `${who}, desktop`);
    }));
}
