import { describe, expect, test } from "vitest";
import { facts, gravestFirst, headline, rankOf, summary } from "../src/answer";
import type { Answer, Catalog, Finding, Layer, Unit } from "../src/api";

const label = (id: string) => ({ id, en: id });

const text = label("…");

function hazard(id: string, classes: string[]): Layer {
  return {
    id,
    kind: "hazard",
    title: label(id),
    status: "served",
    problems: [],
    version: "b3:1",
    features: 1,
    vertices: 4,
    min_zoom: 9,
    max_zoom: 16,
    classes: classes.map((one) => ({
      id: one,
      label: label(one),
      meaning: text,
      advice: text,
      color: "#000000",
    })),
    fields: [],
    provenance: { publisher: "…", licence: "…", dated: "2025", link: "…", contact: "…" },
    memory: { coordinates: 64, columns: 0, locator: 64, borders: 64, tiles: 64 },
    report: { read: 1, kept: 1, repairs: [], warnings: [] },
  };
}

const catalog: Catalog = {
  snapshot: "b3:1",
  city: {
    name: { id: "Kota Contoh", en: "Sample City" },
    code: "00.00",
    area: [0, 0, 1, 1],
    view: { lon: 0, lat: 0, zoom: 10 },
    emergency: "112",
    contact: "mailto:a@example.org",
    levels: [
      { id: "kelurahan", label: { id: "Kelurahan", en: "Urban village" } },
      { id: "kecamatan", label: { id: "Kecamatan", en: "District" } },
    ],
  },
  layers: [
    hazard("banjir", ["rendah", "sedang", "tinggi"]),
    hazard("longsor", ["rendah", "sedang", "tinggi", "sangat_tinggi"]),
  ],
};

type Measured = Pick<Finding, "border_m" | "worse" | "edge">;
type Mapped = Extract<Finding, { status: "mapped" }>;

function mapped(layer: string, id: string, rest: Measured & Partial<Mapped> = {}): Finding {
  const about = { label: id, meaning: "…", advice: "…", color: "#000000", also: [] };
  return { layer, kind: "hazard", title: layer, status: "mapped", class: id, ...about, ...rest };
}

function finding(layer: string, status: "none" | "unmapped", rest: Measured = {}): Finding {
  return { layer, kind: "hazard", title: layer, status, ...rest };
}

const classOf = (one: Finding | undefined) => (one?.status === "mapped" ? one.class : one?.status);

function answer(units: Unit[], findings: Finding[] = []): Answer {
  const place = { lon: 0.5, lat: 0.5 };
  return { snapshot: "b3:1", place, units, findings, zones: [], population: null, sources: {} };
}

describe("the order of findings", () => {
  test("is the gravest first, each class against its own layer's classes", () => {
    const order = gravestFirst(
      [
        finding("a", "none"),
        finding("b", "unmapped"),
        mapped("longsor", "tinggi"),
        mapped("banjir", "tinggi"),
        mapped("banjir", "rendah"),
      ],
      catalog,
    );
    expect(order.map((one) => `${one.layer} ${classOf(one)}`)).toEqual([
      "banjir tinggi",
      "longsor tinggi",
      "banjir rendah",
      "b unmapped",
      "a none",
    ]);
  });

  test("keeps the catalogue's order among equals", () => {
    const equal = ["x", "y", "z"].map((id) => finding(id, "unmapped"));
    expect(gravestFirst(equal, catalog)).toEqual(equal);
  });

  test("puts a class that the catalogue does not know before what is not mapped", () => {
    const order = gravestFirst([finding("a", "unmapped"), mapped("banjir", "baru")], catalog);
    expect(classOf(order[0])).toBe("baru");
  });
});

test("a rank is counted from the least grave", () => {
  expect(rankOf(mapped("longsor", "sedang"), catalog)).toEqual({ rank: 2, of: 4 });
  expect(rankOf(finding("longsor", "none"), catalog)).toBeNull();
});

describe("the headline", () => {
  test("names the smallest unit and lists the larger", () => {
    const units: Unit[] = [
      { level: "kelurahan", status: "inside", code: "1", name: "Miroto", border_m: 84.2, also: [] },
      { level: "kecamatan", status: "inside", code: "2", name: "Tengah", border_m: 1320, also: [] },
    ];
    expect(headline(answer(units), catalog, "id")).toEqual({
      title: { text: "Kelurahan Miroto", code: "1" },
      lines: [{ text: "Kecamatan Tengah", code: "2" }],
      border: "84 m dari batas kelurahan",
    });
    expect(headline(answer(units), catalog, "en").title.text).toBe("Miroto (urban village)");
  });

  test("of a unit without a name has the code as its name, and not twice", () => {
    const units: Unit[] = [{ level: "kelurahan", status: "inside", code: "1", name: "", also: [] }];
    expect(headline(answer(units), catalog, "id").title).toEqual({ text: "Kelurahan 1" });
  });

  test("of a place on a shared border names both units", () => {
    const units: Unit[] = [
      {
        level: "kelurahan",
        status: "inside",
        code: "1",
        name: "Miroto",
        border_m: 0,
        also: [{ code: "2", name: "Pekunden" }],
      },
    ];
    expect(headline(answer(units), catalog, "id").lines).toEqual([{ text: "Juga Pekunden" }]);
  });

  test("of a gap says so, with the nearest unit and the metres", () => {
    const nearest = { code: "1", name: "Miroto", distance_m: 12.2 };
    const units: Unit[] = [
      { level: "kelurahan", status: "gap", nearest },
      { level: "kecamatan", status: "outside" },
    ];
    expect(headline(answer(units), catalog, "id")).toEqual({
      title: { text: "Di antara dua kelurahan" },
      lines: [{ text: "Terdekat Miroto, 12 m" }, { text: "Di luar semua kecamatan" }],
      border: null,
    });
  });

  test("of a level that is not served says so, and not that the place is outside", () => {
    const units: Unit[] = [
      { level: "kelurahan", status: "unavailable" },
      { level: "kecamatan", status: "inside", code: "2", name: "Tengah", also: [] },
    ];
    expect(headline(answer(units), catalog, "id")).toEqual({
      title: { text: "Kelurahan sedang tidak tersedia" },
      lines: [{ text: "Kecamatan Tengah", code: "2" }],
      border: null,
    });
  });

  test("outside every unit is outside the city", () => {
    const nearest = { code: "1", name: "Miroto", distance_m: 2400 };
    const units: Unit[] = [{ level: "kelurahan", status: "outside", nearest }];
    expect(headline(answer(units), catalog, "id")).toEqual({
      title: { text: "Di luar Kota Contoh" },
      lines: [{ text: "Di luar semua kelurahan, terdekat Miroto, 2,4 km" }],
      border: null,
    });
    expect(headline(answer([]), catalog, "id").title.text).toBe("Tempat ini");
  });
});

describe("the facts of a finding", () => {
  const worse = { class: "tinggi", label: "Tinggi", distance_m: 35.1 };

  test("in a hazard area name what is worse, the border and the overlap", () => {
    const also = [{ class: "rendah", label: "Rendah" }];
    expect(facts(mapped("banjir", "sedang", { worse, border_m: 12.4, also }), "id")).toEqual([
      "Lebih parah: Tinggi, 35 m dari sini",
      "Tepi daerah ini 12 m dari sini",
      "Di sini bertumpang dengan kelas Rendah",
    ]);
  });

  test("outside one name the nearest area, and its border only once", () => {
    expect(facts(finding("banjir", "none", { worse, border_m: 35.1 }), "id")).toEqual([
      "Daerah bahaya terdekat: Tinggi, 35 m dari sini",
    ]);
    expect(facts(finding("banjir", "none", { worse, border_m: 9 }), "id")).toHaveLength(2);
    expect(facts(mapped("banjir", "sedang", { worse, border_m: 35.1 }), "id")).toHaveLength(1);
  });

  test("where nothing is mapped are none: there is nothing to measure from", () => {
    expect(facts(finding("rob", "unmapped", { worse, border_m: 1 }), "id")).toEqual([]);
  });
});

test("the summary counts what is mapped, not mapped and not included apart", () => {
  const findings = [
    mapped("banjir", "tinggi"),
    finding("rob", "unmapped"),
    finding("longsor", "none"),
  ];
  expect(summary(answer([], findings), catalog, "id")).toBe(
    "1 bahaya di sini, 1 belum dipetakan, 1 tidak termasuk daerah bahaya",
  );
});

test("the summary begins as a sentence does, whatever is counted first", () => {
  const said = summary(answer([], [finding("rob", "unmapped")]), catalog, "en");
  expect(said).toBe("Not mapped: 1");
});

describe("the summary of an answer without findings", () => {
  const units: Unit[] = [{ level: "kelurahan", status: "inside", code: "1", name: "A", also: [] }];
  const bare = { ...catalog, layers: [] };

  test("says that nothing answers only where nothing does", () => {
    expect(summary(answer([]), catalog, "en")).toBe("No layer can answer for this place.");
    expect(summary(answer([]), bare, "en")).toBe("No layer can answer for this place.");
    expect(summary(answer(units), catalog, "en")).toBe("");
  });

  test("says that there is no hazard layer only where that is sure", () => {
    const refused: Layer = { id: "banjir", status: "refused", problems: ["no file"] };
    expect(summary(answer(units), bare, "en")).toBe("This map has no hazard layer.");
    expect(summary(answer(units), { ...bare, layers: [refused] }, "en")).toBe("");
  });
});
