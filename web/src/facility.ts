// What people call the kinds of facilities.

import { sentence } from "./format";
import type { Lang } from "./state";
import { words } from "./words";

/** A kind is a value of the data: what the page has no word for is said as it came. */
export function kindWord(kind: string, lang: Lang): string {
  const key = kind.replace(/\s+(\p{L})/gu, (_, letter: string) => letter.toUpperCase());
  const known: Record<string, string> = words(lang).facilities;
  return known[key] ?? sentence(kind);
}
