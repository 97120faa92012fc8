// A straight line from the place to a facility, to be drawn over the map.

import { ink, type Overlay } from "../overlay";
import type { Place } from "../state";

export function wayTo(from: Place, to: Place): Overlay {
  const ends = [
    [from.lon, from.lat],
    [to.lon, to.lat],
  ];
  const source = "resident-way";
  return {
    sources: {
      [source]: {
        type: "geojson",
        data: {
          type: "FeatureCollection",
          features: [
            {
              type: "Feature",
              properties: {},
              geometry: { type: "LineString", coordinates: ends },
            },
            {
              type: "Feature",
              properties: {},
              geometry: { type: "Point", coordinates: [to.lon, to.lat] },
            },
          ],
        },
      },
    },
    under: [],
    over: [
      {
        id: "resident-way-line",
        type: "line",
        source,
        filter: ["==", ["geometry-type"], "LineString"],
        paint: { "line-color": ink("--ink"), "line-width": 3, "line-dasharray": [2, 1.5] },
      },
      {
        id: "resident-way-end",
        type: "circle",
        source,
        filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-radius": 9,
          "circle-color": "transparent",
          "circle-stroke-color": ink("--ink"),
          "circle-stroke-width": 3,
        },
      },
    ],
  };
}
