// What the colours of the units mean, over the map.

import { el } from "../dom";
import { swatch } from "../marks";
import { say, words } from "../words";
import { stepColor, zeroColor } from "./choropleth";
import type { Figure } from "./figure";
import { titleOf, told } from "./measure";
import { figureTitle, type Reading } from "./reading";

/** The name of the figure, and its classes, the most first. */
export function mapKey(reading: Reading): HTMLElement {
  const { figure, lang, plan } = reading;
  const w = words(lang).planner;
  const colours = plan.plain || reading.level === null ? null : classList(reading);
  return el(
    "figure",
    { class: "planner-key", "aria-label": w.key },
    el("figcaption", {}, mapTitle(figure, reading)),
    colours,
  );
}

/** What one of the maps shows. */
export function mapTitle(figure: Figure, reading: Reading): string {
  const ofUnits = !reading.plan.plain && reading.level !== null;
  return ofUnits ? figureTitle(figure, reading) : hazardTitle(figure, reading);
}

/** The classes of the colours, the most first. */
export function classList({ breaks, figure, lang }: Reading): HTMLElement {
  const w = words(lang).planner;
  const written = (value: number) => told(value, figure.measure, lang);
  const items = breaks.map((from, i) => {
    const next = breaks[i + 1];
    const label =
      next === undefined
        ? say(w.from, { value: written(from) })
        : say(w.between, { from: written(from), to: written(next) });
    return el("li", {}, swatch("color", stepColor(i, breaks.length)), label);
  });
  const zero = el("li", {}, swatch("color", zeroColor()), w.zero);
  return el("ul", { class: "legend" }, ...items.reverse(), zero);
}

function hazardTitle({ hazard }: Figure, { catalog, lang }: Reading): string {
  return hazard === null ? words(lang).planner.allHazards : titleOf(hazard, catalog, lang);
}
