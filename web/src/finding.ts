// What a hazard layer says of a place: one article of the card.

import { facts, rankOf, rankWords } from "./answer";
import type { Catalog, Finding } from "./api";
import { el } from "./dom";
import type { ClassEntry } from "./legend";
import { areaSwatch, bars, paint, showPattern, swatch, UNMAPPED } from "./marks";
import type { Sprite } from "./sprite";
import type { Lang } from "./state";
import { type Words, words } from "./words";

/** How hazards look on the map. */
export interface FindingLook {
  /** A class as a map shows it; nothing where no map does. */
  classLook: (layer: string, id: string) => ClassEntry | undefined;
  sprite: Sprite | undefined;
}

export interface FindingContext extends FindingLook {
  lang: Lang;
  catalog: Catalog;
}

export function findingCard(finding: Finding, context: FindingContext): HTMLElement {
  const { lang } = context;
  const w = words(lang);
  const { status } = finding;
  const unknown = status === "unmapped" || status === "unavailable";
  const card = el(
    "article",
    {
      class: `finding finding-${unknown ? "unmapped" : status}`,
      "data-layer": finding.layer,
      "data-status": status,
    },
    head(finding, context),
    status === "none" ? el("p", {}, w.none) : null,
    unknown ? el("p", {}, el("strong", {}, w[status]), ". ", w.unmappedMore) : null,
    finding.status === "mapped" && finding.meaning ? el("p", {}, finding.meaning) : null,
    finding.status === "mapped" && finding.advice
      ? el("p", { class: "advice" }, el("strong", {}, w.advice), finding.advice)
      : null,
    finding.edge === "near" ? el("p", { class: "edge" }, w.edgeNear) : null,
    bullets(facts(finding, lang)),
  );
  if (finding.status === "mapped") {
    card.dataset.class = finding.class;
    card.dataset.color = finding.color;
    paint(card, context.classLook(finding.layer, finding.class)?.color ?? finding.color);
  }
  return card;
}

/** Gives the findings that are there the look of another map. */
export function repaint(root: HTMLElement, { classLook, sprite }: FindingLook): void {
  for (const card of root.querySelectorAll<HTMLElement>(".finding")) {
    const { layer = "", class: id, color } = card.dataset;
    const look = id === undefined ? undefined : classLook(layer, id);
    const mark = card.querySelector<HTMLElement>(".swatch-area");
    if (mark) showPattern(mark, id === undefined ? UNMAPPED : look?.pattern, sprite);
    paint(card, look?.color ?? color);
  }
}

function head(finding: Finding, context: FindingContext): HTMLElement {
  const w = words(context.lang);
  const rank = rankOf(finding, context.catalog);
  return el(
    "header",
    {},
    el("span", { class: "marks" }, mark(finding, context), rank && bars(rank)),
    el("h3", {}, finding.title),
    el(
      "p",
      { class: "class-label" },
      shortly(finding, w),
      rank && el("span", { class: "visually-hidden" }, ` (${rankWords(rank, w)})`),
    ),
  );
}

/** As in the legend. A class takes its colour from the article. */
function mark(finding: Finding, { classLook, sprite }: FindingLook): HTMLElement {
  if (finding.status === "none") return swatch("none");
  if (finding.status !== "mapped") return areaSwatch("unmapped", { pattern: UNMAPPED }, sprite);
  const { pattern } = classLook(finding.layer, finding.class) ?? {};
  return areaSwatch("class", { pattern }, sprite);
}

function shortly(finding: Finding, w: Words): string {
  switch (finding.status) {
    case "mapped":
      return finding.label;
    case "none":
      return w.noneShort;
    case "unmapped":
      return w.unmappedShort;
    case "unavailable":
      return w.unavailableShort;
  }
}

function bullets(lines: string[]): HTMLElement | null {
  if (!lines.length) return null;
  return el("ul", { class: "finding-facts" }, ...lines.map((line) => el("li", {}, line)));
}
