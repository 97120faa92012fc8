import { describe, expect, test } from "vitest";
import { say, words } from "../src/words";
import en from "../words/en.json";
import id from "../words/id.json";

type Tree = string | { [name: string]: Tree };

function gapsOf(text: string): string[] {
  return [...new Set(text.match(/(?<=\{)\w+(?=\})/g))].sort();
}

/** Each string with the way to it. */
function leaves(tree: Tree, path = ""): [path: string, text: string][] {
  if (typeof tree === "string") return [[path, tree]];
  return Object.entries(tree).flatMap(([name, one]) => leaves(one, `${path}.${name}`));
}

/** The type of a dictionary: what has gaps is no text before they are filled. */
function typeOf(tree: Tree, indent = "  "): string {
  if (typeof tree === "string") {
    const gaps = gapsOf(tree).map((gap) => JSON.stringify(gap));
    return gaps.length ? `Phrase<${gaps.join(" | ")}>` : "string";
  }
  const members = Object.entries(tree).map(
    ([name, one]) => `${indent}${name}: ${typeOf(one, `${indent}  `)};\n`,
  );
  return `{\n${members.join("")}${indent.slice(2)}}`;
}

test("the types are those of the words: `npm run words` makes them anew", async () => {
  const types = [
    "// Made of words/id.json by `npm run words`.",
    "",
    'import type { Phrase } from "../words";',
    "",
    `export interface Words ${typeOf(id)}`,
    "",
  ].join("\n");
  await expect(types).toMatchFileSnapshot("../src/generated/words.ts");
});

describe("both languages", () => {
  const shape = (tree: Tree) => leaves(tree).map(([path, text]) => [path, ...gapsOf(text)]);

  test("have the same words in the same order, with the same gaps", () => {
    expect(shape(en)).toEqual(shape(id));
  });

  test("leave no word empty, and few the same", () => {
    const [ours, theirs] = [leaves(id), leaves(en)];
    expect([...ours, ...theirs].filter(([, text]) => !text.trim())).toEqual([]);
    const same = ours.filter(([, text], i) => text === theirs[i]?.[1]).map(([path]) => path);
    expect(same).toEqual([".credit"]);
  });

  test("have plain keys and no brace that is not of a gap", () => {
    for (const [path, text] of [...leaves(id), ...leaves(en)]) {
      expect(path).toMatch(/^(\.[a-z][A-Za-z0-9]*)+$/);
      expect(text.replace(/\{\w+\}/g, "")).not.toMatch(/[{}]/);
    }
  });
});

test("gaps are filled by name, as often as they occur", () => {
  expect(say(words("id").worse, { label: "Tinggi", distance: "20 m" })).toBe(
    "Lebih parah: Tinggi, 20 m dari sini",
  );
});

test("what is filled in is not filled in again", () => {
  expect(say(words("en").call, { number: "{number} $&" })).toBe("Call {number} $&");
});
