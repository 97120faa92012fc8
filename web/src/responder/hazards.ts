// The hazards at a place in short: a line each, the gravest first.

import { type Rank, rankWords } from "../answer";
import { type AroundHazard, type Catalog, servedLayer } from "../api";
import { el } from "../dom";
import type { FindingLook } from "../finding";
import { distance, textIn } from "../format";
import { areaSwatch, bars, paint, swatch, UNMAPPED } from "../marks";
import type { Lang } from "../state";
import { say, type Words, words } from "../words";

export interface HazardContext extends FindingLook {
  lang: Lang;
  catalog: Catalog;
}

export function hazardLines(hazards: AroundHazard[], context: HazardContext): HTMLElement | null {
  if (!hazards.length) return null;
  const w = words(context.lang);
  const lines = gravestFirst(hazards, context.catalog).map((one) => line(one, context, w));
  return el(
    "section",
    { class: "block" },
    el("h3", {}, w.hazards),
    el("ul", { class: "hazard-lines" }, ...lines),
  );
}

/** What is not known comes before what is known to be free: it is a warning, the other is not. */
export function gravestFirst(hazards: AroundHazard[], catalog: Catalog): AroundHazard[] {
  const weight = (hazard: AroundHazard) => {
    if (hazard.status === "none") return -1;
    const rank = rankOf(hazard, catalog);
    return rank ? rank.rank / rank.of : 0;
  };
  return [...hazards].sort((a, b) => weight(b) - weight(a));
}

/** In a few words, for who listens. */
export function hazardText(hazard: AroundHazard, catalog: Catalog, lang: Lang): string {
  return `${titleOf(hazard, catalog, lang)}: ${shortly(hazard, words(lang))}`;
}

function titleOf({ layer }: AroundHazard, catalog: Catalog, lang: Lang): string {
  return textIn(servedLayer(catalog, layer)?.title, lang) || layer;
}

function rankOf({ layer, class: id }: AroundHazard, catalog: Catalog): Rank | null {
  const classes = servedLayer(catalog, layer)?.classes ?? [];
  const index = classes.findIndex((one) => one.id === id);
  return index < 0 ? null : { rank: index + 1, of: classes.length };
}

function line(hazard: AroundHazard, context: HazardContext, w: Words): HTMLElement {
  const { catalog, lang } = context;
  const rank = rankOf(hazard, catalog);
  return el(
    "li",
    { "data-layer": hazard.layer, "data-status": hazard.status },
    el("span", { class: "marks" }, mark(hazard, context), rank && bars(rank)),
    el("span", { class: "hazard-title" }, titleOf(hazard, catalog, lang)),
    el(
      "strong",
      {},
      shortly(hazard, w),
      rank && el("span", { class: "visually-hidden" }, ` (${rankWords(rank, w)})`),
    ),
    worse(hazard, lang),
  );
}

function mark(hazard: AroundHazard, { classLook, sprite }: HazardContext): HTMLElement {
  const { layer, status, class: id } = hazard;
  if (status === "none") return swatch("none");
  if (id === undefined) return areaSwatch("unmapped", { pattern: UNMAPPED }, sprite);
  const look = classLook(layer, id);
  const area = areaSwatch("class", { pattern: look?.pattern }, sprite);
  paint(area, look?.color);
  return area;
}

function shortly({ status, label }: AroundHazard, w: Words): string {
  switch (status) {
    case "mapped":
      return label ?? "";
    case "none":
      return w.noneShort;
    case "unmapped":
      return w.unmapped;
    default:
      return w.unavailable;
  }
}

function worse({ status, worse: label, worse_m }: AroundHazard, lang: Lang): HTMLElement | null {
  if (label === undefined || worse_m === undefined) return null;
  const w = words(lang);
  const phrase = status === "none" ? w.nearestHazard : w.worse;
  return el("small", {}, say(phrase, { label, distance: distance(worse_m, lang) }));
}
