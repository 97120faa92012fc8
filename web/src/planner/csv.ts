// The answer as a table for a program: a row for each hazard and class, as the server's own
// table has them, with how people are spread and the notice in every row, so that none is
// passed on without them.

import type { ClassRow, Exposed, ExposedUnit } from "../api";
import type { Measure } from "./measure";
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
  return [[...head, ...names, "note"], ...rows.map((row) => [...row, remark])]
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

function rowsOf(unit: string[], { hazards }: Exposed, measures: readonly Measure[]): string[][] {
  return Object.entries<ClassRow[]>(hazards).flatMap(([hazard, rows]) =>
    rows.map((row) => [
      ...unit,
      hazard,
      row.status,
      row.class ?? row.status,
      `${row.share}`,
      `${row.people_share ?? ""}`,
      ...measures.map(({ amount }) => `${amount(row)}`),
    ]),
  );
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
