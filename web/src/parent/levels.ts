// The levels of schools that a parent chooses from.

import { el } from "../dom";
import type { Lang } from "../state";
import { type Words, words } from "../words";

type Key = keyof Words["parent"]["levels"];

/** As the schools have them. */
const LEVELS: Record<string, Key> = {
  TK: "tk",
  SD: "sd",
  MI: "mi",
  SMP: "smp",
  MTs: "mts",
  SMA: "sma",
  SMK: "smk",
  MA: "ma",
  SLB: "slb",
};

export const FIRST_LEVEL = "SD";

/** What a link says, where there is such a level. */
export function levelOf(text: string | undefined): string {
  return text !== undefined && text in LEVELS ? text : FIRST_LEVEL;
}

export function levelChoice(
  chosen: string,
  lang: Lang,
  onChoose: (level: string) => void,
): HTMLElement {
  const w = words(lang).parent;
  const options = Object.entries(LEVELS).map(([level, key]) =>
    el("option", { value: level, selected: level === chosen }, w.levels[key]),
  );
  const select = el("select", { id: "level" }, ...options);
  select.addEventListener("change", () => onChoose(select.value));
  return el("p", { class: "field level" }, el("label", { for: select.id }, w.level), select);
}
