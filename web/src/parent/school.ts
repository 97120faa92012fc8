// A school in the list: what is known of it, its key to the map, its key to the comparison.

import type { School } from "../api";
import { el } from "../dom";
import { number } from "../format";
import type { Lang } from "../state";
import { way } from "../way";
import { words } from "../words";

export interface SchoolContext {
  lang: Lang;
  /** The school that the map shows. */
  shown: string | null;
  compared: readonly string[];
  onShow: (school: School) => void;
  onCompare: (school: School, compared: boolean) => void;
}

/** `mark`: the sign by which the map knows it, where it is on the map. */
export function schoolItem(
  school: School,
  mark: string | null,
  context: SchoolContext,
): HTMLElement {
  const { lang } = context;
  const about = [statusOf(school, lang), wayTo(school, lang)].filter((one) => one).join(" · ");
  return el(
    "li",
    { class: "school", "data-npsn": school.npsn, "data-in-zone": `${school.in_zone}` },
    el(
      "h4",
      {},
      mark ? el("span", { class: "school-mark", "aria-hidden": "true" }, mark) : null,
      el("span", {}, school.name),
    ),
    el("p", { class: "school-about" }, about),
    school.address ? el("p", { class: "remark" }, school.address) : null,
    figures(school, lang),
    keys(school, context),
  );
}

/** The word for whose a school is; what is not known stands as it came. */
export function statusOf({ status }: School, lang: Lang): string | undefined {
  const known: Record<string, string> = words(lang).parent.statuses;
  return status && (known[status.toLowerCase()] ?? status);
}

/** How far the school is and in which direction, where that is known. */
export function wayTo({ distance_m, bearing }: School, lang: Lang): string {
  if (distance_m === undefined) return "";
  return way(bearing === undefined ? { distance_m } : { distance_m, bearing }, lang);
}

function figures({ seats, rombel, teachers, students }: School, lang: Lang): HTMLElement {
  const w = words(lang).parent;
  const rows: [string, number | undefined][] = [
    [w.seats, seats],
    [w.rombel, rombel],
    [w.teachers, teachers],
    [w.students, students],
  ];
  return el(
    "dl",
    { class: "figures" },
    ...rows.map(([term, count]) =>
      el("div", {}, el("dt", {}, term), el("dd", {}, figure(count, lang))),
    ),
  );
}

/** What the source does not have is said to be lacking, and is no nought. */
export function figure(count: number | undefined, lang: Lang, decimals = 0): HTMLElement | string {
  if (count !== undefined) return number(count, lang, decimals);
  return el("span", { class: "lacking" }, words(lang).parent.notKnown);
}

function keys(school: School, context: SchoolContext): HTMLElement {
  const w = words(context.lang).parent;
  const shown = school.npsn === context.shown;
  const show = el(
    "button",
    {
      type: "button",
      class: "key",
      "data-focus": `show-${school.npsn}`,
      "aria-pressed": `${shown}`,
      "aria-label": `${shown ? w.shown : w.show}: ${school.name}`,
    },
    shown ? w.shown : w.show,
  );
  show.addEventListener("click", () => context.onShow(school));
  const input = el("input", {
    type: "checkbox",
    class: "check",
    "data-focus": `compare-${school.npsn}`,
  });
  input.checked = context.compared.includes(school.npsn);
  input.addEventListener("change", () => context.onCompare(school, input.checked));
  const compare = el(
    "label",
    { class: "key compare-key" },
    input,
    el("span", {}, w.compare, el("span", { class: "visually-hidden" }, ` ${school.name}`)),
  );
  return el("div", { class: "keys" }, school.at ? show : null, compare);
}
