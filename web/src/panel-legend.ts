// The legend under a layer of the panel.

import type { StyleSpecification } from "maplibre-gl";
import { rankWords } from "./answer";
import type { ServedLayer } from "./api";
import { el } from "./dom";
import { textIn } from "./format";
import {
  classLook,
  isStep,
  type LegendEntry,
  legendOf,
  legendShape,
  type Step,
  stepLabels,
  type Wanted,
} from "./legend";
import { areaSwatch, bars, sample, swatch, UNMAPPED } from "./marks";
import { type Sprite, spriteIcon } from "./sprite";
import type { Lang } from "./state";
import { say, type Words, words } from "./words";

export interface LegendContext {
  lang: Lang;
  style: StyleSpecification;
  /** The images of the style, once they have come. */
  sprite: Sprite | undefined;
  /** Which entries are told; all where nothing is said of it. */
  wanted?: Wanted;
}

/** Classes by their ranks; else what the style says; else nothing. */
export function legend(layer: ServedLayer, context: LegendContext): HTMLElement | null {
  if (layer.classes?.length) return classLegend(layer, context);
  const { style, lang, wanted = () => true } = context;
  const entries = legendOf(style, layer.id, wanted);
  const steps = entries.filter(isStep);
  if (steps.length) return stepLegend(layer, steps, context);
  if (!entries.length) return null;
  return list(
    layer,
    lang,
    entries.filter(wanted).map((entry) => plainItem(layer, entry, context)),
  );
}

/** What no colour means, once for all hazard layers. */
export function uncoloured(w: Words, sprite: Sprite | undefined): HTMLElement {
  const unmapped = areaSwatch("unmapped", { pattern: UNMAPPED }, sprite);
  return el(
    "div",
    { class: "uncoloured" },
    el("h4", {}, w.uncoloured),
    el(
      "ul",
      { class: "legend", "aria-label": w.uncoloured },
      el("li", { "data-class": "none" }, swatch("none"), w.legendNone),
      el("li", { "data-class": "unmapped" }, unmapped, w.legendUnmapped),
    ),
    el("p", { class: "remark" }, w.legendAsk),
  );
}

function list(layer: ServedLayer, lang: Lang, items: HTMLElement[]): HTMLElement {
  const label = say(words(lang).legendOf, { title: textIn(layer.title, lang) });
  return el("ul", { class: "legend", "aria-label": label }, ...items);
}

function classLegend(layer: ServedLayer, context: LegendContext): HTMLElement | null {
  const { lang, style, sprite, wanted } = context;
  const w = words(lang);
  const classes = layer.classes ?? [];
  const items = classes.flatMap((one, index) => {
    const rank = { rank: index + 1, of: classes.length };
    const look = classLook([style], layer.id, one.id);
    if (wanted && !(look && wanted(look))) return [];
    return el(
      "li",
      { "data-class": one.id },
      areaSwatch("class", { color: look?.color ?? one.color, pattern: look?.pattern }, sprite),
      bars(rank),
      el("span", {}, textIn(one.label, lang)),
      el("span", { class: "visually-hidden" }, `(${rankWords(rank, w)})`),
    );
  });
  return items.length ? list(layer, lang, items.reverse()) : null;
}

function stepLegend(
  layer: ServedLayer,
  steps: Step[],
  { lang, wanted = () => true }: LegendContext,
): HTMLElement {
  const name = steps[0]?.field ?? "";
  const field = layer.fields.find((one) => one.name === name);
  const labels = stepLabels(steps, field, lang);
  const items = steps.map((step, i) =>
    wanted(step) ? el("li", {}, swatch("color", step.color), labels[i]) : null,
  );
  return el(
    "div",
    { class: "steps" },
    el("p", { class: "remark" }, textIn(field?.label, lang) || name),
    list(
      layer,
      lang,
      items.filter((item) => item !== null),
    ),
  );
}

function plainItem(
  layer: ServedLayer,
  entry: LegendEntry,
  { lang, style, sprite, wanted }: LegendContext,
): HTMLElement {
  const label = "label" in entry ? textIn(entry.label, lang) : "";
  const mark =
    "icon" in entry
      ? spriteIcon(sprite, entry.icon)
      : sample({
          shape: legendShape(style, layer.id, wanted),
          color: entry.color,
        });
  return el("li", {}, mark, label);
}
