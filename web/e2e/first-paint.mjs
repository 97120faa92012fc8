// Prints how long the page of each of the four takes on a phone with a slow line and a slow
// processor: until something is there, until the map is, and until a place is answered.

import { launch, openPage, PHONE, serverUrl } from "./browser.mjs";
import { SLOW_3G, slowLine } from "./slow-line.mjs";

const SLOWER_PROCESSOR = 4;
const PATIENCE_MS = 120_000;
const PEOPLE = ["resident", "parent", "planner", "responder"];

const { city } = await (await fetch(`${serverUrl()}/v1/layers`)).json();
const at = `at=${city.view.lon},${city.view.lat}`;
const browser = await launch();
const line = await slowLine(serverUrl(), SLOW_3G);
console.log(
  `A phone of ${PHONE.width} px, a line of ${SLOW_3G.roundTripMs} ms and ` +
    `${(SLOW_3G.bytesPerSecond * 8) / 1000} kbit/s, a processor ${SLOWER_PROCESSOR} times slower ` +
    "than this one. Seconds, without anything kept:\n",
);
console.log(
  "|           | first paint | answer | map drawn |\n| --------- | ----------: | -----: | --------: |",
);
for (const who of PEOPLE) {
  const { page, context } = await openPage(browser, {
    viewport: PHONE,
    ready: false,
    coarse: false,
    hosts: [line.origin],
  });
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_PROCESSOR });
  await page.goto(`${line.origin}/#who=${who}&${at}`, {
    waitUntil: "commit",
    timeout: PATIENCE_MS,
  });
  const seconds = async (condition) => {
    await page.waitForFunction(condition);
    return (await page.evaluate(() => performance.now())) / 1000;
  };
  const [answer, map] = await Promise.all([
    seconds(() => document.querySelector("#card")?.dataset.state === "answer"),
    seconds(() => document.body?.dataset.state === "ready"),
  ]);
  const paint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
  );
  const cells = [paint, answer, map].map((one) => one.toFixed(1));
  console.log(
    `| ${who.padEnd(9)} | ${cells[0].padStart(11)} | ${cells[1].padStart(6)} | ${cells[2].padStart(9)} |`,
  );
  await context.close();
}
line.close();
await browser.close();
