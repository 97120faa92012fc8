import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, test } from "vitest";
import {
  asChosen,
  drawnFrom,
  draws,
  offByDefault,
  sampleOf,
  withHidden,
  withOpacity,
} from "../src/style";

const of = (id: string) => ({ "wareng:layer": id });
const style: StyleSpecification = {
  version: 8,
  sources: { banjir: { type: "vector" }, batas: { type: "vector" } },
  layers: [
    { id: "ground", type: "background" },
    {
      id: "banjir-area",
      type: "fill",
      source: "banjir",
      metadata: of("banjir"),
      paint: { "fill-color": ["get", "warna"] },
    },
    {
      id: "banjir-edge",
      type: "line",
      source: "banjir",
      metadata: of("banjir"),
      layout: { "line-cap": "round" },
    },
    {
      id: "batas-line",
      type: "line",
      source: "batas",
      metadata: of("batas"),
      paint: { "line-color": "#456" },
    },
  ],
};

test("a hidden layer takes all its style layers along, and no other", () => {
  const shown = withHidden(style, ["banjir", "unknown"]).layers.map(
    (layer) => layer.layout?.visibility ?? "visible",
  );
  expect(shown).toEqual(["visible", "none", "none", "visible"]);
  expect(style.layers[1]?.layout).toBeUndefined();
});

test("a layer is off by default when all its style layers are", () => {
  const hidden = withHidden(style, ["banjir"]);
  expect(offByDefault(style)).toEqual([]);
  expect(offByDefault(hidden)).toEqual(["banjir"]);
  const half = { ...style, layers: [...hidden.layers, ...style.layers.slice(2, 3)] };
  expect(offByDefault(half)).toEqual([]);
  expect(offByDefault(withHidden(hidden, []))).toEqual([]);
});

test("what a style draws is found by its metadata", () => {
  expect(draws(style, "banjir")).toBe(true);
  expect(draws(style, "penduduk")).toBe(false);
});

test("a layer is drawn from the lowest zoom of its style layers", () => {
  const [ground, area, edge, line] = style.layers;
  const layers = [ground, { ...area, minzoom: 12 }, { ...edge, minzoom: 11 }, line];
  const later = { ...style, layers } as StyleSpecification;
  expect(drawnFrom(later, "banjir")).toBe(11);
  expect(drawnFrom(later, "batas")).toBe(0);
  expect(drawnFrom(later, "penduduk")).toBe(0);
  const sources = { ...later.sources, banjir: { type: "vector", minzoom: 13 } } as const;
  expect(drawnFrom({ ...later, sources }, "banjir")).toBe(13);
});

test("a sample needs one plain colour", () => {
  expect(sampleOf(style, "batas")).toEqual({ shape: "line", color: "#456" });
  expect(sampleOf(style, "banjir")).toBeNull();
});

test("a line over another is a line with a casing", () => {
  const line = (id: string, color: string) => ({
    id,
    type: "line" as const,
    source: "jalan",
    metadata: of("jalan"),
    paint: { "line-color": color },
  });
  const roads = { ...style, layers: [line("casing", "#999"), line("road", "#fff")] };
  expect(sampleOf(roads, "jalan")).toEqual({ shape: "line", color: "#fff", casing: "#999" });
});

describe("a fainter layer", () => {
  const zoom = ["interpolate", ["linear"], ["zoom"], 10, 0.9, 16, 0.5];
  const byClass = ["match", ["get", "kelas"], "tol", 0.8, 0.4];

  function fainter(type: string, paint?: Record<string, unknown>) {
    const layer = { id: "one", type, source: "rob", metadata: of("rob"), ...(paint && { paint }) };
    const given = { ...style, layers: [layer] } as unknown as StyleSpecification;
    return withOpacity(given, { rob: 50, banjir: 20 }).layers[0]?.paint;
  }

  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ["of a number", "fill", { "fill-opacity": 0.8 }, { "fill-opacity": 0.4 }],
    ["of none, which is one", "raster", {}, { "raster-opacity": 0.5 }],
    [
      "of a dot with its rim",
      "circle",
      { "circle-opacity": 0.6 },
      { "circle-opacity": 0.3, "circle-stroke-opacity": 0.5 },
    ],
    [
      "of a curve by zoom",
      "line",
      { "line-opacity": zoom },
      { "line-opacity": ["interpolate", ["linear"], ["zoom"], 10, 0.45, 16, 0.25] },
    ],
    [
      "of steps by zoom",
      "fill",
      { "fill-opacity": ["step", ["zoom"], 0.2, 12, byClass] },
      { "fill-opacity": ["step", ["zoom"], 0.1, 12, ["*", 0.5, byClass]] },
    ],
    [
      "of what is named and then used",
      "line",
      { "line-opacity": ["let", "class", byClass, ["step", ["zoom"], 0, 12, ["var", "class"]]] },
      {
        "line-opacity": [
          "let",
          "class",
          byClass,
          ["step", ["zoom"], 0, 12, ["*", 0.5, ["var", "class"]]],
        ],
      },
    ],
    [
      "of words and icons",
      "symbol",
      { "text-color": "#000" },
      { "text-color": "#000", "icon-opacity": 0.5, "text-opacity": 0.5 },
    ],
  ])("has its share %s", (_, type, paint, expected) => {
    expect(fainter(type, paint)).toEqual(expected);
  });

  test("leaves all others and the style itself as they are", () => {
    const before = structuredClone(style);
    const after = withOpacity(style, { batas: 30 });
    expect(after.layers.slice(0, 3)).toEqual(before.layers.slice(0, 3));
    expect(after.layers[3]?.paint).toEqual({ "line-color": "#456", "line-opacity": 0.3 });
    expect(style).toEqual(before);
  });

  test("is drawn as chosen beside one that is hidden", () => {
    const chosen = asChosen(style, { hide: ["batas"], show: [], opacity: { banjir: 40 } });
    expect(chosen.layers[1]?.paint).toMatchObject({ "fill-opacity": 0.4 });
    expect(chosen.layers[3]?.layout?.visibility).toBe("none");
  });
});
