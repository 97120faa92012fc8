// What can be counted of an area, as the answer has it: people, area, what stands there.

import { type Catalog, type Exposed, type Figures, servedLayer } from "../api";
import { number, textIn } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";

/** One thing that is counted. */
export interface Measure {
  /** As links and columns of files name it. */
  id: string;
  label: string;
  /** In which unit it is told. */
  unit: "count" | "hectare" | "percent";
  /** How much of it is there. */
  amount: (figures: Figures) => number;
  /** As an answer names what of it is hidden, where it may be. */
  hiddenAs?: string;
}

/** How much of something there is, as far as it is published. */
export interface Amount {
  value: number;
  /** Whether counts are left out of it that are too small to be published. */
  atLeast: boolean;
}

/** Columns that belong together. */
export interface Columns {
  id: string;
  label: string;
  measures: Measure[];
}

const HECTARE_M2 = 10_000;

/** All that this answer counts, in columns that belong together. */
export function columnsOf(whole: Exposed, catalog: Catalog, lang: Lang): Columns[] {
  const w = words(lang).planner;
  const groups = [{ id: "area", label: w.columnsArea, measures: basics(whole, lang) }];
  const people = peopleOf(whole, catalog, lang);
  if (people.length > 1) groups.push({ id: "people", label: w.columnsPeople, measures: people });
  for (const layer of Object.keys(whole.facilities ?? {})) {
    const label = titleOf(layer, catalog, lang);
    groups.push({ id: layer, label, measures: standing(layer, whole, catalog, lang) });
  }
  return groups;
}

/** Each measure once. */
export function measuresOf(columns: readonly Columns[]): Measure[] {
  const all = columns.flatMap(({ measures }) => measures);
  return all.filter((one, i) => all.findIndex(({ id }) => id === one.id) === i);
}

/** How much of it some parts of a whole have; a share is of all the whole has. */
export function measured(measure: Measure, parts: readonly Figures[], whole: Exposed): Amount {
  const { amount, unit, hiddenAs } = measure;
  const sum = parts.reduce((all, one) => all + amount(one), 0);
  // Where there is no ground, nothing is left out of what is on it.
  const ground = parts.some(({ area_m2 }) => area_m2 > 0);
  const atLeast = ground && hiddenAs !== undefined && (whole.hidden ?? []).includes(hiddenAs);
  if (unit !== "percent") return { value: sum, atLeast };
  const all = amount(whole);
  // The whole has all of it, however much that is.
  const isAll = all > 0 && parts.includes(whole);
  return { value: all > 0 ? sum / all : 0, atLeast: atLeast && !isAll };
}

/** Whether nothing of it is published, which is not to be read as nothing. */
export function isUntold({ value, atLeast }: Amount): boolean {
  return atLeast && value === 0;
}

/** An amount as it is read. A share of what is published may be more or less than the true one. */
export function told(amount: Amount, measure: Pick<Measure, "unit">, lang: Lang): string {
  const w = words(lang);
  if (isUntold(amount)) return w.untold;
  const value = written(amount.value, measure, lang);
  if (!amount.atLeast) return value;
  return say(measure.unit === "percent" ? w.planner.about : w.atLeast, { value });
}

/** A value with its unit, where it is no count. */
export function written(value: number, { unit }: Pick<Measure, "unit">, lang: Lang): string {
  if (unit === "percent") return `${number(value * 100, lang, 1)} %`;
  if (unit === "hectare") return `${number(value / HECTARE_M2, lang, 1)} ha`;
  return number(value, lang);
}

export function titleOf(layer: string, catalog: Catalog, lang: Lang): string {
  return textIn(servedLayer(catalog, layer)?.title, lang) || layer;
}

function basics(whole: Exposed, lang: Lang): Measure[] {
  const w = words(lang).planner;
  const area = ({ area_m2 }: Figures) => area_m2;
  const people = (figures: Figures) => figures.people ?? 0;
  const all: Measure[] = [
    { id: "people", label: w.people, unit: "count", amount: people, hiddenAs: "people" },
    {
      id: "people_share",
      label: w.peopleShare,
      unit: "percent",
      amount: people,
      hiddenAs: "people",
    },
    { id: "area", label: w.area, unit: "hectare", amount: area },
    { id: "share", label: w.areaShare, unit: "percent", amount: area },
  ];
  return whole.people === undefined ? all.slice(2) : all;
}

function peopleOf(whole: Exposed, catalog: Catalog, lang: Lang): Measure[] {
  const of = catalog.layers.filter(({ kind }) => kind === "population").map(({ id }) => id);
  return [
    ...basics(whole, lang).filter(({ id }) => id === "people"),
    ...Object.keys(whole.measures ?? {}).map((name): Measure => {
      const labels = of.map((layer) => fieldLabel(layer, name, catalog, lang));
      return {
        id: `m.${name}`,
        label: labels.find((label) => label) ?? name,
        unit: "count",
        amount: ({ measures }) => measures?.[name] ?? 0,
        hiddenAs: name,
      };
    }),
  ];
}

function standing(layer: string, whole: Exposed, catalog: Catalog, lang: Lang): Measure[] {
  const count: Measure = {
    id: `f.${layer}`,
    label: titleOf(layer, catalog, lang),
    unit: "count",
    amount: ({ facilities }) => facilities?.[layer]?.count ?? 0,
  };
  const sums = Object.keys(whole.facilities?.[layer]?.sums ?? {}).map(
    (name): Measure => ({
      id: `f.${layer}.${name}`,
      label: fieldLabel(layer, name, catalog, lang) || name,
      unit: "count",
      amount: ({ facilities }) => facilities?.[layer]?.sums?.[name] ?? 0,
    }),
  );
  return [count, ...sums];
}

function fieldLabel(layer: string, name: string, catalog: Catalog, lang: Lang): string {
  const field = servedLayer(catalog, layer)?.fields.find((one) => one.name === name);
  return textIn(field?.label, lang);
}
