// How the schools of a level admit this year.

import type { Admission } from "../api";
import { el } from "../dom";
import { date, number } from "../format";
import { anchor } from "../provenance";
import type { Lang } from "../state";
import { say, words } from "../words";

type Route = Admission["routes"][number];
type Day = Admission["dates"][number];

export function admissionRules(rules: Admission | null, lang: Lang): HTMLElement {
  const w = words(lang).parent;
  const head = el("h3", {}, w.admission);
  if (!rules) {
    return el("section", { class: "block admission" }, head, el("p", {}, w.noAdmission));
  }
  return el(
    "section",
    { class: "block admission" },
    head,
    el("p", {}, el("strong", {}, rules.title), ` · ${rules.regulation}`),
    el("p", { class: "edge" }, rules.address),
    facts(rules.routes.map((route) => [route.label, shareOf(route, lang)])),
    facts(rules.dates.map((day) => [day.label, daysOf(day, lang)])),
    ...rules.notes.map((note) => el("p", { class: "remark" }, note)),
    el("p", { class: "links" }, anchor(rules.link, w.official)),
  );
}

function shareOf({ at_least, at_most }: Route, lang: Lang): string {
  const w = words(lang).parent;
  const parts = [
    at_least === undefined ? "" : say(w.atLeast, { share: number(at_least, lang, 1) }),
    at_most === undefined ? "" : say(w.atMost, { share: number(at_most, lang, 1) }),
  ];
  return parts.filter((one) => one).join(", ");
}

function daysOf({ from, to, illustrative }: Day, lang: Lang): string {
  const days = to ? `${date(from, lang)} – ${date(to, lang)}` : date(from, lang);
  return illustrative ? `${days} (${words(lang).parent.illustrative})` : days;
}

function facts(rows: [term: string, text: string][]): HTMLElement | null {
  if (!rows.length) return null;
  const items = rows.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text)));
  return el("dl", { class: "facts" }, ...items);
}
