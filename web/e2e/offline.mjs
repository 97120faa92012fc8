// A page that was visited once, behind a server that can be taken away from it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { openProxy } from "./proxy.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A test on a page that was visited once, so that all that it needs is kept. */
export function onVisited(name, { hash = "", ...options }, run) {
  test(name, async () => {
    const proxy = await openProxy();
    const settings = { serviceWorkers: "allow" };
    const opened = await openPage(browser, {
      ...options,
      settings,
      hosts: [proxy.url],
      ready: false,
    });
    const { page, context } = opened;
    // Here a page is fetched twice, and an area besides.
    page.setDefaultTimeout(120_000);
    try {
      await page.goto(`${proxy.url}/${typeof hash === "function" ? hash() : hash}`);
      await isThere(page);
      await run(page, proxy);
      // That something did not come is what these tests are about.
      const others = opened.complaints.filter((one) => !one.startsWith("Failed to load resource"));
      assert.deepEqual(others, [], "the browser complains");
    } finally {
      await context.close();
      proxy.close();
    }
  });
}

export const atHash = ({ lon, lat }, more = "") => `#at=${lon},${lat}${more}`;

export async function isThere(page) {
  await page.waitForSelector('body[data-state="ready"]');
  await page.waitForSelector('body[data-offline="ready"]');
}

/** What the card says of each hazard. */
export function said(page) {
  return page
    .locator("#card .finding")
    .evaluateAll((cards) =>
      Object.fromEntries(
        cards.map(({ dataset }) => [dataset.layer, dataset.class ?? dataset.status]),
      ),
    );
}

export function truth({ findings }) {
  return Object.fromEntries(findings.map((one) => [one.layer, one.class ?? one.status]));
}

export const WORDS = {
  id: {
    notice: /^Tidak tersambung\. Yang tampil disimpan \d+ \w+ \d{4}/,
    kept: /^Tidak tersambung\. Jawaban ini disimpan \d+ \w+ \d{4}/,
    drawn: /^Tidak tersambung\. Ini menurut peta yang disimpan \d+ \w+ \d{4}/,
    unknown: "Jawaban ini tidak tersimpan di perangkat ini. Periksa sambungan internet Anda",
    near: "Dekat batas",
    unkept: "Bagian peta ini tidak tersimpan.",
  },
  en: {
    notice: /^Not connected\. What you see was kept on \d+ \w+ \d{4}/,
    kept: /^Not connected\. This answer was kept on \d+ \w+ \d{4}/,
    drawn: /^Not connected\. This is what the map says that was kept on \d+ \w+ \d{4}/,
    unknown: "This answer is not kept on this device. Check your internet connection",
    near: "Near a border",
    unkept: "This part of the map is not kept.",
  },
};
