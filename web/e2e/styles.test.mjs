// Every style, by the validator of the style specification, and by what its sprite holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { getJson } from "./browser.mjs";

const THEMES = ["bahaya", "sekolah", "penduduk", "dasar"];
const FLAVORS = ["siang", "malam"];

for (const id of THEMES.flatMap((theme) => FLAVORS.map((flavor) => `${theme}-${flavor}`))) {
  test(`${id} is a valid style`, async () => {
    const style = await getJson(`/styles/${id}`);
    assert.deepEqual(validateStyleMin(style), []);
    const sources = Object.keys(style.sources);
    for (const layer of style.layers.filter((one) => one.source)) {
      assert.ok(sources.includes(layer.source), `${layer.id} draws ${layer.source}`);
    }
  });

  test(`${id} names only patterns that its sprite holds`, async () => {
    const style = await getJson(`/styles/${id}`);
    const images = await getJson(`${new URL(style.sprite).pathname}.json`);
    const patterns = style.layers.flatMap((layer) => textsIn(layer.paint?.["fill-pattern"]));
    const known = new Set([...Object.keys(images), ...wordsOf(style)]);
    assert.deepEqual(
      patterns.filter((name) => !known.has(name)),
      [],
    );
  });
}

function textsIn(value) {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap(textsIn) : [];
}

/** What expressions are made of besides images: operators, attributes and classes. */
function wordsOf(style) {
  const colors = style.layers.flatMap((layer) => textsIn(layer.paint?.["fill-color"]));
  return ["match", "get", ...colors];
}
