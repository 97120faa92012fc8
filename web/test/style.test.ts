import type { StyleSpecification } from "maplibre-gl";
import { expect, test } from "vitest";
import { drawnFrom, draws, offByDefault, sampleOf, withHidden } from "../src/style";

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
