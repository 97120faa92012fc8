import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, test } from "vitest";
import {
  classLook,
  type LegendEntry,
  legendOf,
  legendShape,
  type Step,
  stepLabels,
} from "../src/legend";
import { crop, repeats, spriteOf } from "../src/sprite";

const label = { id: "Rendah", en: "Low" };

/** A style in which a layer has this for its legend. */
function style(legend: unknown, id = "banjir"): StyleSpecification {
  const metadata = { "wareng:layer": id, "wareng:legend": legend };
  return {
    version: 8,
    sources: {},
    layers: [
      { id: `${id}-other`, type: "background", metadata: { "wareng:layer": id } },
      { id: `${id}-fill`, type: "background", metadata },
    ],
  };
}

describe("a legend", () => {
  test("is read in each of its forms", () => {
    const entries = [
      { class: "rendah", color: "#123", label },
      { class: "tinggi", color: "#123", pattern: "bahaya-2-3", label },
      { color: "#123", label },
      { color: "#123", icon: "jenjang-tk", label },
      { icon: "polisi", label },
      { field: "jiwa", from: null, color: "#123" },
      { field: "jiwa", from: 3, color: "#123" },
    ];
    expect(legendOf(style(entries), "banjir")).toEqual(entries);
    expect(legendOf(style(entries), "rob")).toEqual([]);
  });

  test.each([
    ["is none", undefined],
    ["is no list", { color: "#123" }],
    ["has entries of another form", [null, 3, "x", {}, { color: "#123" }, { label }, { icon: 3 }]],
    ["has a pattern that is no name", [{ class: "a", color: "#123", pattern: 3, label }]],
    [
      "has steps without a number",
      [{ field: "jiwa", from: "3", color: "#123" }, { field: "jiwa" }],
    ],
  ])("that %s is left out", (_, legend) => {
    expect(legendOf(style(legend), "banjir")).toEqual([]);
  });
});

test("of several legends of a layer the topmost counts that has what is wanted", () => {
  const dots = style([{ color: "#123", label }], "fasilitas");
  const icons = style([{ icon: "polisi", label }], "fasilitas");
  const both = { ...dots, layers: [...dots.layers, ...icons.layers] };
  expect(legendOf(both, "fasilitas")).toEqual([{ icon: "polisi", label }]);
  const isColor = (entry: LegendEntry) => "color" in entry;
  expect(legendOf(both, "fasilitas", isColor)).toEqual([{ color: "#123", label }]);
  expect(legendOf(both, "fasilitas", () => false)).toEqual([]);
});

test("a class looks as in the first style that has it", () => {
  const night = style([{ class: "rendah", color: "#111", pattern: "bahaya-1-1", label }]);
  const day = style([{ class: "rendah", color: "#eee", label }]);
  const other = style([{ color: "#777", label }], "sekolah");
  expect(classLook([other, night, day], "banjir", "rendah")).toEqual({
    class: "rendah",
    color: "#111",
    pattern: "bahaya-1-1",
    label,
  });
  expect(classLook([day, night], "banjir", "rendah")?.pattern).toBeUndefined();
  expect(classLook([night], "banjir", "tinggi")).toBeUndefined();
  expect(classLook([night], "rob", "rendah")).toBeUndefined();
});

test.each([
  ["line", "line"],
  ["fill", "fill"],
  ["circle", "circle"],
  ["symbol", "circle"],
])("the colours of a %s have the shape of a %s", (type, shape) => {
  const zones = style([{ color: "#123", label }]);
  const layers = zones.layers.map((layer) => ({ ...layer, type, source: "banjir" }));
  expect(legendShape({ ...zones, layers } as StyleSpecification, "banjir")).toBe(shape);
});

describe("the steps of a choropleth", () => {
  const steps = (...from: (number | null)[]): Step[] =>
    from.map((one) => ({ field: "kepadatan", from: one, color: "#123" }));
  const integer = { name: "kepadatan", type: "integer" as const, tile: true };

  test("of whole numbers end before the next begins", () => {
    const list = steps(null, 1965, 4535, 11137);
    expect(stepLabels(list, integer, "id")).toEqual([
      "Kurang dari 1.965",
      "1.965–4.534",
      "4.535–11.136",
      "11.137 atau lebih",
    ]);
    expect(stepLabels(list, integer, "en")[1]).toBe("1,965–4,534");
  });

  test("of one whole number have it once", () => {
    expect(stepLabels(steps(null, 3, 4), integer, "id")[1]).toBe("3");
  });

  test("of other numbers meet", () => {
    const number = { ...integer, type: "number" as const };
    expect(stepLabels(steps(null, 1.5, 2.25), number, "id")).toEqual([
      "Kurang dari 1,5",
      "1,5–2,25",
      "2,25 atau lebih",
    ]);
  });

  test("that are one hold everything", () => {
    expect(stepLabels(steps(null), undefined, "id")).toEqual(["Semua nilai"]);
  });
});

test("an image is cut from a sheet of twice the pixels", () => {
  const sprite = { url: "/s@2x.png", width: 400, height: 44, images: {} };
  const image = { x: 128, y: 0, width: 44, height: 44, pixelRatio: 2 };
  expect(crop(sprite, image)).toEqual({
    width: "22px",
    height: "22px",
    backgroundSize: "200px 22px",
    backgroundPosition: "-64px 0px",
  });
});

test("a pattern is laid until it covers the swatch", () => {
  const small = { x: 0, y: 0, width: 32, height: 32, pixelRatio: 2 };
  const large = { x: 0, y: 0, width: 128, height: 128, pixelRatio: 2 };
  expect(repeats(small, { width: 40, height: 24 })).toEqual({ columns: 3, rows: 2 });
  expect(repeats(large, { width: 40, height: 24 })).toEqual({ columns: 1, rows: 1 });
});

test("a sprite is one address, or the default of several", () => {
  const bare = style([]);
  expect(spriteOf(bare)).toBeNull();
  expect(spriteOf({ ...bare, sprite: "/sprites/siang" })).toBe("/sprites/siang");
  expect(spriteOf({ ...bare, sprite: [{ id: "default", url: "/a" }] })).toBe("/a");
  expect(spriteOf({ ...bare, sprite: [{ id: "more", url: "/a" }] })).toBeNull();
});
