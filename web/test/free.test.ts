import { expect, test } from "vitest";
import { besideLegend, besideSheet, isOver } from "../src/free";

const wide = { left: 0, top: 0, right: 1080, bottom: 900 };
const legend = { left: 12, top: 560, right: 284, bottom: 860 };

test("a sheet at the side leaves a part of the width, one at the foot a part of the height", () => {
  const side = { left: 668, top: 12, right: 1068, bottom: 888 };
  expect(besideSheet(wide, side)).toEqual({ ...wide, right: 668 });
  const phone = { left: 0, top: 0, right: 360, bottom: 500 };
  expect(besideSheet(phone, { ...phone, top: 200 })).toEqual({ ...phone, bottom: 200 });
});

test("the larger part beside the legend or above it is free", () => {
  expect(besideLegend(wide, legend)).toEqual({ ...wide, left: 284 });
  const narrow = { ...wide, right: 620 };
  expect(besideLegend(narrow, legend)).toEqual({ ...narrow, bottom: 560 });
});

test("a legend elsewhere, or that leaves no room, takes nothing", () => {
  const low = { left: 0, top: 0, right: 360, bottom: 300 };
  expect(besideLegend(low, legend)).toEqual(low);
  expect(besideLegend(low, { left: 12, top: 60, right: 284, bottom: 290 })).toEqual(low);
});

test("a pin may lie under the legend", () => {
  expect(isOver(legend, { x: 100, y: 700 })).toBe(true);
  expect(isOver(legend, { x: 100, y: 500 })).toBe(false);
  expect(isOver(null, { x: 100, y: 700 })).toBe(false);
});
