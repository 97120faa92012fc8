import { expect, test } from "vitest";
import type { Schools } from "../src/api";
import { asText } from "../src/parent/text";

const school = { npsn: "1", level: "SMP", in_zone: true, distance_m: 812, bearing: 2 };

const answer = {
  level: "SMP",
  place: { lon: 110.42, lat: -6.97 },
  about: "Ini informasi, bukan penerimaan.",
  schools: [
    { ...school, name: "SMP Negeri 1", status: "negeri", seats: 256, address: "Jl. Nilam 1" },
    { ...school, npsn: "2", name: "SMP Harapan", in_zone: false, distance_m: 2400 },
  ],
  without_place: [],
  admission: null,
  notice: "Data ilustrasi.",
} as unknown as Schools;

test("schools are told as text: those of the zone first, what is not known left out", () => {
  const text = asText({ answer, lang: "id", found: "Dekat Jl. Nilam, 5 m", link: "https://peta" });
  expect(text.split("\n\n")).toEqual([
    "*Sekolah SMP untuk rumah ini*\nDekat Jl. Nilam, 5 m\n6,97000° LS, 110,42000° BT",
    "Ini informasi, bukan penerimaan.",
    "*Rumah ini di zona 1 sekolah*\n- SMP Negeri 1: Negeri; 812 m utara; Kursi 256; Jl. Nilam 1",
    "*Sekolah lain, dari yang terdekat*\n- SMP Harapan: 2,4 km utara",
    "Data ilustrasi.",
    "https://peta",
  ]);
});
