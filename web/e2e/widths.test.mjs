// The narrowest and the widest window, for each of the four: nothing sticks out, nothing is cut.

import assert from "node:assert/strict";
import { before } from "node:test";
import {
  cardState,
  fileBrowser,
  findPlace,
  getJson,
  goTo,
  holdToWindow,
  PHONE,
  shoot,
} from "./browser.mjs";
import { hold } from "./network.mjs";

const inBrowser = fileBrowser();

let place;

before(async () => {
  const { city } = await getJson("/v1/layers");
  place = await findPlace(city.area, ({ findings, zones }) =>
    Boolean(zones.length && findings.some((one) => one.status === "mapped")),
  );
  assert.ok(place, "no place in a zone with a hazard was found");
});

/** Texts and controls that are not wholly to be seen across. */
function cutOff() {
  const scrolls = (one) => one.closest(".scroller, .search-hits");
  /** For screen readers only, or until the keyboard comes. */
  const hidden = (one) =>
    one &&
    (one.matches(".skip") ||
      getComputedStyle(one).clipPath !== "none" ||
      hidden(one.parentElement));
  const says = (one) =>
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter((one) => says(one) || one.matches("button, input, select"))
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !scrolls(one) && !hidden(one))
    .filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      const spills =
        one instanceof HTMLElement &&
        !one.matches("input, select") &&
        one.scrollWidth > one.clientWidth + 1;
      const inline = getComputedStyle(one).display === "inline";
      return width && (left < -0.5 || right > innerWidth + 0.5 || (spills && !inline));
    })
    .map((one) => one.outerHTML.slice(0, 120));
}

for (const viewport of [
  { width: 320, height: 640 },
  { width: 3840, height: 700 }, // What is tested is the width; each pixel is drawn by hand.
]) {
  for (const who of ["resident", "parent", "planner", "responder"]) {
    for (const lang of viewport.width > 320 ? ["id"] : ["id", "en"]) {
      inBrowser(
        `the ${who} loses nothing at ${viewport.width} px, ${lang}`,
        { viewport, map: false, hash: `#who=${who}&lang=${lang}` },
        async (page) => {
          const whole = async (where) => {
            await holdToWindow(page, where);
            assert.deepEqual(await page.evaluate(cutOff), [], where);
          };
          await page.locator("#desk :is(input, button)").first().waitFor();
          if (who !== "planner") await whole("start");
          const level = who === "parent" ? "&level=SMP" : "";
          if (who !== "planner")
            await goTo(page, `#who=${who}&lang=${lang}&at=${place.lon},${place.lat}${level}`);
          await cardState(page, "answer");
          await whole("answer");
          await shoot(page, `widths-${who}-${viewport.width}-${lang}`);
        },
      );
    }
  }
}

for (const reducedMotion of ["reduce", "no-preference"]) {
  const still = reducedMotion === "reduce";
  inBrowser(
    `what waits ${still ? "stands still" : "moves"} where the system asks for ${reducedMotion}`,
    { map: false, settings: { reducedMotion } },
    async (page) => {
      const release = await hold(page, "**/v1/at?*");
      await goTo(page, `#at=${place.lon},${place.lat}`);
      await cardState(page, "loading");
      const moving = await page.evaluate(
        () => document.getAnimations().filter((one) => one.playState === "running").length,
      );
      assert.equal(moving === 0, still, `${moving} animations`);
      release();
      await cardState(page, "answer");
    },
  );
}

inBrowser(
  "the keyboard goes into the drawer at once, and out of it, where things move",
  { viewport: PHONE, map: false, settings: { reducedMotion: "no-preference" } },
  async (page) => {
    const at = () => page.evaluate(() => document.activeElement.className);
    await page.locator(".drawer-button").focus();
    await page.keyboard.press("Enter");
    assert.match(await at(), /panel-close/);
    await page.keyboard.press("Enter");
    assert.match(await at(), /drawer-button/);
  },
);
