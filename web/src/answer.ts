// What the card says, as plain values: order, headline and sentences of an answer.

import { type Answer, type Catalog, type Finding, servedLayer, type Unit } from "./api";
import { distance, number, sentence, textIn, within } from "./format";
import { hasKind, kindOf } from "./maps";
import type { Line } from "./sheet";
import type { Lang } from "./state";
import { type Phrase, say, type Words, words } from "./words";

/** A class among the classes of its layer: 1 is the least grave. */
export interface Rank {
  rank: number;
  of: number;
}

export function rankOf(finding: Finding, catalog: Catalog): Rank | null {
  if (finding.status !== "mapped") return null;
  const classes = servedLayer(catalog, finding.layer)?.classes ?? [];
  const index = classes.findIndex((one) => one.id === finding.class);
  return index < 0 ? null : { rank: index + 1, of: classes.length };
}

/**
 * The gravest first. What is not mapped comes before what is known to be free:
 * it is a warning, the other is not. The order of the catalogue breaks ties.
 */
export function gravestFirst(findings: Finding[], catalog: Catalog): Finding[] {
  const weight = (finding: Finding) => {
    if (finding.status === "unmapped" || finding.status === "unavailable") return 0;
    if (finding.status === "none") return -1;
    const rank = rankOf(finding, catalog);
    return rank ? 1 + rank.rank / rank.of : 1;
  };
  return [...findings].sort((a, b) => weight(b) - weight(a));
}

export interface Headline {
  title: Line;
  /** What else is true of the smallest unit, then one line a larger unit. */
  lines: Line[];
  /** How near the border of the smallest unit is. */
  border: string | null;
}

/** Where the place is, the smallest unit as the title. */
export function headline(answer: Answer, catalog: Catalog, lang: Lang): Headline {
  const w = words(lang);
  const city = textIn(catalog.city.name, lang);
  if (answer.units.length && answer.units.every((unit) => unit.status === "outside")) {
    const nearest = answer.units.find((unit) => nearestOf(unit));
    const lines = nearest ? [unitLine(nearest, catalog, lang)] : [];
    return { title: { text: say(w.outside, { city }) }, lines, border: null };
  }
  const [smallest, ...larger] = answer.units;
  if (!smallest) return { title: { text: w.thisPlace }, lines: [], border: null };
  const border_m = smallest.status === "inside" ? smallest.border_m : undefined;
  return {
    title: unitTitle(smallest, catalog, lang),
    lines: [
      ...unitRemarks(smallest, lang).map((remark) => ({ text: sentence(remark) })),
      ...larger.map((unit) => unitLine(unit, catalog, lang)),
    ],
    border:
      border_m !== undefined
        ? say(w.unitBorder, {
            distance: distance(border_m, lang),
            level: levelWord(smallest.level, catalog, lang),
          })
        : null,
  };
}

/** The sentences under a finding, the most urgent first. */
export function facts(finding: Finding, lang: Lang): string[] {
  const w = words(lang);
  if (finding.status === "unmapped" || finding.status === "unavailable") return [];
  const out: string[] = [];
  const { worse } = finding;
  const worseAt = worse ? distance(worse.distance_m, lang) : null;
  if (worse && worseAt) {
    const phrase = finding.status === "none" ? w.nearestHazard : w.worse;
    out.push(say(phrase, { label: worse.label, distance: worseAt }));
  }
  if (finding.border_m !== undefined) {
    const at = distance(finding.border_m, lang);
    // Often the nearest border is that of the worse area: said already.
    if (at !== worseAt) out.push(say(w.border, { distance: at }));
  }
  if (finding.status === "mapped" && finding.also.length) {
    out.push(say(w.also, { labels: finding.also.map((one) => one.label).join(", ") }));
  }
  return out;
}

/** What the hazard layers say in one line, for the card and for a screen reader. */
export function summary(answer: Answer, catalog: Catalog, lang: Lang): string {
  const w = words(lang);
  const count = (status: Finding["status"]) =>
    answer.findings.filter((finding) => finding.status === status).length;
  const parts: string[] = [];
  const tell = (phrase: Phrase<"count">, n: number) => {
    if (n) parts.push(say(phrase, { count: number(n, lang) }));
  };
  tell(w.summaryMapped, count("mapped"));
  tell(w.summaryUnmapped, count("unmapped"));
  tell(w.summaryUnavailable, count("unavailable"));
  tell(w.summaryNone, count("none"));
  return parts.length ? sentence(parts.join(", ")) : silence(answer, catalog, w);
}

/** The place and what is there, for who listens. */
export function inOneLine(answer: Answer, catalog: Catalog, lang: Lang): string {
  const { title } = headline(answer, catalog, lang);
  return [title.text, summary(answer, catalog, lang)].filter((one) => one).join(": ");
}

/** Why no hazard layer said a thing. */
function silence({ units, zones, population }: Answer, catalog: Catalog, w: Words): string {
  if (!units.length && !zones.length && !population) return w.emptyAnswer;
  // A refused layer may be one of hazards, and not say so.
  const unknown = catalog.layers.some((layer) => !kindOf(layer));
  return hasKind(catalog, "hazard") || unknown ? "" : w.noHazardLayer;
}

/** What a level is called within a sentence. */
export function levelWord(level: string, catalog: Catalog, lang: Lang): string {
  return within(textIn(catalog.city.levels.find((one) => one.id === level)?.label, lang) || level);
}

export function unitName(level: string, name: string, lang: Lang): string {
  return sentence(say(words(lang).unitName, { level, name }));
}

export function rankWords({ rank, of }: Rank, w: Words): string {
  return say(w.rank, { rank: `${rank}`, of: `${of}` });
}

function unitTitle(unit: Unit, catalog: Catalog, lang: Lang): Line {
  const w = words(lang);
  const level = levelWord(unit.level, catalog, lang);
  switch (unit.status) {
    case "inside": {
      const text = unitName(level, unit.name || unit.code, lang);
      return unit.name ? { text, code: unit.code } : { text };
    }
    case "gap":
      return { text: say(w.inGap, { level }) };
    case "outside":
      return { text: say(w.inNone, { level }) };
    case "unavailable":
      return { text: sentence(say(w.unitUnavailable, { level })) };
  }
}

function unitRemarks(unit: Unit, lang: Lang): string[] {
  const w = words(lang);
  const out: string[] = [];
  const also = unit.status === "inside" ? unit.also.map((one) => one.name || one.code) : [];
  if (also.length) out.push(say(w.unitAlso, { names: also.join(", ") }));
  const nearest = nearestOf(unit);
  if (nearest) {
    const { name, code, distance_m } = nearest;
    out.push(say(w.nearest, { name: name || code, distance: distance(distance_m, lang) }));
  }
  return out;
}

function nearestOf(unit: Unit) {
  return unit.status === "gap" || unit.status === "outside" ? unit.nearest : undefined;
}

function unitLine(unit: Unit, catalog: Catalog, lang: Lang): Line {
  const title = unitTitle(unit, catalog, lang);
  return { ...title, text: [title.text, ...unitRemarks(unit, lang)].join(", ") };
}
