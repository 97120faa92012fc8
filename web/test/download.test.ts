import { expect, test } from "vitest";
import type { ServedLayer } from "../src/api";
import { pageOf } from "../src/furniture/download";

const layer = (change: Partial<ServedLayer>) =>
  ({
    id: "rob",
    bounds: [110, -7, 110.5, -6.9],
    features: 169,
    vertices: 44484,
    ...change,
  }) as ServedLayer;

test("a layer that one page holds is had whole, in three formats", () => {
  const page = pageOf(layer({}), "en");
  expect(page?.isWhole).toBe(true);
  expect(page?.files.map(({ name }) => name)).toEqual(["rob.geojson", "rob.csv", "rob.fgb"]);
  const asked = new URL(page?.files[2]?.href ?? "", "http://here").searchParams;
  expect(Object.fromEntries(asked)).toEqual({
    layers: "rob",
    bbox: "109.99990,-7.00010,110.50010,-6.89990",
    format: "fgb",
    limit: "1000",
    lang: "en",
  });
});

test.each([
  ["features", { features: 1001 }],
  ["positions", { vertices: 250_001 }],
])("a layer with more %s than a page holds is not whole", (_, change) => {
  expect(pageOf(layer(change), "id")?.isWhole).toBe(false);
});

test("a layer without places has no page", () => {
  const { bounds: _, ...placeless } = layer({});
  expect(pageOf(placeless as ServedLayer, "id")).toBeNull();
});
