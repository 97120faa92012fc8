// Where the map of a page looks, and what is on it.

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

/** Moves the map at once, and does not wait until it is drawn: what is asked on it is not seen. */
export function moveTo(page, { lon, lat }, zoom) {
  return page.evaluate((to) => window.wareng.map.jumpTo(to), { center: [lon, lat], zoom });
}

export const drawn = (page) => page.waitForSelector('body[data-map="idle"]');

/** The middle of the map, in pixels of the page. */
export async function middle(page) {
  const box = await page.locator("#map").boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function clickMiddle(page) {
  const { x, y } = await middle(page);
  await page.mouse.click(x, y);
}

export async function tapMiddle(page) {
  const { x, y } = await middle(page);
  await page.touchscreen.tap(x, y);
}

/** Where a place is on the page, in pixels. */
export async function pixel(page, [lon, lat]) {
  const box = await page.locator("#map").boundingBox();
  const at = await page.evaluate((to) => window.wareng.map.project(to), [lon, lat]);
  return [box.x + at.x, box.y + at.y];
}

/** The features of a source of the page's own, as the map has them. */
export function featuresOf(page, source) {
  return page.evaluate(async (id) => {
    const from = window.wareng.map.getSource(id);
    return from ? (await from.getData()).features : [];
  }, source);
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

/** The colour of a line that a layer of the page's own draws. */
export function lineColor(page, layer) {
  return page.evaluate((id) => window.wareng.map.getPaintProperty(id, "line-color"), layer);
}

/** How many colours the map shows: a map that draws nothing, or has no height, has one at most. */
export async function colors(page) {
  return (await palette(page)).length;
}

/** How much of the map is of a colour. Units: 0 to 1. */
export async function shareOf(page, [red, green, blue]) {
  const all = await palette(page);
  const pixels = all.reduce((sum, [, count]) => sum + count, 0);
  const wanted = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  const [, count] = all.find(([color]) => color === wanted) ?? [wanted, 0];
  return count / pixels;
}

/** The colours that the map shows, as ABGR, each with the number of its pixels. */
async function palette(page) {
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
      const counts = new Map();
      for (const pixel of new Uint32Array(data.buffer)) {
        counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
      }
      return [...counts];
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
}
