// The figure that units are ranked and coloured by: a measure of what lies in a class of a hazard.

import type { ClassRow, Exposed } from "../api";
import type { Lang } from "../state";
import { type Words, words } from "../words";
import { type Amount, type Measure, measured } from "./measure";

export interface Figure {
  /** Null: whatever any hazard says there. */
  hazard: string | null;
  /** A class, or one of the words below. */
  of: string;
  measure: Measure;
}

/** All classes of a hazard together; mapped and in none; not mapped. */
export const ANY = "any";
export const NONE = "none";
export const UNMAPPED = "unmapped";

/** The figure that a link names, where the answer has it, else the first: the gravest class. */
export function figureOf(
  text: string | null,
  whole: Exposed,
  measures: readonly Measure[],
): Figure | null {
  const [asked = "", of = "", ...name] = (text ?? "").split(".");
  const measure = measures.find(({ id }) => id === name.join(".")) ?? measures[0];
  if (!measure) return null;
  if (text && !asked) return { hazard: null, of: ANY, measure };
  const hazards = Object.keys(whole.hazards);
  const hazard = hazards.includes(asked) ? asked : (hazards[0] ?? null);
  if (hazard === null) return { hazard, of: ANY, measure };
  return { hazard, of: classIn(of, whole.hazards[hazard] ?? []), measure };
}

export function formatFigure({ hazard, of, measure }: Figure): string {
  return `${hazard ?? ""}.${of}.${measure.id}`;
}

/** The same figure of another hazard, which may not have the same classes. */
export function ofHazard(figure: Figure, hazard: string, whole: Exposed): Figure {
  return { ...figure, hazard, of: classIn(figure.of, whole.hazards[hazard] ?? []) };
}

export function amountOf(exposed: Exposed, { hazard, of, measure }: Figure): Amount {
  if (hazard === null) return measured(measure, [exposed], exposed);
  const rows = (exposed.hazards[hazard] ?? []).filter((row) => isOf(row, of));
  return measured(measure, rows, exposed);
}

/** What a hazard may be asked for, each with its name. */
export function classChoices(rows: readonly ClassRow[], lang: Lang): [string, string][] {
  const w = words(lang);
  return [
    [ANY, w.planner.anyClass] as [string, string],
    ...rows.map((row): [string, string] => [nameOf(row), rowLabel(row, w)]),
  ];
}

export function rowLabel({ status, label, class: id }: ClassRow, w: Words): string {
  if (status === NONE) return w.planner.none;
  return status === "mapped" ? (label ?? id ?? "") : w.unmappedShort;
}

function classIn(of: string, rows: readonly ClassRow[]): string {
  const names = [ANY, ...rows.map(nameOf)];
  return names.includes(of) ? of : (names[1] ?? ANY);
}

function nameOf({ status, class: id }: ClassRow): string {
  return status === "mapped" ? (id ?? ANY) : status;
}

function isOf(row: ClassRow, of: string): boolean {
  return of === ANY ? row.status === "mapped" : nameOf(row) === of;
}
