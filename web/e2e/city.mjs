// The hazards of the city that is served, and a place to ask about: what several tests begin with.

import assert from "node:assert/strict";
import { findPlace, getJson } from "./browser.mjs";

export const catalog = await getJson("/v1/layers");
export const hazards = catalog.layers.filter(
  (one) => one.kind === "hazard" && one.status === "served",
);
assert.ok(hazards.length > 0, "the server serves no hazard layer to test with");

/** A place in an area of the first hazard. */
export const place = await findPlace(hazards[0].bounds, ({ findings }) =>
  findings.some((one) => one.status === "mapped" && one.layer === hazards[0].id),
);
assert.ok(place, `no place in ${hazards[0].id} was found inside its own bounds`);
