// The addresses that QGIS takes, each with where it is to be pasted.

import type { ServedLayer } from "../api";
import { el } from "../dom";
import { say, words } from "../words";
import { key } from "./keys";
import { titleOf } from "./measure";
import type { Reading } from "./reading";

export function qgisAddresses(
  reading: Reading,
  layer: ServedLayer | undefined,
  onCopy: (text: string) => void,
): HTMLElement {
  const w = words(reading.lang).planner;
  const items = addresses(reading, layer).map(({ where, address }, i) =>
    el(
      "li",
      {},
      el("p", {}, where),
      el("code", { tabindex: 0 }, address),
      key(w.copy, { focus: `qgis-${i}` }, () => onCopy(address)),
    ),
  );
  return el(
    "details",
    { class: "qgis", "data-part": "qgis" },
    el("summary", {}, w.qgis),
    el("p", { class: "remark" }, w.qgisAbout),
    el("ol", {}, ...items),
  );
}

interface Address {
  where: string;
  address: string;
}

/** The tiles of the hazards, the borders of the units, the table. */
function addresses({ answer, catalog, lang, level }: Reading, layer?: ServedLayer): Address[] {
  const w = words(lang).planner;
  const { origin } = location;
  const tiles = Object.keys(answer.whole.hazards).map((hazard) => ({
    where: say(w.qgisTiles, { title: titleOf(hazard, catalog, lang) }),
    address: `${origin}/tiles/${hazard}/{z}/{x}/{y}`,
  }));
  const box = layer?.bounds?.join(",");
  const borders = layer && {
    where: say(w.qgisFgb, { title: titleOf(layer.id, catalog, lang) }),
    address: `${origin}/v1/within?layers=${layer.id}&bbox=${box}&limit=1000&format=fgb`,
  };
  const table = level !== null && {
    where: w.qgisCsv,
    address: `${origin}/v1/exposure?by=${level}&format=csv&lang=${lang}`,
  };
  return [...tiles, borders, table].filter((one): one is Address => Boolean(one));
}
