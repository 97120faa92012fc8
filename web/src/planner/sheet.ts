// The planner's answer on the sheet, from what is asked to what may be taken along.

import { el } from "../dom";
import { keptAt } from "../kept";
import type { LookView } from "../looks";
import { provenance } from "../provenance";
import type { Sheet } from "../sheet";
import { say, words } from "../words";
import { hazardChart } from "./chart";
import { type ChoiceEvents, figureChoice, mapChoice } from "./choices";
import { isUntold, measured, titleOf, told } from "./measure";
import { type RankedEvents, rankedList } from "./ranked";
import type { Reading } from "./reading";
import { exposureTable } from "./table";
import { type TakeContext, take } from "./take";

export interface SheetEvents extends ChoiceEvents, RankedEvents, TakeContext {
  onColumns: (id: string) => void;
}

export function planSheet(reading: Reading, view: LookView, events: SheetEvents): Sheet {
  const { answer, lang, title } = reading;
  const w = words(lang);
  return {
    state: "answer",
    key: "planner",
    title: { text: title },
    lines: [{ text: amounts(reading) }],
    small: [answer.spread.note],
    kept: keptAt(answer),
    body: [
      answer.unavailable?.length
        ? el("p", { class: "failure" }, say(w.planner.unavailable, { names: lacking(reading) }))
        : null,
      exposureTable(reading, view, events.onColumns),
      hazardChart(reading, view),
      reading.level === null ? null : figureChoice(reading, events),
      mapChoice(reading, events),
      rankedList(reading, events),
      take(reading, events),
      sources(reading),
      answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
    ],
  };
}

/** How large it is and how many live there. */
export function amounts({ subject, measures, lang }: Reading): string {
  return ["area", "people"]
    .map((id) => measures.find((one) => one.id === id))
    .filter((one) => one !== undefined)
    .map((measure) => {
      const amount = measured(measure, [subject], subject);
      if (isUntold(amount)) return `${measure.label}: ${words(lang).untoldWhy}`;
      const value = told(amount, measure, lang);
      return measure.unit === "count" ? say(words(lang).people, { count: value }) : value;
    })
    .join(" · ");
}

function lacking({ answer, catalog, lang }: Reading): string {
  return (answer.unavailable ?? []).map((id) => titleOf(id, catalog, lang)).join(", ");
}

function sources({ answer, catalog, lang }: Reading): HTMLElement {
  const parts = Object.entries(answer.sources).flatMap(([id, source]) => [
    el("h3", {}, titleOf(id, catalog, lang)),
    provenance(source, lang),
  ]);
  return el("details", { class: "sources" }, el("summary", {}, words(lang).sources), ...parts);
}
