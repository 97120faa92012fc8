// An area that was searched for: how much of it lies in which class of each hazard.

import { unitName } from "../answer";
import { type Catalog, type ClassRow, type Exposure, servedLayer } from "../api";
import { el } from "../dom";
import type { FindingLook } from "../finding";
import { number, sentence, textIn } from "../format";
import { areaSwatch, paint, swatch, UNMAPPED } from "../marks";
import type { ExtentHit } from "../search/hit";
import type { Sheet } from "../sheet";
import type { Lang } from "../state";
import { textAddress, textPage } from "../text-page";
import { say, type Words, words } from "../words";

export interface AreaContext extends FindingLook {
  lang: Lang;
  catalog: Catalog;
}

export function areaSheet(hit: ExtentHit, answer: Exposure, context: AreaContext): Sheet {
  const { lang } = context;
  const { layer, id } = hit.extent;
  const w = words(lang).resident;
  const path = `/wilayah/${[layer, id].map(encodeURIComponent).join("/")}`;
  const hazards = Object.entries<ClassRow[]>(answer.whole.hazards).sort(
    ([, a], [, b]) => shareOfClasses(b) - shareOfClasses(a),
  );
  return {
    state: "answer",
    title: { text: say(w.areaTitle, { name: unitName(hit.precision, hit.name, lang) }) },
    lines: [{ text: sentence(hit.about) }],
    small: [],
    body: [
      el("p", { class: "advice" }, w.areaHelp),
      el("p", { class: "summary" }, w.areaNotice),
      ...hazards.map(([layer, rows]) => hazard(layer, rows, context)),
      textPage(textAddress(path, {}, lang), lang),
      answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
    ],
  };
}

function shareOfClasses(rows: ClassRow[]): number {
  return rows.reduce((sum, row) => sum + (row.status === "mapped" ? row.share : 0), 0);
}

function hazard(layer: string, rows: ClassRow[], context: AreaContext): HTMLElement {
  const title = textIn(servedLayer(context.catalog, layer)?.title, context.lang) || layer;
  const present = rows.filter((row) => row.share > 0);
  return el(
    "article",
    { class: "shares", "data-layer": layer },
    el("h3", {}, title),
    present.length > 1 ? bar(present, layer, context) : null,
    el("ul", {}, ...present.map((row) => line(row, layer, context))),
  );
}

/** All of the area in one line, by colour. */
function bar(rows: ClassRow[], layer: string, { classLook }: AreaContext): HTMLElement {
  const pieces = rows.map(({ status, class: id, share }) => {
    const piece = el("span", { class: `share-piece share-${status}` });
    piece.style.setProperty("flex-grow", `${share}`);
    paint(piece, classLook(layer, id ?? "")?.color);
    return piece;
  });
  return el("div", { class: "shares-bar", "aria-hidden": "true" }, ...pieces);
}

function line(row: ClassRow, layer: string, context: AreaContext): HTMLElement {
  const w = words(context.lang);
  return el(
    "li",
    { class: "share" },
    markOf(row, layer, context),
    el("span", {}, labelOf(row, w)),
    el("strong", {}, percent(row.share, context.lang)),
  );
}

function labelOf({ status, label, class: id }: ClassRow, w: Words): string {
  if (status === "none") return w.legendNone;
  return status === "mapped" ? (label ?? id ?? "") : w.legendUnmapped;
}

/** As in the legend. */
function markOf({ status, class: id }: ClassRow, layer: string, look: AreaContext): HTMLElement {
  if (status === "none") return swatch("none");
  if (status !== "mapped") return areaSwatch("unmapped", { pattern: UNMAPPED }, look.sprite);
  const { color, pattern } = look.classLook(layer, id ?? "") ?? {};
  const mark = areaSwatch("class", { color, pattern }, look.sprite);
  paint(mark, color);
  return mark;
}

function percent(share: number, lang: Lang): string {
  const percent = share * 100;
  // With one decimal the shares add up to what readers expect.
  return percent < 0.1 ? words(lang).resident.share0 : `${number(percent, lang, 1)} %`;
}
