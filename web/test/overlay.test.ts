import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { expect, test } from "vitest";
import { NO_OVERLAY, withOverlay } from "../src/overlay";

const layer = (id: string, type: "fill" | "symbol" | "line") =>
  ({ id, type, source: "base" }) as LayerSpecification;

const style: StyleSpecification = {
  version: 8,
  sources: { base: { type: "vector" } },
  layers: [layer("land", "fill"), layer("names", "symbol"), layer("icons", "symbol")],
};

test("an overlay lies under the names and over everything", () => {
  const drawn = withOverlay(style, {
    sources: { own: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
    under: [layer("zone", "fill")],
    over: [layer("way", "line")],
  });
  expect(drawn.layers.map((one) => one.id)).toEqual(["land", "zone", "names", "icons", "way"]);
  expect(Object.keys(drawn.sources)).toEqual(["base", "own"]);
});

test("a style without names has the overlay on top, and none leaves the style as it is", () => {
  const bare = { ...style, layers: [layer("land", "fill")] };
  const drawn = withOverlay(bare, { ...NO_OVERLAY, under: [layer("zone", "fill")] });
  expect(drawn.layers.map((one) => one.id)).toEqual(["land", "zone"]);
  expect(withOverlay(style, NO_OVERLAY)).toEqual(style);
});

test("an overlay may take layers of ours away, and no others", () => {
  const flood = { ...layer("flood", "fill"), metadata: { "wareng:layer": "banjir" } };
  const drawn = withOverlay(
    { ...style, layers: [layer("land", "fill"), flood] },
    {
      ...NO_OVERLAY,
      mute: ["banjir", "land"],
    },
  );
  expect(drawn.layers.map((one) => one.layout?.visibility)).toEqual([undefined, "none"]);
});
