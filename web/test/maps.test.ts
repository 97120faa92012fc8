import { describe, expect, test } from "vitest";
import type { Catalog, Layer } from "../src/api";
import {
  hasKind,
  kindOf,
  mapOf,
  mapsOf,
  sameLook,
  styleName,
  subjectOf,
  topicOf,
} from "../src/maps";

/** A catalogue of layers of these kinds; `-` before a kind leaves out its tiles. */
function catalog(...kinds: string[]): Catalog {
  const layers = kinds.map((kind, i) => ({
    id: `l${i}`,
    status: "served",
    kind: kind.replace("-", ""),
    ...(kind.startsWith("-") ? {} : { tiles: `/tiles/l${i}` }),
  }));
  return { layers: layers as unknown as Layer[] } as Catalog;
}

describe("the maps of a city", () => {
  test.each([
    [
      ["hazard", "school", "population", "base"],
      ["bahaya", "sekolah", "penduduk", "dasar"],
    ],
    [
      ["boundary", "zoning"],
      ["sekolah", "dasar"],
    ],
    [["facility"], ["bahaya", "dasar"]],
    [["-population", "boundary"], ["dasar"]],
    [[], ["dasar"]],
  ])("with %j are %j", (kinds, maps) => {
    expect(mapsOf(catalog(...kinds))).toEqual(maps);
  });

  test("do not come from layers that are refused", () => {
    const refused: Layer = { id: "a", status: "refused", problems: [], kind: "hazard" };
    expect(mapsOf({ layers: [refused] } as unknown as Catalog)).toEqual(["dasar"]);
  });
});

test("the map is the asked one where the city has it, else the city's first", () => {
  const city = catalog("school", "base");
  expect(mapOf("dasar", city)).toBe("dasar");
  expect(mapOf("bahaya", city)).toBe("sekolah");
  expect(mapOf(null, city)).toBe("sekolah");
  expect(mapOf(null, undefined)).toBe("bahaya");
  expect(mapOf("penduduk", undefined)).toBe("penduduk");
});

test("a map of hazards without any is one of facilities", () => {
  expect(subjectOf("bahaya", catalog("facility"))).toBe("fasilitas");
  expect(subjectOf("bahaya", catalog("hazard"))).toBe("bahaya");
  expect(subjectOf("dasar", catalog())).toBe("dasar");
});

test("a hint promises only what an answer can hold", () => {
  expect(topicOf("bahaya", catalog("hazard"))).toBe("hazard");
  expect(topicOf("bahaya", catalog("facility"))).toBe("place");
  expect(topicOf("sekolah", catalog("school"))).toBe("place");
  expect(topicOf("sekolah", catalog("zoning"))).toBe("zoning");
  expect(topicOf("penduduk", catalog("population"))).toBe("population");
  expect(topicOf("dasar", catalog("hazard"))).toBe("place");
});

test("a refused layer may not say its kind", () => {
  const mute: Layer = { id: "a", status: "refused", problems: [] };
  const named: Layer = { ...mute, kind: "hazard" };
  expect(kindOf(mute)).toBe("");
  expect(kindOf(named)).toBe("hazard");
  expect(hasKind({ layers: [mute] } as unknown as Catalog, "hazard")).toBe(false);
  expect(hasKind({ layers: [named] } as unknown as Catalog, "hazard")).toBe(true);
});

test("a look names its style", () => {
  expect(styleName({ map: "sekolah", night: true })).toBe("sekolah-malam");
  expect(styleName({ map: "dasar", night: false })).toBe("dasar-siang");
  expect(sameLook({ map: "dasar", night: false }, { map: "dasar", night: true })).toBe(false);
});
