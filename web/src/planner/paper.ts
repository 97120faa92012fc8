// The answer on a page of A4: what the maps show now, what their colours mean, the table.

import { servedLayer } from "../api";
import { el } from "../dom";
import { date, textIn } from "../format";
import type { LookView } from "../looks";
import { legend, uncoloured } from "../panel-legend";
import { say, words } from "../words";
import { amountOf } from "./figure";
import { classList, mapTitle } from "./map-key";
import { titleOf, told } from "./measure";
import { figureTitle, type Reading } from "./reading";
import { amounts } from "./sheet";
import { chosenColumns, plainTable } from "./table";

/** As many units as a page holds. */
const MOST_UNITS = 10;

export function paper(
  reading: Reading,
  pictures: readonly HTMLCanvasElement[],
  view: LookView,
): HTMLElement {
  const { lang, answer, catalog, title } = reading;
  const w = words(lang).planner;
  const figures = [reading.figure, ...(reading.beside ? [reading.beside] : [])];
  const maps = pictures.map((picture, i) => {
    const shown = figures[i] ?? reading.figure;
    return el("figure", {}, picture, el("figcaption", {}, mapTitle(shown, reading)));
  });
  return el(
    "section",
    { class: "paper" },
    el(
      "header",
      {},
      el("h2", {}, say(w.paperTitle, { title, city: textIn(catalog.city.name, lang) })),
      el("p", {}, amounts(reading)),
    ),
    el("div", { class: "paper-maps" }, ...maps),
    key(reading, view),
    plainTable(reading, chosenColumns(reading)?.measures ?? []),
    topUnits(reading),
    el("p", {}, answer.spread.note),
    el("p", {}, sourcesOf(reading)),
    answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
    el("p", {}, location.href.length < 400 ? location.href : location.origin),
  );
}

function key(reading: Reading, view: LookView): HTMLElement {
  const { lang, plan, level, answer, catalog } = reading;
  if (level !== null && !plan.plain)
    return el("div", { class: "paper-key" }, classList(reading, view));
  const context = { lang, style: view.style, sprite: view.sprite };
  const parts = Object.keys(answer.whole.hazards).flatMap((id) => {
    const layer = servedLayer(catalog, id);
    const marks = layer && legend(layer, context);
    return marks ? [el("div", {}, el("h3", {}, titleOf(id, catalog, lang)), marks)] : [];
  });
  return el("div", { class: "paper-key" }, ...parts, uncoloured(words(lang), view.sprite));
}

function topUnits(reading: Reading): HTMLElement | null {
  const { ranked, figure, lang } = reading;
  if (!ranked.length) return null;
  const w = words(lang).planner;
  const items = ranked
    .slice(0, MOST_UNITS)
    .map((unit) =>
      el("li", {}, `${unit.name}: ${told(amountOf(unit, figure), figure.measure, lang)}`),
    );
  return el(
    "div",
    { class: "paper-top" },
    el("h3", {}, say(w.ranked, { figure: figureTitle(figure, reading) })),
    el("ol", {}, ...items),
  );
}

function sourcesOf({ answer, catalog, lang }: Reading): string {
  const all = Object.entries(answer.sources).map(([id, { publisher, dated }]) =>
    [titleOf(id, catalog, lang), publisher, dated && date(dated, lang)].filter((one) => one),
  );
  return `${words(lang).sources}: ${all.map((one) => one.join(", ")).join("; ")}`;
}
