// How much lies in which class of which hazard, as a table.

import { type ClassRow, type Exposed, servedLayer } from "../api";
import { el } from "../dom";
import type { LookView } from "../looks";
import { areaSwatch, bars, swatch, UNMAPPED } from "../marks";
import { say, words } from "../words";
import { rowLabel } from "./figure";
import { select } from "./keys";
import { type Columns, type Measure, measured, titleOf, told } from "./measure";
import type { Reading } from "./reading";

export function exposureTable(
  reading: Reading,
  view: LookView,
  onColumns: (id: string) => void,
): HTMLElement {
  const w = words(reading.lang).planner;
  const columns = chosenColumns(reading);
  const options = reading.columns.map(({ id, label }) => [id, label] as const);
  const chosen = { chosen: columns?.id ?? "", focus: "columns" };
  return el(
    "section",
    { class: "block exposure" },
    el("h3", { id: "exposure-title" }, w.table),
    select(w.columns, options, chosen, onColumns),
    el(
      "div",
      { class: "scroller", tabindex: 0, role: "region", "aria-labelledby": "exposure-title" },
      plainTable(reading, columns?.measures ?? [], view),
    ),
  );
}

export function chosenColumns({ columns, plan }: Reading): Columns | undefined {
  return columns.find(({ id }) => id === plan.columns) ?? columns[0];
}

/** The table alone; on paper without a `view`, which has the marks. */
export function plainTable(
  reading: Reading,
  measures: readonly Measure[],
  view?: LookView,
): HTMLElement {
  const w = words(reading.lang).planner;
  const { subject } = reading;
  const head = measures.map(({ label }) => el("th", { scope: "col" }, label));
  return el(
    "table",
    { class: "figures-table" },
    el("caption", { class: "visually-hidden" }, say(w.tableOf, { title: reading.title })),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, w.class), ...head)),
    el("tbody", {}, wholeRow(reading, measures)),
    ...Object.entries<ClassRow[]>(subject.hazards).map(([hazard, rows]) =>
      hazardRows(hazard, rows, reading, measures, view),
    ),
  );
}

function wholeRow({ subject, lang }: Reading, measures: readonly Measure[]): HTMLElement {
  return el(
    "tr",
    { class: "whole" },
    el("th", { scope: "row" }, words(lang).planner.whole),
    ...cells(subject, subject, measures, lang),
  );
}

function hazardRows(
  hazard: string,
  rows: readonly ClassRow[],
  reading: Reading,
  measures: readonly Measure[],
  view?: LookView,
): HTMLElement {
  const { catalog, lang, subject } = reading;
  const title = titleOf(hazard, catalog, lang);
  return el(
    "tbody",
    { "data-hazard": hazard },
    el(
      "tr",
      {},
      el("th", { scope: "rowgroup", colspan: measures.length + 1, class: "group-title" }, title),
    ),
    ...rows.map((row) =>
      el(
        "tr",
        { "data-class": row.class ?? row.status },
        el("th", { scope: "row" }, classCell(hazard, row, reading, view)),
        ...cells(row, subject, measures, lang),
      ),
    ),
  );
}

function cells(
  part: ClassRow | Exposed,
  whole: Exposed,
  measures: readonly Measure[],
  lang: Reading["lang"],
): HTMLElement[] {
  return measures.map((measure) =>
    el("td", {}, told(measured(measure, [part], whole), measure, lang)),
  );
}

/** Its mark as the map has it, its rank in bars, its name. */
function classCell(
  hazard: string,
  row: ClassRow,
  { catalog, lang }: Reading,
  view?: LookView,
): HTMLElement {
  const label = el("span", {}, rowLabel(row, words(lang)));
  if (!view) return label;
  const classes = servedLayer(catalog, hazard)?.classes ?? [];
  const rank = classes.findIndex(({ id }) => id === row.class) + 1;
  const mark = rank ? bars({ rank, of: classes.length }) : null;
  return el("span", { class: "class-cell" }, markOf(hazard, row, view), mark, label);
}

function markOf(hazard: string, { status, class: id }: ClassRow, view: LookView): HTMLElement {
  if (status === "none") return swatch("none");
  if (status !== "mapped") return areaSwatch("unmapped", { pattern: UNMAPPED }, view.sprite);
  const { color, pattern } = view.classLook(hazard, id ?? "") ?? {};
  return areaSwatch("class", { color, pattern }, view.sprite);
}
