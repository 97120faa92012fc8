// What the card says, as plain values: order, headline and sentences of an answer.

import { type Answer, type Catalog, type Finding, servedLayer, type Unit } from "./api";
import { distance, number, sentence, textIn } from "./format";
import { hasKind, kindOf } from "./maps";
import type { Lang } from "./state";
import { type Words, words } from "./words";

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

/** A line about a unit, with its code where the line names it. */
export interface Line {
  text: string;
  code?: string;
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
    return { title: { text: w.outside(city) }, lines, border: null };
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
        ? w.unitBorder(distance(border_m, lang), levelLabel(smallest.level, catalog, lang))
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
    const say = finding.status === "none" ? w.nearestHazard : w.worse;
    out.push(say(worse.label, worseAt));
  }
  if (finding.border_m !== undefined) {
    const at = distance(finding.border_m, lang);
    // Often the nearest border is that of the worse area: said already.
    if (at !== worseAt) out.push(w.border(at));
  }
  if (finding.status === "mapped" && finding.also.length) {
    out.push(w.also(finding.also.map((one) => one.label).join(", ")));
  }
  return out;
}

/** What the hazard layers say in one line, for the card and for a screen reader. */
export function summary(answer: Answer, catalog: Catalog, lang: Lang): string {
  const w = words(lang);
  const count = (status: Finding["status"]) =>
    answer.findings.filter((finding) => finding.status === status).length;
  const parts: string[] = [];
  const say = (sentence: (count: string) => string, n: number) => {
    if (n) parts.push(sentence(number(n, lang)));
  };
  say(w.summaryMapped, count("mapped"));
  say(w.summaryUnmapped, count("unmapped"));
  say(w.summaryUnavailable, count("unavailable"));
  say(w.summaryNone, count("none"));
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

export function levelLabel(level: string, catalog: Catalog, lang: Lang): string {
  return textIn(catalog.city.levels.find((one) => one.id === level)?.label, lang) || level;
}

function unitTitle(unit: Unit, catalog: Catalog, lang: Lang): Line {
  const w = words(lang);
  const level = levelLabel(unit.level, catalog, lang);
  switch (unit.status) {
    case "inside": {
      const text = w.unitName(level, unit.name || unit.code);
      return unit.name ? { text, code: unit.code } : { text };
    }
    case "gap":
      return { text: w.inGap(level) };
    case "outside":
      return { text: w.inNone(level) };
    case "unavailable":
      return { text: w.unitUnavailable(level) };
  }
}

function unitRemarks(unit: Unit, lang: Lang): string[] {
  const w = words(lang);
  const out: string[] = [];
  const also = unit.status === "inside" ? unit.also.map((one) => one.name || one.code) : [];
  if (also.length) out.push(w.unitAlso(also.join(", ")));
  const nearest = nearestOf(unit);
  if (nearest) {
    const { name, code, distance_m } = nearest;
    out.push(w.nearest(name || code, distance(distance_m, lang)));
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
