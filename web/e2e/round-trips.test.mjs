// How often the page has to go to the server and back before the map is painted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { launch, openPage, PHONE, serverUrl } from "./browser.mjs";

const MOST = 6;
/** The one that opens the connection. */
const CONNECTION = 1;

/**
 * How long every answer takes, which is far longer than the page takes to go on: what is asked
 * after an answer came was asked because of it.
 */
const ANSWER_MS = 2500;

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

for (const who of ["resident", "parent", "planner", "responder"]) {
  test(`the map of the ${who} is there after few round trips`, async (context) => {
    const { page, context: pages } = await openPage(browser, { viewport: PHONE, ready: false });
    const asked = [];
    let came = 0;
    try {
      await page.route("**", async (route) => {
        const trip = came + 1;
        asked.push(`${trip} ${new URL(route.request().url()).pathname}`);
        await pause(ANSWER_MS);
        came = Math.max(came, trip);
        await route.continue().catch(() => {}); // The page may be closed by now.
      });
      await page.goto(`${serverUrl()}/#who=${who}`);
      await page.waitForSelector('body[data-state="ready"]');
      // What the page asks once the map is there has not come yet.
      const count = came + CONNECTION;
      context.diagnostic(`${who}: ${count} round trips`);
      assert.ok(count <= MOST, asked.join("\n"));
    } finally {
      await pages.close();
    }
  });
}
