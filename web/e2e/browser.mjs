// A browser at the server under test, and the questions that several tests ask.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

/** The middle of the map is just free of a sheet beside it; each pixel more is drawn by hand. */
export const DESKTOP = { width: 1280, height: 720 };
export const PHONE = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

/** Software WebGL on a busy machine is slow; a condition that never comes true still ends here. */
const PATIENCE_MS = 60_000;

const SCREENSHOTS = new URL("./screenshots/", import.meta.url);

/** Whether somebody wants to look at pictures: tests hold what is asked of the page without. */
const PICTURES = Boolean(process.env.WARENG_PICTURES);

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
    args: [
      "--no-sandbox",
      "--use-gl=angle",
      "--use-angle=swiftshader",
      // Software draws the map; the page around it is laid together sooner without WebGL's detour.
      // Under a sheet of a phone the map is then left out of pictures.
      ...(PICTURES ? [] : ["--disable-gpu-compositing"]),
    ],
  });
}

/**
 * A fresh page; `complaints` gathers what the browser's console calls an error, and what
 * was asked of another server than ours and `hosts`. `settings` are Playwright's, for the context.
 * Without a `map` the browser has no WebGL, and what does not look at the map is tested sooner.
 * Without `tiles` the map is there, and empty: for what is done on it, not seen.
 */
export async function openPage(
  browser,
  {
    viewport = DESKTOP,
    hash = "",
    ready = true,
    map = true,
    tiles = true,
    coarse = !PICTURES,
    locale = "id-ID",
    colorScheme = "light",
    settings = {},
    hosts = [],
  } = {},
) {
  const context = await browser.newContext({
    viewport,
    hasTouch: viewport === PHONE,
    locale,
    colorScheme,
    reducedMotion: "reduce",
    // What a test asks for goes to the server, unless it is about what happens without one.
    serviceWorkers: "block",
    ...settings,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`${error}`));
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error") complaints.push(`${message.text()} ${url}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== serverUrl() && !hosts.includes(origin))
      complaints.push(request.url());
  });
  if (!map) await page.addInitScript(takeWebGl);
  else if (coarse) await page.addInitScript(drawCoarsely);
  if (!tiles && !PICTURES) await page.route("**/styles/*", emptyStyle);
  if (ready) {
    await page.goto(`${serverUrl()}/${hash}`);
    await page.waitForSelector(`body[data-state="${map ? "ready" : "failed"}"]`);
  }
  return { page, context, complaints };
}

/** The style as it is, of sources that have nothing where the city is: no tile is asked for. */
async function emptyStyle(route) {
  const response = await route.fetch();
  const style = await response.json();
  for (const source of Object.values(style.sources ?? {})) source.bounds = [0, 0, 0.001, 0.001];
  await route.fulfill({ response, json: style });
}

function takeWebGl() {
  HTMLCanvasElement.prototype.getContext = () => null;
}

/** Each pixel of the map is drawn by hand: a quarter of them is enough where nobody looks. */
function drawCoarsely() {
  Object.defineProperty(window, "devicePixelRatio", { value: 0.5 });
}

/**
 * A browser for the tests of a file; gives what makes a test on a fresh page. The page must not
 * complain, unless the test `faults` its network.
 */
export function fileBrowser() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  return (name, options, run) =>
    test(name, async (told) => {
      const opened = await openPage(browser, options);
      try {
        await run(opened.page, { ...opened, told });
        if (!options.faults) assert.deepEqual(opened.complaints, [], "the browser complains");
      } finally {
        await opened.context.close();
      }
    });
}

/**
 * A task as each of the four is done: by every hand, on a desk and a phone, in both languages.
 * A hand has one page, which begins anew for each.
 */
export function byEveryHand(inBrowser, name, run) {
  for (const by of ["mouse", "touch", "keyboard"]) {
    const options = { viewport: PHONE, tiles: false, settings: { hasTouch: by === "touch" } };
    inBrowser(`${name} by ${by}`, options, async (page, { told }) => {
      for (const viewport of [PHONE, WIDE]) {
        await resize(page, viewport);
        for (const lang of ["id", "en"]) {
          await told.test(`${viewport.width} px, ${lang}`, async () => {
            await beginAnew(page, lang);
            await run(page, { by, viewport, lang });
          });
        }
      }
    });
  }
}

/** Makes the window another size, and waits until the map has it. */
async function resize(page, viewport) {
  await page.setViewportSize(viewport);
  await page.waitForFunction(() => {
    const { map } = window.wareng;
    return map.getCanvas().clientWidth === map.getContainer().clientWidth;
  });
}

/** The page as a link opens it that says nothing but the language. */
async function beginAnew(page, lang) {
  await goTo(page, `#lang=${lang}`);
  await page.waitForSelector(`html[lang="${lang}"] body[data-who="resident"]`);
  await page.locator("#card").waitFor({ state: "hidden" });
  await page.locator("#skip").focus();
}

/** Follows a link within the page. */
export const goTo = (page, hash) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** Shows the page by night, and what it shows stays. */
export const byNight = (page) => setNight(page, 1);
export const byDay = (page) => setNight(page, 0);

async function setNight(page, night) {
  const url = new URL(page.url());
  const rest = url.hash
    .slice(1)
    .split("&")
    .filter((one) => one && !one.startsWith("night="));
  await goTo(page, `#${[...rest, `night=${night}`].join("&")}`);
  await page.waitForSelector(`html[data-flavor="${night ? "malam" : "siang"}"]`);
}

/** Moves the keyboard on until it is at an element. */
export async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`the keyboard does not come to ${selector}`);
}

/**
 * Prints by a key of the page, and gives what the printer gets to see, by the function that reads
 * it off the page then.
 */
export async function printed(page, press, read) {
  await page.evaluate(`window.readPaper = ${read}`);
  await page.evaluate(() => {
    window.print = () => {
      window.dispatchEvent(new Event("beforeprint"));
      window.printed = window.readPaper();
      window.dispatchEvent(new Event("afterprint"));
    };
  });
  await press();
  return (await page.waitForFunction(() => window.printed)).jsonValue();
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

/** Holds what can be tapped to the size of a finger, 44 px, or that of a glove. */
export async function holdToFingers(page, root, least = 44) {
  const small = await page.locator(root).evaluate(
    (element, px) =>
      [...element.querySelectorAll("button, select, input, .key, a.call, a.emergency")]
        .filter((one) => one.checkVisibility() && !one.closest("label, .visually-hidden"))
        .filter((one) => !one.classList.contains("link-button"))
        .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
        .filter(([, { width, height }]) => width && (width < px - 0.5 || height < px - 0.5))
        .map(([html, { width, height }]) => `${width}x${height} ${html}`),
    least,
  );
  assert.deepEqual(small, [], "too small to be tapped");
}

/** Holds the page to its window: what there is more of scrolls inside it. */
export async function holdToWindow(page, where = "") {
  const [wide, high] = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.scrollingElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight];
  });
  assert.ok(wide <= 0, `${where}: the page is ${wide} px too wide`);
  assert.ok(high <= 0, `${where}: the page is ${high} px too high`);
}

export const cardState = (page, state) => page.waitForSelector(`#card[data-state="${state}"]`);

/** Takes a picture for people to look at: `make pictures`. */
export async function shoot(page, name) {
  if (!PICTURES) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, SCREENSHOTS).pathname });
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
