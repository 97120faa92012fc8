// The whole of what is asked in a bar for each hazard, cut by class; and the same in words, for
// who does not see it: the table has other columns, if others are chosen.

import type { ClassRow } from "../api";
import { el, svg } from "../dom";
import type { LookView } from "../looks";
import { say, words } from "../words";
import { rowLabel } from "./figure";
import { isUntold, measured, titleOf, told } from "./measure";
import type { Reading } from "./reading";

const WIDTH = 480;
const BAR = 26;
const ROW = 52;
/** A narrower piece has no room for its share. */
const LEAST_TOLD = 0.11;

export function hazardChart(reading: Reading, view: LookView): HTMLElement | null {
  const { subject, lang } = reading;
  const hazards = Object.entries<ClassRow[]>(subject.hazards);
  const measure = shareOf(reading);
  if (!hazards.length || !measure) return null;
  const w = words(lang).planner;
  const title = say(w.chartOf, { measure: measure.label });
  const parts = hazards.flatMap(([hazard, rows], i) => [
    svg(
      "text",
      { class: "chart-title", x: 0, y: i * ROW + 14 },
      titleOf(hazard, reading.catalog, lang),
    ),
    ...pieces(hazard, rows, i * ROW + 20, { reading, view, measure }),
  ]);
  const size = { viewBox: `0 0 ${WIDTH} ${hazards.length * ROW}`, width: WIDTH };
  return el(
    "figure",
    { class: "block chart" },
    el("figcaption", {}, title),
    svg("svg", { "aria-hidden": "true", ...size }, hatch(), ...parts),
    inWords(hazards, { reading, view, measure }),
  );
}

/**
 * The share that goes with the figure: of area where that is of area, or where no people are
 * published, else of people.
 */
function shareOf({ figure, measures, subject }: Reading) {
  const byId = (id: string) => measures.find((one) => one.id === id);
  const people = byId("people_share");
  const ofArea = figure.measure.id === "area" || figure.measure.id === "share";
  const has = people && !ofArea && !isUntold(measured(people, [subject], subject));
  return has ? people : byId("share");
}

interface Context {
  reading: Reading;
  view: LookView;
  measure: NonNullable<ReturnType<typeof shareOf>>;
}

function pieces(
  hazard: string,
  rows: readonly ClassRow[],
  y: number,
  { reading, view, measure }: Context,
): SVGElement[] {
  let x = 0;
  return rows.flatMap((row) => {
    const share = measured(measure, [row], reading.subject);
    const [left, width] = [x, share.value * WIDTH];
    x += width;
    if (width < 0.5) return [];
    const color = view.classLook(hazard, row.class ?? "")?.color;
    const name = rowLabel(row, words(reading.lang));
    const box = { x: left, y, width, height: BAR };
    const piece = svg(
      "g",
      { class: `piece piece-${row.status}` },
      svg("title", {}, `${name}: ${told(share, measure, reading.lang)}`),
      svg("rect", { ...box, fill: row.status === "mapped" ? color : undefined }),
    );
    if (share.value < LEAST_TOLD) return [piece];
    const text = told(share, measure, reading.lang);
    piece.append(...chip(text, left + width / 2, y + BAR / 2));
    return [piece];
  });
}

/** Letters on a ground of their own: what lies beneath may be dark or light. */
function chip(text: string, x: number, y: number): SVGElement[] {
  const width = text.length * 7.5 + 8;
  const ground = { x: x - width / 2, y: y - 9, width, height: 18, rx: 4 };
  return [
    svg("rect", { class: "chip", ...ground }),
    svg("text", { class: "piece-text", x, y: y + 4.5 }, text),
  ];
}

/** As the map marks what was not mapped. */
function hatch(): SVGElement {
  const line = svg("path", { d: "M0 8L8 0M-2 2L2 -2M6 10L10 6", class: "hatch-line" });
  const size = { width: 8, height: 8, patternUnits: "userSpaceOnUse" };
  return svg("defs", {}, svg("pattern", { id: "planner-hatch", ...size }, line));
}

function inWords(hazards: [string, ClassRow[]][], { reading, measure }: Context): HTMLElement {
  const { catalog, lang, subject } = reading;
  const w = words(lang);
  const partOf = (row: ClassRow) =>
    `${rowLabel(row, w)} ${told(measured(measure, [row], subject), measure, lang)}`;
  const lines = hazards.map(([hazard, rows]) =>
    el("li", {}, `${titleOf(hazard, catalog, lang)}: ${rows.map(partOf).join(", ")}`),
  );
  return el("ul", { class: "visually-hidden" }, ...lines);
}
