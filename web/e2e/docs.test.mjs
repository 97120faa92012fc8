// The page of the API: all of it, from this server alone, and readable by everybody.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { DESKTOP, getJson, launch, openPage, PHONE, serverUrl, shoot } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const viewport of [DESKTOP, PHONE]) {
  const where = viewport === PHONE ? "phone" : "desktop";
  test(`the API is readable on the ${where}, and asks nobody else`, async () => {
    const { page, context, complaints } = await openPage(browser, { viewport, ready: false });
    try {
      const strangers = [];
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (origin !== serverUrl() && protocol !== "data:") strangers.push(request.url());
      });
      await page.goto(`${serverUrl()}/docs`);
      await page.waitForSelector('body[data-state="ready"]');
      await shoot(page, `docs-${where}`);
      await everyPath(page);
      const { city } = await getJson("/v1/layers");
      await page.getByText(city.notice.id, { exact: true }).waitFor();
      assert.deepEqual(await serious(page), [], "closed");

      await page.locator("#operations-Places-at .opblock-summary-control").click();
      await page.getByText("Bangunharjo").first().waitFor();
      assert.deepEqual(await serious(page), [], "open");
      await shoot(page, `docs-${where}-open`);

      await page.locator(".try-out__btn").click();
      const answer = page.waitForResponse((response) => response.url().includes("/v1/at?"));
      await page.locator(".execute").click();
      assert.equal((await answer).status(), 200, "what the page asks by itself is answered");
      await page.locator(".live-responses-table").waitFor();
      assert.deepEqual(await serious(page), [], "tried");

      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `the page is ${width} px wide`);
      assert.deepEqual(strangers, []);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  });
}

test("without JavaScript the page leads to the description", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${serverUrl()}/docs`);
    await page.locator("noscript a[href='/openapi.json']").first().click();
    assert.equal(new URL(page.url()).pathname, "/openapi.json");
  } finally {
    await context.close();
  }
});

async function everyPath(page) {
  const { paths } = await getJson("/openapi.json");
  const shown = await page.locator(".opblock-summary-path").allTextContents();
  // Swagger UI lets long paths break after a slash, with characters that take no room.
  const plain = shown.map((path) => path.replaceAll("\u200b", ""));
  // A path is shown once for each of its methods.
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(() => path),
  );
  assert.deepEqual(plain.sort(), described.sort());
}

async function serious(page) {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`);
}
