import type { StyleSpecification } from "maplibre-gl";
import { expect, test } from "vitest";
import { InView, telling } from "../src/furniture/in-view";

const label = { id: "Polisi", en: "Police" };
const metadata = { "wareng:layer": "fasilitas" };
const ours = (type: "fill" | "line" | "circle" | "symbol", values = {}, layer = "fasilitas") => ({
  layer: { type, metadata: { "wareng:layer": layer }, ...values },
});
/** A colour as MapLibre hands it out. */
const rgb = (r: number, g: number, b: number) => ({ r: r / 255, g: g / 255, b: b / 255, a: 1 });

test("a colour that is drawn is in view, of its layer alone", () => {
  const view = new InView([ours("circle", { paint: { "circle-color": rgb(10, 102, 168) } })]);
  expect(view.has("fasilitas", { color: "#0A66A8", label })).toBe(true);
  expect(view.has("fasilitas", { color: "#0a66a9", label })).toBe(false);
  expect(view.has("sekolah", { color: "#0a66a8", label })).toBe(false);
});

test("an image that is drawn is in view, and no colour of the same feature", () => {
  const drawn = { layout: { "icon-image": { name: "polisi" } }, paint: { "icon-color": "#000" } };
  const view = new InView([ours("symbol", drawn)]);
  expect(view.has("fasilitas", { icon: "polisi", label })).toBe(true);
  expect(view.has("fasilitas", { icon: "damkar", label })).toBe(false);
  expect(view.has("fasilitas", { color: "#000", label })).toBe(false);
});

test("what was not mapped is told by the hazard", () => {
  const hatch = { ...ours("fill", {}, "rob"), sourceLayer: "rob.unmapped" };
  expect([...new InView([hatch]).unmapped]).toEqual(["rob"]);
});

test("what is not ours is not in view", () => {
  const sketch = { layer: { type: "fill" as const, paint: { "fill-color": "#123456" } } };
  expect(new InView([sketch]).has("", { color: "#123456", label })).toBe(false);
});

test("asked are the colours and images of what has a legend, and what was not mapped", () => {
  const at = { source: "one", "source-layer": "one" };
  const legend = { ...metadata, "wareng:legend": [{ icon: "polisi", label }] };
  const style = {
    version: 8,
    sources: {},
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#fff" } },
      {
        id: "road",
        type: "line",
        ...at,
        metadata: { "wareng:layer": "jalan" },
        paint: { "line-color": "#fff" },
      },
      { id: "dot", type: "circle", ...at, metadata, paint: { "circle-color": "#123456" } },
      { id: "name", type: "symbol", ...at, metadata, layout: { "text-field": "a" } },
      { id: "icon", type: "symbol", ...at, metadata: legend, layout: { "icon-image": "polisi" } },
      {
        id: "hatch",
        type: "fill",
        source: "one",
        "source-layer": "rob.unmapped",
        metadata: { "wareng:layer": "rob" },
        paint: { "fill-pattern": "arsir-1" },
      },
    ],
  } as StyleSpecification;
  expect(telling(style)).toEqual(["dot", "icon", "hatch"]);
});
