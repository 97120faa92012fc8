import { expect, test } from "vitest";
import type { Around, Catalog, ClassRow, Exposed, ExposedUnit, Exposure } from "../src/api";
import { csvOf } from "../src/planner/csv";
import { amountOf } from "../src/planner/figure";
import { areaGeoJson } from "../src/planner/geojson";
import { measured, told } from "../src/planner/measure";
import { planOf } from "../src/planner/plan";
import { readingOf } from "../src/planner/reading";
import { amounts } from "../src/planner/sheet";
import { peopleText } from "../src/responder/people";

type Row = [area_m2: number, people: number];

const counted = ([area_m2, people]: Row) => ({ area_m2, people, measures: { anak: people / 10 } });

function exposed(whole: Row, high: Row, hidden?: string[]): Exposed {
  const rest: Row = [whole[0] - high[0], whole[1] - high[1]];
  const row = (status: string, of: Row): ClassRow => ({
    status,
    ...(status === "mapped" && { class: "tinggi", label: "Tinggi" }),
    ...counted(of),
    share: of[0] / whole[0],
    people_share: of[1] / whole[1] || 0,
  });
  const hazards = { rob: [row("mapped", high), row("none", rest)] };
  return { ...counted(whole), ...(hidden && { hidden }), hazards };
}

const unit = (code: string, of: Exposed): ExposedUnit => ({
  ...of,
  rank: 1,
  level: "kelurahan",
  code,
  name: `Kelurahan ${code}`,
});

const SOME = ["people", "anak"];
const UNITS = [
  unit("1", exposed([200, 900], [0, 0])),
  unit("2", exposed([200, 0], [100, 0], SOME)),
  unit("3", exposed([200, 0], [0, 0], SOME)),
  unit("4", exposed([200, 500], [50, 70])),
];

const answer = {
  snapshot: "b3:1",
  whole: exposed([800, 1400], [150, 70], SOME),
  units: UNITS,
  spread: { by: "area", note: "Perkiraan." },
  sources: {},
} as Exposure;

const catalog = {
  city: { levels: [{ id: "kelurahan", label: { id: "Kelurahan" } }] },
  layers: [],
} as unknown as Catalog;

function reading(own: Record<string, string>, of = answer) {
  const read = readingOf(of, planOf(own), { catalog, lang: "id" });
  if (!read) throw new Error("nothing is counted");
  return read;
}

test.each([
  ["rob.tinggi.people", ["4 70", "2 tidak diumumkan", "1 0", "3 0"]],
  ["rob.tinggi.people_share", ["4 14 %", "2 tidak diumumkan", "1 0 %", "3 0 %"]],
  ["rob.tinggi.m.anak", ["4 7", "2 tidak diumumkan", "1 0", "3 0"]],
  ["rob.none.people", ["1 900", "4 430", "2 tidak diumumkan", "3 tidak diumumkan"]],
  ["rob.tinggi.area", ["2 0 ha", "4 0 ha", "1 0 ha", "3 0 ha"]],
])("a unit whose count is too small is not ranked as one of nobody: %s", (figure, expected) => {
  const { ranked, figure: by } = reading({ figure });
  const rows = ranked.map((one) => `${one.code} ${told(amountOf(one, by), by.measure, "id")}`);
  expect(rows).toEqual(expected);
});

test("a sum that leaves some out is told as the least", () => {
  expect(amounts(reading({}))).toBe("0,1 ha · sekurangnya 1.400 jiwa");
  expect(amounts(reading({ units: "2" }))).toBe(
    "0 ha · Penduduk: tidak diumumkan (terlalu sedikit)",
  );
  expect(amounts(reading({ units: "2,4" }))).toBe("0 ha · sekurangnya 500 jiwa");
  expect(amounts(reading({ units: "1,4" }))).toBe("0 ha · 1.400 jiwa");
});

test("of a whole that leaves some out a part has about its share, and the whole all of it", () => {
  const { subject, columns } = reading({});
  const share = columns[0]?.measures.find(({ id }) => id === "people_share");
  if (!share) throw new Error("no share of people");
  const high = subject.hazards.rob ?? [];
  const read = [[subject], high.slice(0, 1)].map((parts) => measured(share, parts, subject));
  expect(read.map((amount) => told(amount, share, "id"))).toEqual(["100 %", "kira-kira 5 %"]);
});

test("a table for a program names what is hidden, and has no number where none is published", () => {
  const rows = csvOf(reading({ units: "2,4" }))
    .trim()
    .split("\r\n");
  const head = "level,code,name,hazard,status,class,share,people_share,people,area_m2,anak";
  expect(rows[0]).toBe(`${head},hidden,note`);
  expect(rows).toContain(
    "kelurahan,2,Kelurahan 2,rob,mapped,tinggi,0.5,,,100,,people+anak,Perkiraan.",
  );
  expect(rows).toContain("kelurahan,4,Kelurahan 4,rob,mapped,tinggi,0.25,0.14,70,50,7,,Perkiraan.");
});

test("so has an area for a map", () => {
  const area = { ...answer, whole: exposed([200, 0], [100, 0], SOME), units: [] };
  const [feature] = areaGeoJson(reading({ task: "held" }, area), [[[[0, 0]]]]).features;
  expect(feature?.properties).toMatchObject({
    area_m2: 200,
    people: null,
    hidden: "people+anak",
    "rob.tinggi.area_m2": 100,
    "rob.tinggi.anak": null,
  });
});

test.each([
  [{ count: 1234, by: "area" }, "Dalam radius 2 km: 1.234 jiwa"],
  [{ count: 1234, by: "area", hidden: true }, "Dalam radius 2 km: sekurangnya 1.234 jiwa"],
  [{ count: 0, by: "area", hidden: true }, "Dalam radius 2 km: tidak diumumkan (terlalu sedikit)"],
  [undefined, "Dalam radius 2 km: Tidak tersedia"],
])("people within a radius: %o", (people, text) => {
  expect(peopleText({ radius_m: 2000, people } as unknown as Around, "id")).toBe(text);
});
