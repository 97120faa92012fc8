// Every string of the page that does not come from the server. The text pages of the
// server are made of the same files, ../words/*.json.

import en from "../words/en.json";
import id from "../words/id.json";
import type { Words } from "./generated/words";
import type { Lang } from "./state";

export type { Words };

/** Words with gaps, each named as in `{name}`; they become text when all are filled. */
export interface Phrase<Gap extends string> {
  readonly gaps: Gap;
}

// A JSON file has no types of its own: test/words.test.ts holds both languages to these.
const ALL = { id, en } as unknown as Record<Lang, Words>;

export function words(lang: Lang): Words {
  return ALL[lang];
}

/** The words with their gaps filled. */
export function say<Gap extends string>(phrase: Phrase<Gap>, given: Record<Gap, string>): string {
  const text = phrase as unknown as string;
  return text.replace(/\{(\w+)\}/g, (_, gap: Gap) => given[gap]);
}
