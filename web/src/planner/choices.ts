// Which figure is ranked and coloured, and which hazard a second map shows beside it.

import { el } from "../dom";
import { words } from "../words";
import { ANY, classChoices, type Figure, formatFigure } from "./figure";
import { select } from "./keys";
import { titleOf } from "./measure";
import type { Reading } from "./reading";

/** What stands for nothing in a list. */
const NOTHING = "-";

export interface ChoiceEvents {
  onFigure: (figure: string) => void;
  onBeside: (hazard: string | null) => void;
  onPlain: (plain: boolean) => void;
}

export function figureChoice(reading: Reading, events: ChoiceEvents): HTMLElement {
  const { figure, lang, answer } = reading;
  const w = words(lang).planner;
  const { hazard } = figure;
  const choose = (change: Partial<Figure>) =>
    events.onFigure(formatFigure({ ...figure, ...change }));
  const measures = reading.measures.map(({ id, label }) => [id, label] as const);
  const rows = hazard === null ? [] : (answer.whole.hazards[hazard] ?? []);
  return el(
    "section",
    { class: "block choices" },
    el("h3", {}, w.figure),
    select(
      w.hazard,
      [...hazardOptions(reading), [NOTHING, w.noHazard]],
      { chosen: hazard ?? NOTHING, focus: "hazard" },
      (id) => choose(id === NOTHING ? { hazard: null, of: ANY } : { hazard: id }),
    ),
    hazard === null
      ? null
      : select(w.class, classChoices(rows, lang), { chosen: figure.of, focus: "class" }, (of) =>
          choose({ of }),
        ),
    select(w.measure, measures, { chosen: figure.measure.id, focus: "measure" }, (id) => {
      const measure = reading.measures.find((one) => one.id === id);
      if (measure) choose({ measure });
    }),
  );
}

export function mapChoice(reading: Reading, events: ChoiceEvents): HTMLElement {
  const { beside, figure, lang, level, plan } = reading;
  const w = words(lang).planner;
  const others = hazardOptions(reading).filter(([id]) => id !== figure.hazard);
  const shows = [
    ["figure", w.mapFigure],
    ["hazards", w.mapHazards],
  ] as const;
  return el(
    "section",
    { class: "block choices" },
    el("h3", {}, w.map),
    level === null
      ? null
      : select(
          w.shows,
          shows,
          { chosen: plan.plain ? "hazards" : "figure", focus: "shows" },
          (id) => events.onPlain(id === "hazards"),
        ),
    level === null && beside
      ? select(
          w.firstMap,
          hazardOptions(reading),
          { chosen: figure.hazard ?? "", focus: "hazard" },
          (hazard) => events.onFigure(formatFigure({ ...figure, hazard })),
        )
      : null,
    select(
      w.beside,
      [[NOTHING, w.noBeside], ...others],
      { chosen: beside?.hazard ?? NOTHING, focus: "beside" },
      (id) => events.onBeside(id === NOTHING ? null : id),
    ),
  );
}

function hazardOptions({ answer, catalog, lang }: Reading): (readonly [string, string])[] {
  return Object.keys(answer.whole.hazards).map((id) => [id, titleOf(id, catalog, lang)] as const);
}
