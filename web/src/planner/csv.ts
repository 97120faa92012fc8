// The answer as a table for a program: a row for each hazard and class, as the server's own
// table has them, with how people are spread and the notice in every row, so that none is
// passed on without them.

import type { ClassRow, Exposed, ExposedUnit, Figures } from "../api";
import { isUntold, type Measure, measured } from "./measure";
import type { Reading } from "./reading";

/** Without a unit the rows of the whole come first. */
export function csvOf(reading: Reading): string {
  const measures = reading.measures.filter(({ unit }) => unit !== "percent");
  const head = ["level", "code", "name", "hazard", "status", "class", "share", "people_share"];
  const remark = remarkOf(reading);
  const rows = [
    ...rowsOf(["", "", ""], reading.subject, measures),
    ...unitsOf(reading).flatMap((unit) =>
      rowsOf([unit.level, unit.code, unit.name], unit, measures),
    ),
  ];
  const names = measures.map(({ id, unit }) => (unit === "hectare" ? "area_m2" : columnName(id)));
  return [[...head, ...names, "hidden", "note"], ...rows.map((row) => [...row, remark])]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("");
}

/** Those that are chosen, else all. */
export function unitsOf({ chosen, ranked }: Reading): readonly ExposedUnit[] {
  return chosen.length ? ranked.filter((unit) => chosen.includes(unit)) : ranked;
}

/** What goes with every number: how people are spread, and the city's notice. */
export function remarkOf({ answer }: Reading): string {
  return [answer.spread.note, answer.notice].filter((one) => one).join(" ");
}

/** As the server's table names a column. */
export function columnName(id: string): string {
  return id.replace(/^[mf]\./, "");
}

/** Which columns have at least what is said, as the server's table names them. */
export function hiddenIn({ hidden }: Exposed): string {
  return (hidden ?? []).join("+");
}

/** What a program reads: none where nothing is published, which is not 0. */
export function cellOf(measure: Measure, part: Figures, whole: Exposed): number | null {
  const amount = measured(measure, [part], whole);
  return isUntold(amount) ? null : amount.value;
}

function rowsOf(unit: string[], exposed: Exposed, measures: readonly Measure[]): string[][] {
  const people = measures.find(({ id }) => id === "people");
  const shareIn = (row: ClassRow) =>
    people && cellOf(people, row, exposed) === null ? "" : `${row.people_share ?? ""}`;
  return Object.entries<ClassRow[]>(exposed.hazards).flatMap(([hazard, rows]) =>
    rows.map((row) => [
      ...unit,
      hazard,
      row.status,
      row.class ?? row.status,
      `${row.share}`,
      shareIn(row),
      ...measures.map((measure) => `${cellOf(measure, row, exposed) ?? ""}`),
      hiddenIn(exposed),
    ]),
  );
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
