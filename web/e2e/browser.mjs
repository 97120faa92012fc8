// A browser at the server under test, and the questions that several tests ask.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { chromium } from "playwright-core";

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

/** Software WebGL on a busy machine is slow; a condition that never comes true still ends here. */
const PATIENCE_MS = 30_000;

const SCREENSHOTS = new URL("./screenshots/", import.meta.url);

export function serverUrl() {
  const url = process.env.WARENG_URL;
  if (!url) throw new Error("WARENG_URL is not set; expected the address of a running server");
  return new URL(url).origin;
}

export async function getJson(path) {
  const response = await fetch(serverUrl() + path);
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}, expected 200`);
  return response.json();
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"],
  });
}

/**
 * A fresh page; `complaints` gathers what the browser's console calls an error, and what
 * was asked of another server than ours and `hosts`. `settings` are Playwright's, for the context.
 */
export async function openPage(
  browser,
  {
    viewport = DESKTOP,
    hash = "",
    ready = true,
    locale = "id-ID",
    colorScheme = "light",
    settings = {},
    hosts = [],
  } = {},
) {
  const hasTouch = viewport === PHONE;
  const context = await browser.newContext({
    viewport,
    hasTouch,
    locale,
    colorScheme,
    ...settings,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== serverUrl() && !hosts.includes(origin))
      complaints.push(request.url());
  });
  if (ready) {
    await page.goto(`${serverUrl()}/${hash}`);
    await page.waitForSelector('body[data-state="ready"]');
  }
  return { page, context, complaints };
}

/** A test on a fresh page, which must not complain: `browser` gives the browser. */
export function pageTest(browser, name, options, run) {
  test(name, async () => {
    const opened = await openPage(browser(), options);
    try {
      await run(opened.page, opened);
      assert.deepEqual(opened.complaints, [], "the browser complains");
    } finally {
      await opened.context.close();
    }
  });
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Holds the page to what axe knows of accessibility: all of it, also what is minor. */
export async function holdToAxe(page, where) {
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.html}`).join(", ")}`,
  );
  assert.deepEqual(found, [], where);
}

/** Holds what can be tapped to the size of a finger, 44 px, and text to what it flows in. */
export async function holdToFingers(page, root) {
  const small = await page.locator(root).evaluate((element) =>
    [...element.querySelectorAll("button, select, input, .key, a.call, a.emergency")]
      .filter((one) => one.checkVisibility() && !one.closest("label, .visually-hidden"))
      .filter((one) => !one.classList.contains("link-button"))
      .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
      .filter(([, { width, height }]) => width && (width < 43.5 || height < 43.5))
      .map(([html, { width, height }]) => `${width}x${height} ${html}`),
  );
  assert.deepEqual(small, [], "too small to be tapped");
}

export const cardState = (page, state) => page.waitForSelector(`#card[data-state="${state}"]`);

export async function shoot(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, SCREENSHOTS).pathname });
}

/** Moves the map at once, and waits until everything it asked for is drawn. */
export function lookAt(page, { lon, lat }, zoom = 14) {
  return settle(page, "jumpTo", { center: [lon, lat], zoom });
}

export function lookOver(page, bounds) {
  return settle(page, "fitBounds", bounds, { animate: false });
}

function settle(page, method, ...given) {
  return page.evaluate(
    ([name, args]) =>
      new Promise((resolve) => {
        const { map } = window.wareng;
        map.once("idle", () => resolve());
        map[name](...args);
        map.triggerRepaint();
      }),
    [method, given],
  );
}

/** How many colours the map shows: a map that draws nothing, or has no height, has one at most. */
export async function colors(page) {
  const png = await page.locator("#map").screenshot();
  return page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      return new Set(new Uint32Array(data.buffer)).size;
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
}

/** How many features of one of our layers are painted now. */
export function painted(page, id) {
  return page.evaluate((layer) => {
    const { map } = window.wareng;
    const ids = map
      .getStyle()
      .layers.filter((one) => one.metadata?.["wareng:layer"] === layer)
      .map((one) => one.id);
    return map.queryRenderedFeatures(undefined, { layers: ids }).length;
  }, id);
}

/** The middle of the map, in pixels of the page. */
export async function middle(page) {
  const box = await page.locator("#map").boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * A place in this city of which the answer says what is wished, found by asking
 * along a grid, so that the test knows nothing of the data that is served.
 */
export async function findPlace(bounds, wished, steps = 24) {
  const [west, south, east, north] = bounds;
  for (let i = 1; i < steps; i++) {
    for (let j = 1; j < steps; j++) {
      // The middle first: real layers are thin at the corners of their bounds.
      const lon = west + (east - west) * spread(i, steps);
      const lat = south + (north - south) * spread(j, steps);
      const answer = await getJson(`/v1/at?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}&lang=id`);
      if (wished(answer)) return answer.place;
    }
  }
  return null;
}

/** 1/2, then a step to either side in turn, out to both ends. */
function spread(i, steps) {
  const side = i % 2 ? -1 : 1;
  return 0.5 + (side * Math.floor(i / 2)) / steps;
}
