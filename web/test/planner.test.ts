import { describe, expect, test } from "vitest";
import { classOf, quantiles } from "../src/planner/breaks";
import { handlesOf, moved, without } from "../src/planner/corners";
import { ownOf, planOf, taskFor } from "../src/planner/plan";
import { formatShape, MOST_IN_LINK, parseShape, type Shape } from "../src/planner/shape";
import { together } from "../src/planner/sum";
import { readGeoJson } from "../src/planner/upload";

const SQUARE: Shape = [
  [
    [
      [110.4, -7],
      [110.5, -7],
      [110.5, -6.9],
      [110.4, -6.9],
    ],
  ],
];
const HOLED: Shape = [
  [
    SQUARE[0]?.[0] ?? [],
    [
      [110.42, -6.98],
      [110.44, -6.98],
      [110.44, -6.96],
    ],
  ],
  [
    [
      [-179.999999, 89.999999],
      [-179, 89],
      [0, 0],
    ],
  ],
];

describe("a shape in a link", () => {
  test("comes back as it was, holes and all", () => {
    for (const shape of [SQUARE, HOLED]) expect(parseShape(formatShape(shape))).toEqual(shape);
  });

  test("is short, and of letters that no link changes", () => {
    const text = formatShape(HOLED);
    expect(encodeURIComponent(text)).toBe(text);
    expect(formatShape(SQUARE).length).toBeLessThan(40);
  });

  test.each(["", "A", "AAAA", "svxqy~", "ä", formatShape(SQUARE).slice(0, -1), "_".repeat(30)])(
    "that is cut short or made up is none: %s",
    (text) => {
      expect(parseShape(text)).toBeNull();
    },
  );

  test("is left out where it would be too long", () => {
    const many = Array.from({ length: 3000 }, (_, i) => {
      const turn = (i / 3000) * 2 * Math.PI;
      return [110 + 0.1 * Math.cos(turn), -7 + 0.1 * Math.sin(turn)] as const;
    });
    expect(formatShape([[many]]).length).toBeGreaterThan(MOST_IN_LINK);
    expect(taskFor([[many]])).toEqual({ kind: "held" });
    expect(taskFor(SQUARE).kind).toBe("area");
  });
});

describe("a plan in a link", () => {
  test.each([
    {},
    { units: "33.74.01,33.74.02", by: "kecamatan", figure: "rob.tinggi.people", find: "sari" },
    { area: formatShape(SQUARE), task: "edit", beside: "rob", columns: "sekolah" },
    { task: "draw", draft: formatShape(SQUARE) },
    { task: "held", shut: "1" },
    { plain: "1", all: "1" },
  ])("comes back as it was: %o", (own) => {
    expect(ownOf(planOf(own))).toEqual(own);
  });

  test("that names no area that can be read asks for units", () => {
    expect(planOf({ area: "!", task: "edit" }).task).toEqual({ kind: "units", chosen: [] });
  });
});

describe("classes of a figure", () => {
  test("hold as many units each, and nothing is in none", () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const breaks = quantiles(values);
    expect(breaks).toHaveLength(5);
    expect(classOf(0, breaks)).toBeNull();
    const counts = [0, 1, 2, 3, 4].map(
      (index) => values.filter((value) => classOf(value, breaks) === index).length,
    );
    for (const count of counts) expect(Math.abs(count - 20)).toBeLessThanOrEqual(2);
  });

  test("are fewer where values are alike, and none where there is nothing", () => {
    expect(quantiles([7, 7, 7, 7])).toEqual([0, 7]);
    expect(quantiles([0, 0])).toEqual([]);
  });
});

test("units together have the sums of all that they count, and shares of the whole", () => {
  const row = (area_m2: number, people: number) => ({
    status: "mapped",
    class: "tinggi",
    label: "Tinggi",
    share: 0.5,
    people_share: 0.5,
    area_m2,
    people,
  });
  const unit = (area_m2: number, people: number, siswa: number) => ({
    area_m2,
    people,
    measures: { anak: people / 10 },
    facilities: { sekolah: { count: 1, sums: { siswa } } },
    hazards: { rob: [row(area_m2 / 2, people / 2)] },
  });
  const both = together([unit(100, 50, 7), unit(300, 150, 5)]);
  expect(both).toMatchObject({
    area_m2: 400,
    people: 200,
    measures: { anak: 20 },
    facilities: { sekolah: { count: 2, sums: { siswa: 12 } } },
    hazards: { rob: [{ area_m2: 200, people: 100, share: 0.5, people_share: 0.5 }] },
  });
  expect(together([])).toBeNull();
});

describe("corners", () => {
  test("move, grow from the middle of a side, and go while three are left", () => {
    const [first, middle] = handlesOf(SQUARE);
    if (!first || !middle) throw new Error("no handles");
    expect(moved(SQUARE, first, [110, -7])[0]?.[0]?.[0]).toEqual([110, -7]);
    const grown = moved(SQUARE, middle, [110.45, -7.1]);
    expect(grown[0]?.[0]?.[1]).toEqual([110.45, -7.1]);
    expect(grown[0]?.[0]).toHaveLength(5);
    const three = without(SQUARE, first.spot);
    expect(three[0]?.[0]).toHaveLength(3);
    expect(without(three, first.spot)).toEqual(three);
  });
});

describe("a file", () => {
  const ring = [
    [110.4, -7],
    [110.5, -7],
    [110.5, -6.9],
    [110.4, -7],
  ];
  const polygon = { type: "Polygon", coordinates: [ring] };
  const feature = { type: "Feature", properties: null, geometry: polygon };

  test.each([
    ["a polygon", polygon, 1],
    ["a feature", feature, 1],
    [
      "a collection, of which only polygons count",
      {
        type: "FeatureCollection",
        features: [
          feature,
          { type: "Feature", geometry: { type: "Point", coordinates: [1, 2] } },
          feature,
        ],
      },
      2,
    ],
    [
      "polygons with heights",
      { type: "MultiPolygon", coordinates: [[ring.map((one) => [...one, 12])]] },
      1,
    ],
  ])("with %s is read", (_, json, count) => {
    const read = readGeoJson(JSON.stringify(json));
    expect("shape" in read && read.shape).toHaveLength(count);
    expect("shape" in read && read.shape[0]?.[0]).toHaveLength(3);
  });

  test.each([
    ["noJson", "PK\u0003"],
    ["noPolygon", "null"],
    ["noPolygon", '{"type":"Feature","geometry":null}'],
    ["noPolygon", '{"type":"Polygon","coordinates":[[["a","b"]]]}'],
    [
      "notDegrees",
      JSON.stringify({
        type: "Polygon",
        coordinates: [
          [
            [4e5, 9e6],
            [4e5, 9.1e6],
            [5e5, 9e6],
          ],
        ],
      }),
    ],
  ])("that is none is refused: %s", (fault, text) => {
    expect(readGeoJson(text)).toEqual({ fault });
  });
});
