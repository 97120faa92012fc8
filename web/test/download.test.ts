import { expect, test } from "vitest";
import type { ServedLayer } from "../src/api";
import { filesOf } from "../src/furniture/download";

const layer = (features: number) => ({ id: "rob", features }) as ServedLayer;

test("a layer is had whole, in three formats", () => {
  expect(filesOf(layer(50_000), "en")).toEqual([
    { format: "GeoJSON", href: "/v1/layers/rob/features?format=geojson&lang=en" },
    { format: "CSV", href: "/v1/layers/rob/features?format=csv&lang=en" },
    { format: "FlatGeobuf", href: "/v1/layers/rob/features?format=fgb&lang=en" },
  ]);
});

test("a layer of tiles only is not had as a file", () => {
  expect(filesOf(layer(0), "id")).toEqual([]);
});
