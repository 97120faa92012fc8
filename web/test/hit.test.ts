import { describe, expect, test } from "vitest";
import type { Feature } from "../src/api";
import { hitOf } from "../src/search/hit";

const square = {
  type: "Polygon",
  coordinates: [
    [
      [110, -7],
      [111, -7],
      [111, -6],
      [110, -7],
    ],
  ],
};

function feature(properties: Partial<Feature["properties"]>, rest: Partial<Feature> = {}): Feature {
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [110.4, -7] },
    properties: {
      type: "house",
      osm_key: "place",
      osm_value: "house",
      name: "Jl. Contoh No. 6",
      locality: "Mugasari",
      district: "Semarang Selatan",
      city: "Kota Semarang",
      country: "Indonesia",
      countrycode: "ID",
      units: [],
      precision: "house",
      confidence: 1,
      sure: true,
      ...properties,
    },
    ...rest,
  };
}

describe("a hit", () => {
  test("that is a house is a place, and says that it is one", () => {
    const hit = hitOf(feature({ along: "Jalan Raya" }), undefined, "id");
    expect(hit).toMatchObject({
      name: "Jl. Contoh No. 6",
      place: { lon: 110.4, lat: -7 },
      about: "rumah · dari Jalan Raya · Mugasari, Semarang Selatan",
    });
  });

  test("between two houses says that it is an estimate, and how good", () => {
    const hit = hitOf(feature({ precision: "interpolated", accuracy_m: 25 }), undefined, "id");
    expect(hit?.precision).toBe("perkiraan di jalan, ±25 m");
  });

  test("that is an area has no place, even where it has a point", () => {
    const area = feature(
      { precision: "area", layer: "kelurahan", id: "1" },
      { geometry: square, bbox: [110, -7, 111, -6] },
    );
    const hit = hitOf(area, undefined, "en");
    expect(hit).not.toHaveProperty("place");
    expect(hit).toMatchObject({ extent: { kind: "area", bounds: [110, -7, 111, -6] } });
    expect(hitOf(feature({ precision: "area", layer: "a", id: "1" }), undefined, "en")).toBeNull();
  });

  test("that is a street has no place, even where it has a point", () => {
    expect(
      hitOf(feature({ precision: "street", layer: "a", id: "1" }), undefined, "en"),
    ).toBeNull();
  });

  test("without a published place is none", () => {
    const school = feature({ precision: "point" }, { geometry: null });
    expect(hitOf(school, undefined, "id")).toBeNull();
  });
});
