// What a planner reads in an answer: whom it is about, by which figure, in which classes.
// Pure: an answer and a plan in.

import type { Catalog, Exposed, ExposedUnit, Exposure } from "../api";
import { textIn } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";
import { quantiles } from "./breaks";
import { amountOf, type Figure, figureOf, ofHazard, rowLabel } from "./figure";
import {
  type Amount,
  type Columns,
  columnsOf,
  isUntold,
  type Measure,
  measuresOf,
  titleOf,
} from "./measure";
import type { Plan } from "./plan";
import { together } from "./sum";

export interface Reading {
  answer: Exposure;
  plan: Plan;
  catalog: Catalog;
  lang: Lang;
  /** The level whose units these are; of an area none. */
  level: string | null;
  /** What the table is about: all of it, or the units that are chosen. */
  subject: Exposed;
  /** What that is called. */
  title: string;
  chosen: readonly ExposedUnit[];
  columns: readonly Columns[];
  measures: readonly Measure[];
  figure: Figure;
  /** The same figure of the hazard on the second map. */
  beside: Figure | null;
  /** The units, those first that have most of the figure. */
  ranked: readonly ExposedUnit[];
  /** From which value each class of the map goes; both maps have the same. */
  breaks: readonly number[];
}

/** The level that a plan asks for, where the city has it. */
export function levelOf({ level }: Plan, { city }: Catalog): string {
  const ids = city.levels.map(({ id }) => id);
  return level && ids.includes(level) ? level : (ids[0] ?? "");
}

export function levelLabel(level: string, { city }: Catalog, lang: Lang): string {
  return textIn(city.levels.find(({ id }) => id === level)?.label, lang) || level;
}

/** Nothing where the answer counts nothing. */
export function readingOf(
  answer: Exposure,
  plan: Plan,
  { catalog, lang }: { catalog: Catalog; lang: Lang },
): Reading | null {
  const { whole, units } = answer;
  const columns = columnsOf(whole, catalog, lang);
  const measures = measuresOf(columns);
  const figure = figureOf(plan.figure, whole, measures);
  if (!figure) return null;
  const other = plan.beside !== null && plan.beside in whole.hazards ? plan.beside : null;
  const beside = other === null || other === figure.hazard ? null : ofHazard(figure, other, whole);
  const codes = plan.task.kind === "units" ? plan.task.chosen : [];
  const chosen = units.filter(({ code }) => codes.includes(code));
  const level = plan.task.kind === "units" ? levelOf(plan, catalog) : null;
  const shown = [figure, ...(beside ? [beside] : [])];
  const reading = {
    answer,
    plan,
    catalog,
    lang,
    level,
    subject: together(chosen) ?? whole,
    chosen,
    columns,
    measures,
    figure,
    beside,
    ranked: ranked(units, figure),
    breaks: quantiles(shown.flatMap((one) => units.map((unit) => amountOf(unit, one).value))),
  };
  return { ...reading, title: titleFor(reading) };
}

/** The figure in words, such as "Banjir, Tinggi: Penduduk". */
export function figureTitle({ hazard, of, measure }: Figure, reading: Reading): string {
  const { lang, catalog, answer } = reading;
  const w = words(lang);
  if (hazard === null) return measure.label;
  const row = answer.whole.hazards[hazard]?.find((one) => (one.class ?? one.status) === of);
  const name = row ? rowLabel(row, w) : w.planner.anyClass;
  const layer = titleOf(hazard, catalog, lang);
  return say(w.planner.figureTitle, { hazard: layer, class: name, measure: measure.label });
}

function ranked(units: readonly ExposedUnit[], figure: Figure): ExposedUnit[] {
  return units
    .map((unit) => ({ unit, amount: amountOf(unit, figure) }))
    .sort((a, b) => byAmount(a.amount, b.amount) || (a.unit.code < b.unit.code ? -1 : 1))
    .map(({ unit }) => unit);
}

/** What is not published comes before nothing: there may be some. */
function byAmount(a: Amount, b: Amount): number {
  return b.value - a.value || Number(isUntold(b)) - Number(isUntold(a));
}

function titleFor(reading: Omit<Reading, "title">): string {
  const { level, chosen, catalog, lang, answer } = reading;
  const w = words(lang).planner;
  if (level === null) return w.titleArea;
  if (chosen.length && chosen.length <= 2) return chosen.map(({ name }) => name).join(", ");
  const label = levelLabel(level, catalog, lang);
  return chosen.length
    ? say(w.titleChosen, { count: `${chosen.length}`, level: label })
    : say(w.titleAll, { count: `${answer.units.length}`, level: label });
}
