import { expect, test } from "vitest";
import { words } from "../src/words";

/** Every string of a dictionary, functions called with what they would be given. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [value("a", "b")];
  return Object.values(value as object).flatMap(strings);
}

test("no word is missing, and none is the same in both languages but a few", () => {
  const [id, en] = [strings(words("id")), strings(words("en"))];
  expect(id).toHaveLength(en.length);
  expect([...id, ...en].filter((text) => !text.trim())).toEqual([]);
  expect(id.filter((text, i) => text === en[i])).toEqual(["Data"]);
});
