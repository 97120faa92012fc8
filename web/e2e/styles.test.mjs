// Every style, by the validator of the style specification, and by what its sprite holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { getJson } from "./browser.mjs";
import { lightness, SIGHTS } from "./sight.mjs";

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

  test(`${id} keeps names in their place`, async () => {
    const { layers } = await getJson(`/styles/${id}`);
    const names = layers.filter((layer) => layer.layout?.["text-field"]);
    const wander = names.filter((layer) => layer.layout["text-variable-anchor"]);
    assert.deepEqual(
      wander.map((layer) => layer.id),
      [],
      "a name with several anchors jumps from one to the other",
    );
    const areas = names.filter((layer) => layer["source-layer"] === `${layer.source}.label`);
    const bounds = areas.filter((layer) => layer.id.endsWith("-name") && !layer.filter);
    assert.ok(bounds.length > 0, "a city with names of areas");
    for (const layer of bounds) {
      assert.ok(layer.layout["symbol-sort-key"], `${layer.id}: the same win in every tile`);
    }
  });

  test(`${id} names only images that its sprite holds`, async () => {
    const style = await getJson(`/styles/${id}`);
    const images = await getJson(`${new URL(style.sprite).pathname}.json`);
    const legends = style.layers.flatMap((layer) => layer.metadata?.["wareng:legend"] ?? []);
    const patterns = [
      ...style.layers.flatMap((layer) => textsIn(layer.paint?.["fill-pattern"])),
      ...style.layers.flatMap((layer) => resultsOf(layer.layout?.["icon-image"])),
      ...legends.map((entry) => entry.icon ?? entry.pattern).filter((name) => name),
    ];
    const known = new Set([...Object.keys(images), ...wordsOf(style)]);
    assert.deepEqual(
      patterns.filter((name) => !known.has(name)),
      [],
    );
  });
}

for (const flavor of FLAVORS) {
  test(`colour-blind people tell the classes of bahaya-${flavor} apart`, async () => {
    const hazards = legendsOf(await getJson(`/styles/bahaya-${flavor}`));
    assert.ok(hazards.length > 1, "a city with hazards");
    const patterns = hazards.flat().map((one) => one.pattern);
    assert.equal(new Set(patterns).size, patterns.length, "each class has a pattern of its own");
    for (const [sight, matrix] of Object.entries(SIGHTS)) {
      for (const classes of hazards) {
        const seen = classes.map((one) => lightness(one.color, matrix));
        const steps = seen
          .slice(1)
          .map((value, i) => (value - seen[i]) * (seen.at(-1) > seen[0] ? 1 : -1));
        const least = Math.min(...steps);
        assert.ok(least > 10, `${sight}: ${JSON.stringify(classes)} are ${least} apart`);
      }
    }
  });
}

for (const flavor of FLAVORS) {
  test(`levels of schools differ in shape on sekolah-${flavor}`, async () => {
    const { layers } = await getJson(`/styles/sekolah-${flavor}`);
    const { metadata, layout } = layers.find((one) => one.id === "sekolah-dot");
    const icons = metadata["wareng:legend"].map((entry) => entry.icon);
    assert.equal(new Set(icons).size, icons.length);
    assert.deepEqual(resultsOf(layout["icon-image"]), icons);
  });
}

/** The legends of hazards: lists of classes from the least grave to the gravest. */
function legendsOf(style) {
  const legends = style.layers.map((one) => one.metadata?.["wareng:legend"] ?? []);
  return legends.filter((entries) => entries[0]?.class);
}

/** What a `match` may come to. */
function resultsOf(expression) {
  if (!Array.isArray(expression)) return [];
  return expression.filter((_, i) => i > 2 && (i % 2 === 1 || i === expression.length - 1));
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
