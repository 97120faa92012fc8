import { describe, expect, test } from "vitest";
import type { Around, Catalog } from "../src/api";
import { costOf } from "../src/cost";
import { choicesOf, kindsToAsk, ownOf } from "../src/responder/choices";
import { gravestFirst } from "../src/responder/hazards";
import { inOneLine, whereabouts } from "../src/responder/headline";

const catalog = {
  city: {
    name: { id: "Kota Contoh", en: "Example City" },
    levels: [{ id: "kelurahan", label: { id: "Kelurahan", en: "Urban village" } }],
  },
  layers: [
    {
      status: "served",
      id: "banjir",
      kind: "hazard",
      title: { id: "Banjir", en: "Flood" },
      classes: [{ id: "rendah" }, { id: "tinggi" }],
    },
  ],
} as unknown as Catalog;

describe("what a link says", () => {
  test.each([
    {},
    { radius: "500" },
    { kinds: "damkar,rumah sakit", to: "damkar" },
    { kinds: "-" },
    { path: "-", full: "1" },
    { path: "110.4,-7,110.41,-7.01" },
  ])("is read and written alike: %o", (own) => {
    expect(ownOf(choicesOf(own))).toEqual(own);
  });

  test("is a kilometre, all kinds and no way where it says nothing", () => {
    expect(choicesOf({})).toMatchObject({ radius_m: 1000, kinds: null, path: null, full: false });
  });

  test("is left out where it is nonsense or was cut short", () => {
    expect(choicesOf({ radius: "7" }).radius_m).toBe(1000);
    const { path } = choicesOf({ path: "110.4,-7,110.41" });
    expect(path).toEqual([{ lon: 110.4, lat: -7 }]);
    expect(choicesOf({ path: "200,0,x,y,110.4,-7" }).path).toEqual([{ lon: 110.4, lat: -7 }]);
    expect(choicesOf({ kinds: "-" }).kinds).toEqual([]);
  });
});

test("kinds are named only where one was left out of the answer to all", () => {
  const choices = choicesOf({ kinds: "damkar,polisi" });
  expect(kindsToAsk(choices, [])).toEqual([]);
  expect(kindsToAsk(choices, ["puskesmas"])).toEqual([]);
  expect(kindsToAsk(choices, ["polisi"])).toEqual(["damkar", "polisi"]);
  expect(kindsToAsk(choicesOf({}), ["polisi"])).toEqual([]);
});

test("the gravest hazard comes first, what is free of hazard last", () => {
  const order = gravestFirst(
    [
      { layer: "banjir", status: "none" },
      { layer: "banjir", status: "unmapped" },
      { layer: "banjir", status: "mapped", class: "rendah" },
      { layer: "banjir", status: "unavailable" },
      { layer: "banjir", status: "mapped", class: "tinggi" },
    ],
    catalog,
  );
  const told = order.map((one) => one.class ?? one.status);
  expect(told).toEqual(["tinggi", "rendah", "unmapped", "unavailable", "none"]);
});

describe("where a place is", () => {
  const of = (status: string, name?: string) => [
    { level: "kelurahan", status, code: "1", ...(name && { name }) },
  ];

  test.each([
    [of("inside", "Contoh"), "Kelurahan Contoh"],
    [of("inside"), "Kelurahan 1"],
    [of("gap", "Contoh"), "Di antara dua kelurahan"],
    [of("outside"), "Di luar Kota Contoh"],
    [of("unavailable"), "Kelurahan sedang tidak tersedia"],
    [[], "Tempat ini"],
  ])("%o is %s", (units, text) => {
    expect(whereabouts(units, catalog, "id")).toEqual([text]);
  });

  test("is told with hazards and people in one line", () => {
    const answer = {
      radius_m: 2000,
      units: of("inside", "Contoh"),
      hazards: [{ layer: "banjir", status: "unmapped" }],
      people: { count: 12345, by: "area" },
    } as unknown as Around;
    expect(inOneLine(answer, catalog, "en")).toBe(
      "Contoh (urban village). Flood: Not mapped: this does not mean safe. Within 2 km: 12,345 people",
    );
  });
});

test("what came from the browser's cache costs nothing", () => {
  const cost = costOf([{ transferSize: 1300 }, { transferSize: 0 }, { transferSize: 300 }]);
  expect(cost).toEqual({ bytes: 1600, requests: 2 });
});
