import { expect, test } from "vitest";
import type { Answer, Catalog } from "../src/api";
import { inReach } from "../src/resident/nearest";
import { asText, type Told } from "../src/resident/text";

const answer = {
  snapshot: "b3:1",
  place: { lon: 110.42, lat: -6.97 },
  notice: "Data ilustrasi.",
  units: [{ level: "kelurahan", status: "inside", code: "1", name: "Kauman", also: [] }],
  findings: [
    { layer: "rob", kind: "hazard", title: "Rob", status: "none" },
    { layer: "longsor", kind: "hazard", title: "Longsor", status: "unmapped" },
    {
      layer: "banjir",
      kind: "hazard",
      title: "Banjir",
      status: "mapped",
      class: "tinggi",
      label: "Tinggi",
      meaning: "Dalam.",
      advice: "Naik.",
      color: "#000000",
      also: [],
    },
  ],
  zones: [],
  population: null,
  sources: {
    banjir: { version: "1", publisher: "BPBD", licence: "", dated: "2025", link: "", contact: "" },
    rob: { version: "1", publisher: "BPBD", licence: "", dated: "2025", link: "", contact: "" },
  },
} as unknown as Answer;

const catalog = {
  city: {
    name: { id: "Kota Contoh" },
    emergency: "112",
    levels: [{ id: "kelurahan", label: { id: "Kelurahan" } }],
  },
  layers: [],
} as unknown as Catalog;

const told: Told = {
  answer,
  around: undefined,
  catalog,
  lang: "id",
  found: "Dekat Jl. Nilam, 5 m",
  link: "https://peta.example/#at=110.42,-6.97",
};

test("the text says all of the answer, the most serious first", () => {
  expect(asText(told)).toBe(
    [
      "*Kelurahan Kauman*",
      "Dekat Jl. Nilam, 5 m",
      "6,97000° LS, 110,42000° BT",
      "",
      "*Banjir: Tinggi*",
      "Dalam.",
      "Yang perlu dilakukan: Naik.",
      "",
      "*Longsor*: Belum dipetakan: bukan berarti aman",
      "Tanyakan kepada petugas setempat.",
      "",
      "*Rob*: Di dalam wilayah yang dipetakan, tidak termasuk daerah bahaya",
      "",
      "Darurat: *112*",
      "Sumber data: BPBD (2025)",
      "",
      "Data ilustrasi.",
      "",
      "https://peta.example/#at=110.42,-6.97",
    ].join("\n"),
  );
});

test("the nearest facilities are told where they are known", () => {
  const nearest = [
    {
      kind: "rumah sakit",
      name: "RS Contoh",
      phone: "(024) 1",
      distance_m: 950,
      bearing: 90,
      at: [110.43, -6.97],
    },
    { kind: "posko", distance_m: 2000, at: [110.4, -6.9] },
  ];
  const text = asText({ ...told, around: { nearest } as unknown as Told["around"] });
  expect(text).toContain("- Rumah sakit: RS Contoh, 950 m timur, (024) 1");
  expect(text).toContain("- Posko: 2 km");
});

test("who asks about another city is not sent to this one for help", () => {
  const nearest = [
    { kind: "polisi", distance_m: 12_000 },
    { kind: "damkar", distance_m: 392_000 },
  ];
  const answer = inReach({ nearest } as unknown as Parameters<typeof inReach>[0]);
  expect(answer.nearest.map(({ kind }) => kind)).toEqual(["polisi"]);
});
