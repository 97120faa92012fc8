import { expect, test } from "vitest";
import {
  coordinates,
  date,
  distance,
  number,
  safeLink,
  telLink,
  textIn,
  value,
  within,
} from "../src/format";

test.each([
  [0.4, "kurang dari 1 m"],
  [1, "1 m"],
  [12.4, "12 m"],
  [999.4, "999 m"],
  [999.6, "1 km"],
  [1234, "1,2 km"],
  [12_345, "12 km"],
])("%d metres is %s", (metres, text) => {
  expect(distance(metres, "id")).toBe(text);
});

test("numbers follow the language", () => {
  expect(number(1_702_379, "id")).toBe("1.702.379");
  expect(number(1_702_379, "en")).toBe("1,702,379");
  expect(distance(1234, "en")).toBe("1.2 km");
});

test.each([
  ["2024-05-01", "1 Mei 2024", "1 May 2024"],
  ["2024-05", "Mei 2024", "May 2024"],
  ["2024", "2024", "2024"],
  ["2024-13-01", "2024-13-01", "2024-13-01"],
  ["2024-02-31", "2024-02-31", "2024-02-31"],
  ["musim hujan 2023", "musim hujan 2023", "musim hujan 2023"],
])("the date %s reads %s, in English %s", (iso, id, en) => {
  expect(date(iso, "id")).toBe(id);
  expect(date(iso, "en")).toBe(en);
});

test("coordinates name their hemisphere", () => {
  const place = { lon: 110.42, lat: -6.98371 };
  expect(coordinates(place, "id")).toBe("6,98371° LS, 110,42000° BT");
  expect(coordinates(place, "en")).toBe("6.98371° S, 110.42000° E");
});

test("a text falls back to Indonesian, then to any", () => {
  expect(textIn({ id: "Banjir", en: "Flood" }, "en")).toBe("Flood");
  expect(textIn({ id: "Banjir" }, "en")).toBe("Banjir");
  expect(textIn({ jv: "Banjir" }, "en")).toBe("Banjir");
  expect(textIn(undefined, "id")).toBe("");
});

test.each([
  ["https://example.org/data", true],
  ["mailto:data@example.org", true],
  ["tel:112", true],
  ["javascript:alert(1)", false],
  ["data:text/html,x", false],
  ["kantor kelurahan", false],
  [undefined, false],
])("the link %s may be followed: %s", (href, may) => {
  expect(safeLink(href)).toBe(may ? href : null);
});

test("a telephone link keeps what can be dialled", () => {
  expect(telLink("112")).toBe("tel:112");
  expect(telLink("+62 (24) 123-456")).toBe("tel:+6224123456");
});

test("values of columns are readable", () => {
  expect(value(1234.5, "id")).toBe("1.234,5");
  expect(value(true, "id")).toBe("ya");
  expect(value("SD", "id")).toBe("SD");
  expect(value("33.74.01;33.74.02; 33.74.03;", "id")).toBe("33.74.01; 33.74.02; 33.74.03;");
  expect(value(null, "id")).toBe("");
});

test.each([
  ["Kelurahan", "kelurahan"],
  ["Urban village", "urban village"],
  ["RW", "RW"],
])("%s is %s within a sentence", (label, word) => {
  expect(within(label)).toBe(word);
});
