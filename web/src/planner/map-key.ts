// What the colours of the units mean, over the map.

import { servedLayer } from "../api";
import { el } from "../dom";
import type { LookView } from "../looks";
import { areaSwatch, swatch, UNMAPPED } from "../marks";
import { legend } from "../panel-legend";
import { say, words } from "../words";
import { stepColor, zeroColor } from "./choropleth";
import { amountOf, type Figure } from "./figure";
import { isUntold, titleOf, written } from "./measure";
import { figureTitle, type Reading } from "./reading";

/** On a phone the map has no room for all of it at once. */
const PHONE = window.matchMedia("(max-width: 760px)");

/** What the map shows, and what its colours mean; nothing where it shows what it always does. */
export function mapKey(reading: Reading, view: LookView): HTMLElement | null {
  const { figure, lang } = reading;
  const w = words(lang).planner;
  if (!ofUnits(reading)) return reading.beside && besideKey(figure, reading, view);
  const title = el("span", {}, mapTitle(figure, reading));
  return el(
    "details",
    { class: "planner-key", open: !PHONE.matches },
    el("summary", {}, title, el("span", { class: "visually-hidden" }, ` (${w.key})`)),
    classList(reading, view),
  );
}

/** What one of two maps shows, and what it shows it in. */
export function besideKey(figure: Figure, reading: Reading, view: LookView): HTMLElement {
  return el(
    "div",
    { class: "planner-title" },
    el("p", {}, mapTitle(figure, reading)),
    ofUnits(reading)
      ? el("p", { class: "remark" }, words(reading.lang).planner.keyShared)
      : hazardMarks(figure, reading, view),
  );
}

function hazardMarks({ hazard }: Figure, { lang, catalog }: Reading, view: LookView) {
  const layer = hazard === null ? undefined : servedLayer(catalog, hazard);
  return layer ? legend(layer, { lang, style: view.style, sprite: view.sprite }) : null;
}

/** What one of the maps shows. */
export function mapTitle(figure: Figure, reading: Reading): string {
  return ofUnits(reading) ? figureTitle(figure, reading) : hazardTitle(figure, reading);
}

/** The classes of the colours, the most first. */
export function classList(
  { breaks, figure, lang, ranked }: Reading,
  { sprite }: LookView,
): HTMLElement {
  const { planner: w, untoldWhy } = words(lang);
  const limit = (value: number) => written(value, figure.measure, lang);
  const labelOf = (from: number, next: number | undefined) => {
    if (next === undefined) return say(w.from, { value: limit(from) });
    if (from === 0) return say(w.below, { value: limit(next) });
    return say(w.between, { from: limit(from), to: limit(next) });
  };
  const items = breaks.map((from, i) => {
    const label = labelOf(from, breaks[i + 1]);
    return el("li", {}, swatch("color", stepColor(i, breaks.length)), label);
  });
  const zero = el("li", {}, swatch("color", zeroColor()), w.zero);
  const mark = () => areaSwatch("unmapped", { pattern: UNMAPPED }, sprite);
  const untold = ranked.some((unit) => isUntold(amountOf(unit, figure)))
    ? el("li", {}, mark(), untoldWhy)
    : null;
  return el("ul", { class: "legend" }, ...items.reverse(), zero, untold);
}

/** Whether the map colours units, and not where hazards are. */
function ofUnits({ plan, level }: Reading): boolean {
  return !plan.plain && level !== null;
}

/** Beside another map this one has a hazard of its own, otherwise all. */
function hazardTitle({ hazard }: Figure, { beside, catalog, lang }: Reading): string {
  return hazard === null || !beside
    ? words(lang).planner.allHazards
    : titleOf(hazard, catalog, lang);
}
