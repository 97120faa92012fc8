// The resident's card in small: the hazards that the kept map shows at a place.

import { gravestFirst } from "../answer";
import { type Catalog, type Finding, servedLayer } from "../api";
import { el } from "../dom";
import { findingCard } from "../finding";
import { textIn, within } from "../format";
import { moment } from "../moment";
import type { Sheet } from "../sheet";
import type { Lang } from "../state";
import { say, words } from "../words";
import type { DrawnReading } from "./drawn";
import type { InsteadContext } from "./instead";
import { NONE, type Said, UNMAPPED } from "./judge";

/** Of when the map is, and the unit that it shows there. */
export interface DrawnFrom {
  kept: Date;
  unit: string | undefined;
}

export function drawnSheet(
  readings: readonly DrawnReading[],
  { kept, unit }: DrawnFrom,
  context: InsteadContext,
): Sheet {
  const { lang, catalog, onRetry } = context;
  const w = words(lang);
  const findings = readings.map((one) => findingOf(one, catalog, lang));
  const near = new Set(readings.filter(({ said }) => said.length > 1).map(({ layer }) => layer));
  const cards = gravestFirst(findings, catalog).map((finding) => {
    const card = findingCard(finding, context);
    if (!near.has(finding.layer)) return card;
    card.dataset.near = "true";
    card.append(el("p", { class: "edge" }, w.offline.near));
    return card;
  });
  const retry = el("button", { type: "button", class: "button" }, w.retry);
  retry.addEventListener("click", onRetry);
  return {
    state: "drawn",
    title: { text: unit ?? w.thisPlace },
    lines: [],
    small: [],
    body: [
      el(
        "p",
        { class: "kept", role: "status" },
        say(w.offline.drawn, { when: moment(kept, lang) }),
      ),
      el("section", { class: "findings", "aria-label": w.hazards }, ...cards),
      el("p", { class: "remark" }, w.offline.needs),
      retry,
    ],
  };
}

function findingOf({ layer: id, said }: DrawnReading, catalog: Catalog, lang: Lang): Finding {
  const layer = catalog.layers.find((one) => one.id === id);
  const about = { layer: id, kind: "hazard", title: textIn(layer?.title, lang) || id };
  const [gravest] = said;
  if (gravest === undefined) return { ...about, status: "unavailable" };
  if (gravest === NONE || gravest === UNMAPPED) return { ...about, status: gravest };
  const drawn = servedLayer(catalog, id)?.classes?.find((one) => one.id === gravest);
  return {
    ...about,
    status: "mapped",
    class: gravest,
    label: either(said, id, catalog, lang),
    meaning: textIn(drawn?.meaning, lang),
    advice: textIn(drawn?.advice, lang),
    color: drawn?.color ?? "",
    also: [],
  };
}

/** All that may be, the gravest first. */
function either(said: readonly Said[], layer: string, catalog: Catalog, lang: Lang): string {
  const w = words(lang);
  const [first = "", ...others] = said.map((one) => {
    if (one === NONE) return w.noneShort;
    if (one === UNMAPPED) return w.unmappedShort;
    const drawn = servedLayer(catalog, layer)?.classes?.find(({ id }) => id === one);
    return textIn(drawn?.label, lang) || one;
  });
  return others.reduce((one, other) => say(w.offline.either, { one, other: within(other) }), first);
}
