// A street that was searched for: where it is, and that the house is still to be told.

import { el } from "../dom";
import { sentence } from "../format";
import type { Hit } from "../search/hit";
import type { Sheet } from "../sheet";
import type { Lang } from "../state";
import { words } from "../words";

/** `text`: what was searched for. */
export function streetSheet(hit: Hit, text: string, lang: Lang): Sheet {
  const w = words(lang).resident;
  const number = text.match(/\d+/g)?.at(-1);
  const lacking = number !== undefined && !hit.name.includes(number);
  return {
    state: "answer",
    title: { text: hit.name },
    lines: [{ text: sentence(hit.about) }],
    small: [],
    body: [
      lacking ? el("p", { class: "edge" }, w.numberUnknown) : null,
      el("p", { class: "advice" }, w.streetHelp),
    ],
  };
}
