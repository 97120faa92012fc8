// Up to three schools side by side.

import type { School } from "../api";
import { el } from "../dom";
import type { Lang } from "../state";
import { words } from "../words";
import { figure, statusOf, wayTo } from "./school";

export const MOST_COMPARED = 3;

export function comparison(schools: School[], lang: Lang, onClear: () => void): HTMLElement | null {
  if (schools.length < 2) return null;
  const w = words(lang).parent;
  const clear = el(
    "button",
    { type: "button", class: "key", "data-focus": "clear" },
    w.compareClear,
  );
  clear.addEventListener("click", onClear);
  const titled = (school: School) => el("th", { scope: "col" }, school.name);
  return el(
    "section",
    { class: "compare", "aria-labelledby": "compare-title" },
    el("h3", { id: "compare-title", tabindex: -1 }, w.compareTitle),
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...schools.map(titled))),
      ...groupsOf(schools, lang),
    ),
    clear,
  );
}

/** Each fact has a row for its name: beside the figures of three schools there is no room. */
function groupsOf(schools: School[], lang: Lang): HTMLElement[] {
  const w = words(lang);
  const p = w.parent;
  const facts: [string, (school: School) => HTMLElement | string][] = [
    [p.distance, (one) => wayTo(one, lang) || figure(undefined, lang)],
    [p.zoneHere, (one) => (one.in_zone ? w.yes : w.no)],
    [p.status, (one) => statusOf(one, lang) ?? figure(undefined, lang)],
    [p.seats, (one) => figure(one.seats, lang)],
    [p.rombel, (one) => figure(one.rombel, lang)],
    [p.teachers, (one) => figure(one.teachers, lang)],
    [p.students, (one) => figure(one.students, lang)],
    [p.perRombel, (one) => figure(ratio(one.students, one.rombel), lang, 1)],
    [p.perTeacher, (one) => figure(ratio(one.students, one.teachers), lang, 1)],
    [p.address, (one) => one.address ?? figure(undefined, lang)],
  ];
  return facts.map(([term, fact]) =>
    el(
      "tbody",
      {},
      el("tr", {}, el("th", { scope: "rowgroup", colspan: schools.length }, term)),
      el("tr", {}, ...schools.map((school) => el("td", {}, fact(school)))),
    ),
  );
}

function ratio(of: number | undefined, to: number | undefined): number | undefined {
  return of === undefined || !to ? undefined : of / to;
}
