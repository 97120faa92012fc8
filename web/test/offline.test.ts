import { describe, expect, test } from "vitest";
import { addressOf, EXTENT, metresOfUnit, tileAt, tilesOver } from "../src/offline/cover";
import { type DrawnArea, judge, NONE, UNMAPPED } from "../src/offline/judge";
import { holds, type Ring, toEdge } from "../src/offline/polygon";
import { wayOf } from "../src/offline/ways";

/** A square by its corners. */
function square(left: number, top: number, right: number, bottom: number): Ring {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

describe("a polygon of a tile", () => {
  const withHole = [square(0, 0, 100, 100), square(40, 40, 60, 60)];

  test.each([
    ["inside", 20, 50, true],
    ["in the hole", 50, 50, false],
    ["beyond", 120, 50, false],
    ["beside, at the height of a corner", -10, 100, false],
  ])("%s", (_, x, y, inside) => {
    expect(holds(withHole, { x, y })).toBe(inside);
  });

  test("holds what is in one of its parts, whichever way their rings turn", () => {
    const parts = [square(0, 0, 10, 10), [...square(20, 0, 30, 10)].reverse()];
    expect([5, 15, 25].map((x) => holds(parts, { x, y: 5 }))).toEqual([true, false, true]);
  });

  test.each([
    ["an edge", 20, 50, 20],
    ["the edge of a hole", 35, 50, 5],
    ["a corner", 103, 104, 5],
  ])("is as far as %s", (_, x, y, far) => {
    expect(toEdge(withHole, { x, y })).toBeCloseTo(far, 9);
  });

  test("without edges is nowhere near", () => {
    expect(toEdge([], { x: 0, y: 0 })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("what a drawn hazard says", () => {
  const order = ["tinggi", "sedang", "rendah"];
  const areas: DrawnArea[] = [
    { said: "rendah", rings: [square(0, 0, 100, 100)] },
    { said: "tinggi", rings: [square(100, 0, 200, 100)] },
    { said: UNMAPPED, rings: [square(0, 100, 200, 200)] },
  ];
  const at = (x: number, y: number, stray = 5) => judge(areas, { x, y }, stray, order);

  test.each([
    ["in a class", 50, 50, ["rendah"]],
    ["in another", 150, 50, ["tinggi"]],
    ["where nobody has looked", 50, 150, [UNMAPPED]],
    ["where nothing is drawn", 300, 50, [NONE]],
  ])("%s, far from borders", (_, x, y, said) => {
    expect(at(x, y)).toEqual(said);
  });

  test.each([
    ["two classes, from either side", 97, 50, ["tinggi", "rendah"]],
    ["two classes, from either side", 103, 50, ["tinggi", "rendah"]],
    ["a class and what is not mapped", 50, 98, ["rendah", UNMAPPED]],
    ["a class and nothing, from inside", 2, 50, ["rendah", NONE]],
    ["a class and nothing, from outside", -2, 50, ["rendah", NONE]],
    ["three, where they meet", 99, 99, ["tinggi", "rendah", UNMAPPED]],
  ])("near the border of %s it is all of them, the gravest first", (_, x, y, said) => {
    expect(at(x, y)).toEqual(said);
  });

  test("a border is near only as far as it may stray", () => {
    expect(at(94, 50)).toEqual(["rendah"]);
    expect(at(94, 50, 7)).toEqual(["tinggi", "rendah"]);
  });

  test("the gravest counts where areas overlap", () => {
    const over: DrawnArea[] = [
      { said: "rendah", rings: [square(0, 0, 100, 100)] },
      { said: "tinggi", rings: [square(20, 20, 80, 80)] },
    ];
    expect(judge(over, { x: 50, y: 50 }, 1, order)).toEqual(["tinggi"]);
  });

  test("a sliver thinner than a border may stray is not overlooked", () => {
    const sliver: DrawnArea[] = [{ said: "sedang", rings: [square(0, 0, 1000, 0.4)] }];
    expect(judge(sliver, { x: 500, y: 4 }, 5, order)).toEqual(["sedang", NONE]);
  });
});

describe("tiles over an area", () => {
  const source = {
    template: "/tiles/a/{z}/{x}/{y}?v=1",
    minZoom: 9,
    maxZoom: 14,
    bounds: null,
  };

  test("are those of every zoom that the source has", () => {
    const tiles = tilesOver([110.42, -6.97, 110.42, -6.97], source, [0, 16]);
    expect(tiles.map(({ z }) => z)).toEqual([9, 10, 11, 12, 13, 14]);
    expect(tiles.at(-1)).toEqual({ z: 14, x: 13217, y: 8509 });
  });

  test("are the nearest that the source has, where it has no nearer ones", () => {
    expect(tilesOver([110.42, -6.97, 110.42, -6.97], source, [16, 16])).toEqual([
      { z: 14, x: 13217, y: 8509 },
    ]);
  });

  test("leave out what lies beyond the source", () => {
    const bounds: [number, number, number, number] = [100, 0, 101, 1];
    expect(tilesOver([110, -7, 111, -6], { ...source, bounds }, [0, 14])).toEqual([]);
  });

  test("are all of a box", () => {
    expect(tilesOver([-180, -85, 180, 85], { ...source, minZoom: 2 }, [2, 2])).toHaveLength(16);
  });

  test("have the address of the template", () => {
    expect(addressOf(source, { z: 1, x: 2, y: 3 })).toBe("/tiles/a/1/2/3?v=1");
  });
});

test("a place has its place in a tile", () => {
  const { address, x, y } = tileAt({ lon: 0, lat: 0 }, 1);
  expect([address, x, y]).toEqual([[1, 1], 0, 0]);
  expect(tileAt({ lon: -90, lat: 0 }, 0).x).toBe(EXTENT / 4);
});

test("a unit of a tile at zoom 14 is about 60 cm", () => {
  expect(metresOfUnit({ lon: 110, lat: -7 }, 14)).toBeCloseTo(0.593, 3);
});

describe("the way of a request", () => {
  const ours = "https://kota.example";
  const way = (path: string, how = {}) =>
    wayOf({ url: ours + path, method: "GET", mode: "cors", cache: "default", ...how }, ours);

  test.each([
    ["/", { mode: "navigate" }, "page"],
    ["/lokasi?lon=1&lat=2", { mode: "navigate" }, "text"],
    ["/wilayah/kelurahan/33.74.01.1009", { mode: "navigate" }, "text"],
    ["/teks-38c9796595.css", {}, "look"],
    ["/assets/index-a1.js", {}, "asset"],
    ["/tiles/rob/14/13217/8509?v=1", {}, "tile"],
    ["/tiles/rob?lang=id", {}, "look"],
    ["/styles/bahaya-siang", {}, "look"],
    ["/sprites/siang@2x.png", {}, "look"],
    ["/v1/layers", {}, "look"],
    ["/v1/at?lon=1&lat=2&lang=id", {}, "answer"],
    ["/v1/search?q=a", {}, "answer"],
  ])("%s is kept", (path, how, kept) => {
    expect(way(path, how)).toBe(kept);
  });

  test.each([
    ["/docs", { mode: "navigate" }],
    ["/v1/layers/rob/features?format=csv", {}],
    ["/tiles/rob/14/13217/8509", {}],
    ["/v1/exposure", { method: "POST" }],
    ["/v1/at?lon=1&lat=2", { method: "HEAD" }],
    ["/v1/at?lon=1&lat=2", { cache: "no-store" }],
    ["/healthz", {}],
    ["/readyz", {}],
    ["/metrics", {}],
    ["/admin/layers", {}],
    ["/openapi.json", {}],
    ["/sw.js", {}],
  ])("%s %j is left alone", (path, how) => {
    expect(way(path, how)).toBeNull();
  });

  test("of another origin is left alone", () => {
    const other = { url: "https://lain.example/v1/at", method: "GET", mode: "cors" };
    expect(wayOf({ ...other, cache: "default" }, ours)).toBeNull();
  });
});
