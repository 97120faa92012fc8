// The schools for a home, on the sheet: those of its zones, the others, the rules.

import { type Catalog, type School, type Schools, servedLayer } from "../api";
import { el } from "../dom";
import { coordinates, number, textIn } from "../format";
import { keptAt } from "../kept";
import { provenance } from "../provenance";
import { resize, type Sheet } from "../sheet";
import { take } from "../take";
import { textAddress } from "../text-page";
import { say, words } from "../words";
import { admissionRules } from "./admission";
import { comparison } from "./compare";
import { type SchoolContext, schoolItem } from "./school";
import { asText } from "./text";

export interface SchoolsContext extends SchoolContext {
  catalog: Catalog;
  /** How the home is known; empty until it is. */
  found: string;
  /** What is known of the zone on the map. */
  zone: string;
  /** Whether more schools may be asked for. */
  more: boolean;
  onMore: () => void;
  onClear: () => void;
  onPrint: () => void;
  onSay: (message: string) => void;
}

export function schoolsSheet(answer: Schools, context: SchoolsContext): Sheet {
  const { lang, found } = context;
  const { level, place } = answer;
  const title = say(words(lang).parent.title, { level });
  const address = textAddress("/sekolah", { lon: place.lon, lat: place.lat, jenjang: level }, lang);
  const table = comparison(comparedOf(answer, context.compared), lang, context.onClear);
  return {
    state: "answer",
    key: `schools ${level} ${place.lon} ${place.lat}`,
    title: { text: title },
    lines: [{ text: found, part: "found" }],
    small: [coordinates(place, lang)],
    kept: keptAt(answer),
    body: [
      table,
      ...lists(answer, context),
      withoutPlace(answer, context),
      admissionRules(answer.admission, lang),
      take({
        ...context,
        title,
        asText: () => asText({ answer, lang, found, link: address }),
        address,
      }),
      sources(answer, context),
      answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
      table && strip(table, answer, context),
    ],
  };
}

/** The sign that the list and the map know a school by. */
export function markOf(schools: School[], npsn: string): string | null {
  const at = schools.findIndex((one) => one.npsn === npsn);
  return at < 0 ? null : `${at + 1}`;
}

/** The schools that are compared, in the order in which they were chosen. */
export function comparedOf(
  { schools, without_place }: Schools,
  chosen: readonly string[],
): School[] {
  const known = [...schools, ...without_place];
  return chosen
    .map((npsn) => known.find((one) => one.npsn === npsn))
    .filter((one) => one !== undefined);
}

function lists(answer: Schools, context: SchoolsContext): (HTMLElement | null)[] {
  const { lang } = context;
  const { level, schools } = answer;
  const w = words(lang).parent;
  const about = el("p", { class: "advice" }, answer.about);
  if (!schools.length) return [el("p", {}, say(w.none, { level })), about];
  const [inZone, others] = [true, false].map((zone) =>
    schools.filter((one) => one.in_zone === zone),
  );
  const count = number(inZone?.length ?? 0, lang);
  return [
    inZone?.length
      ? list(say(w.inZone, { count }), inZone, schools, context)
      : el("p", { class: "edge" }, say(w.noZone, { level })),
    context.zone ? el("p", { class: "remark", "data-part": "zone" }, context.zone) : null,
    about,
    others?.length ? list(w.others, others, schools, context) : null,
    moreKey(context),
  ];
}

function list(title: string, part: School[], all: School[], context: SchoolsContext): HTMLElement {
  const items = part.map((school) => schoolItem(school, markOf(all, school.npsn), context));
  return el("section", { class: "block schools" }, el("h3", {}, title), el("ul", {}, ...items));
}

function moreKey({ more, lang, onMore }: SchoolsContext): HTMLElement | null {
  if (!more) return null;
  const key = el(
    "button",
    { type: "button", class: "key", "data-focus": "more" },
    words(lang).parent.more,
  );
  key.addEventListener("click", onMore);
  return key;
}

function withoutPlace(answer: Schools, context: SchoolsContext): HTMLElement | null {
  const { without_place: lost, without_place_count } = answer;
  if (!lost.length) return null;
  const count = number(without_place_count, context.lang);
  return el(
    "details",
    { class: "block sources" },
    el("summary", {}, say(words(context.lang).parent.withoutPlace, { count })),
    el("ul", { class: "schools" }, ...lost.map((school) => schoolItem(school, null, context))),
  );
}

function sources({ sources: all }: Schools, { lang, catalog }: SchoolsContext): HTMLElement {
  const parts = Object.entries(all).flatMap(([id, source]) => [
    el("h3", {}, textIn(servedLayer(catalog, id)?.title, lang) || id),
    provenance(source, lang),
  ]);
  return el("details", { class: "sources" }, el("summary", {}, words(lang).sources), ...parts);
}

/** Stays in sight while schools are chosen and the table above is not, and leads there. */
function strip(
  table: HTMLElement,
  answer: Schools,
  { compared, lang }: SchoolsContext,
): HTMLElement {
  const count = number(comparedOf(answer, compared).length, lang);
  const see = el(
    "button",
    { type: "button", class: "button", "data-focus": "see" },
    say(words(lang).parent.compareSee, { count }),
  );
  see.addEventListener("click", () => {
    const card = see.closest<HTMLElement>(".card");
    if (card) resize(card, true, lang);
    const title = document.getElementById("compare-title");
    title?.scrollIntoView({ block: "start" });
    title?.focus({ preventScroll: true });
  });
  const root = el("p", { class: "compare-strip" }, see);
  new IntersectionObserver(([table]) => {
    root.dataset.arrived = `${table?.isIntersecting}`;
  }).observe(table);
  return root;
}
