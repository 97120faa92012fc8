// Draws the icons of the installed page from src/icon.svg, with the browser of the e2e tests.

import { readFile } from "node:fs/promises";
import { launch } from "./e2e/browser.mjs";

/** A mask may take a fifth of each side: the drawing is smaller there, on the same ground. */
const ICONS = [
  { name: "icon-192", size: 192, drawn: 1, ground: "transparent" },
  { name: "icon-512", size: 512, drawn: 1, ground: "transparent" },
  { name: "icon-maskable-512", size: 512, drawn: 0.78, ground: "#0b5f66" },
  { name: "apple-touch-icon", size: 180, drawn: 0.9, ground: "#0b5f66" },
];

const drawing = await readFile(new URL("src/icon.svg", import.meta.url), "utf8");
const browser = await launch();
for (const { name, size, drawn, ground } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${ground}">
      <div style="width:${drawn * 100}%;display:grid">${drawing}</div>`,
  );
  await page.screenshot({
    path: new URL(`public/${name}.png`, import.meta.url).pathname,
    omitBackground: true,
  });
  await page.close();
}
await browser.close();
