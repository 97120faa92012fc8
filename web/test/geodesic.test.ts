import { describe, expect, test } from "vitest";
import { boundsOf, circle, metresAlong, metresBetween } from "../src/responder/geodesic";

describe("metres on the ellipsoid", () => {
  test("are those of the server, which takes another formula", () => {
    // From docs/api.md, /v1/nearest.
    const far = metresBetween({ lon: 110.42, lat: -6.97 }, { lon: 110.4263777, lat: -6.9727486 });
    expect(far).toBeCloseTo(767.507, 2);
  });

  test.each([
    // A degree of the meridian and of the equator on WGS 84.
    [0, 0, 0, 1, 110574.389],
    [0, 0, 1, 0, 111319.491],
    [0, 89, 0, 90, 111693.865],
  ])("from %d, %d to %d, %d", (lon1, lat1, lon2, lat2, metres) => {
    const far = metresBetween({ lon: lon1, lat: lat1 }, { lon: lon2, lat: lat2 });
    expect(far).toBeCloseTo(metres, 2);
  });

  test("are summed along a way, there and back", () => {
    const [a, b] = [
      { lon: 110.4, lat: -7 },
      { lon: 110.41, lat: -7.01 },
    ];
    expect(metresAlong([])).toBe(0);
    expect(metresAlong([a])).toBe(0);
    expect(metresAlong([a, b, a])).toBeCloseTo(2 * metresBetween(a, b), 6);
    expect(metresAlong([a, a])).toBe(0);
  });
});

test.each([
  [110.42, -6.97, 5000, 1],
  [110.42, -6.97, 500, 0.1],
  [25.5, 60.2, 5000, 5],
])("a circle around %d, %d of %d m is as wide as that", (lon, lat, radius, within) => {
  const corners = circle({ lon, lat }, radius);
  expect(corners[0]).toEqual(corners.at(-1));
  for (const [east, north] of corners) {
    const far = metresBetween({ lon, lat }, { lon: east, lat: north });
    expect(Math.abs(far - radius)).toBeLessThan(within);
  }
});

test("bounds hold all positions", () => {
  expect(
    boundsOf([
      [2, 5],
      [1, 7],
    ]),
  ).toEqual([1, 5, 2, 7]);
});
