// The schools for a home as plain text, to be sent to somebody. Pure.

import type { School, Schools } from "../api";
import { coordinates, number } from "../format";
import { bold, paragraphs } from "../plain-text";
import type { Lang } from "../state";
import { say, words } from "../words";
import { statusOf, wayTo } from "./school";

export interface Told {
  answer: Schools;
  lang: Lang;
  /** How the home is known. */
  found: string;
  /** The address of this answer. */
  link: string;
}

export function asText({ answer, lang, found, link }: Told): string {
  const w = words(lang).parent;
  const { level, schools, admission } = answer;
  const [inZone, others] = [true, false].map((zone) =>
    schools.filter((one) => one.in_zone === zone).map((one) => schoolText(one, lang)),
  );
  const count = number(inZone?.length ?? 0, lang);
  const parts = [
    [bold(say(w.title, { level })), found, coordinates(answer.place, lang)],
    [answer.about],
    inZone?.length ? [bold(say(w.inZone, { count })), ...inZone] : [say(w.noZone, { level })],
    others?.length ? [bold(w.others), ...others] : [],
    admission ? [bold(w.admission), admission.title, admission.address, admission.link] : [],
    [answer.notice ?? ""],
    [link],
  ];
  return paragraphs(parts);
}

function schoolText(school: School, lang: Lang): string {
  const w = words(lang).parent;
  const figures: [string, number | undefined][] = [
    [w.seats, school.seats],
    [w.rombel, school.rombel],
    [w.teachers, school.teachers],
    [w.students, school.students],
  ];
  const known = figures.flatMap(([term, count]) =>
    count === undefined ? [] : [`${term} ${number(count, lang)}`],
  );
  const about = [statusOf(school, lang), wayTo(school, lang), known.join(", "), school.address];
  return `- ${school.name}: ${about.filter((one) => one).join("; ")}`;
}
