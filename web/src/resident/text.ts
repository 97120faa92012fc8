// The answer as plain text, to be sent to somebody. Pure.

import { facts, gravestFirst, headline } from "../answer";
import type { Answer, Around, Catalog, Facility, Finding } from "../api";
import { kindWord } from "../facility";
import { coordinates, date } from "../format";
import { bold, paragraphs } from "../plain-text";
import type { Lang } from "../state";
import { way } from "../way";
import { type Words, words } from "../words";

export interface Told {
  answer: Answer;
  around: Around | undefined;
  catalog: Catalog;
  lang: Lang;
  /** How the place is known, such as by what it is near to. */
  found: string;
  /** The address of this answer. */
  link: string;
}

export function asText({ answer, around, catalog, lang, found, link }: Told): string {
  const w = words(lang);
  const { title, lines } = headline(answer, catalog, lang);
  const findings = gravestFirst(answer.findings, catalog);
  const { emergency } = catalog.city;
  const parts = [
    [bold(title.text), ...lines.map((line) => line.text), found, coordinates(answer.place, lang)],
    ...findings.map((finding) => findingText(finding, lang, w)),
    around?.nearest.length ? [bold(w.around.title), ...facilities(around, lang)] : [],
    [emergency ? `${w.emergency}: ${bold(emergency)}` : "", sources(answer, lang, w)],
    [answer.notice ?? ""],
    [link],
  ];
  return paragraphs(parts);
}

function findingText(finding: Finding, lang: Lang, w: Words): string[] {
  if (finding.status === "none") return [`${bold(finding.title)}: ${w.none}`];
  if (finding.status !== "mapped") {
    return [`${bold(finding.title)}: ${w[finding.status]}`, w.unmappedMore];
  }
  const { title, label, meaning, advice } = finding;
  return [
    bold(`${title}: ${label}`),
    meaning,
    advice ? `${w.advice}: ${advice}` : "",
    ...facts(finding, lang),
    finding.edge === "near" ? w.edgeNear : "",
  ];
}

function facilities({ nearest }: Around, lang: Lang): string[] {
  return nearest.map((one) => `- ${kindWord(one.kind, lang)}: ${facilityText(one, lang)}`);
}

function facilityText(facility: Facility, lang: Lang): string {
  const { name, phone } = facility;
  return [name, way(facility, lang), phone].filter((one) => one).join(", ");
}

function sources({ sources: all }: Answer, lang: Lang, w: Words): string {
  const said = Object.values(all).map((one) => `${one.publisher} (${date(one.dated, lang)})`);
  return said.length ? `${w.source}: ${[...new Set(said)].join("; ")}` : "";
}
