import { expect, test } from "vitest";
import { directionWord, way } from "../src/way";

test.each([
  [0, "utara"],
  [22.4, "utara"],
  [22.6, "timur laut"],
  [180, "selatan"],
  [337.6, "utara"],
  [360, "utara"],
  [-90, "barat"],
])("%d degrees is %s", (bearing, word) => {
  expect(directionWord(bearing, "id")).toBe(word);
});

test("what is here has no direction", () => {
  expect(way({ distance_m: 0 }, "en")).toBe("less than 1 m");
  expect(way({ distance_m: 420, bearing: 135 }, "en")).toBe("420 m south-east");
});
