// What a planner takes along: tables, areas with figures, a page of paper, addresses for QGIS.

import type { ServedLayer } from "../api";
import { el } from "../dom";
import { say, words } from "../words";
import { csvOf } from "./csv";
import { areaGeoJson, unitsGeoJson } from "./geojson";
import { key } from "./keys";
import { qgisAddresses } from "./qgis";
import type { Reading } from "./reading";
import type { Shape } from "./shape";

export interface TakeContext {
  /** The layer that draws the units. */
  layer: ServedLayer | undefined;
  /** The area that is asked about, where it is one. */
  shape: Shape | null;
  onPrint: () => void;
  onSay: (message: string) => void;
}

/** A byte order mark: without one some spreadsheets take UTF-8 for something else. */
const BOM = "\uFEFF";

export function take(reading: Reading, context: TakeContext): HTMLElement {
  const w = words(reading.lang).planner;
  const { layer, shape, onPrint, onSay } = context;
  const geo = shape !== null || (reading.level !== null && layer !== undefined);
  const keys = [
    key(w.csv, { focus: "csv" }, () =>
      save(`${fileName(reading)}.csv`, BOM + csvOf(reading), "text/csv"),
    ),
    geo ? key(w.geojson, { focus: "geojson" }, () => void saveGeoJson(reading, context)) : null,
    key(w.print, { focus: "print" }, onPrint),
    key(w.copyLink, { focus: "link" }, () => void copy(location.href, reading, onSay)),
  ];
  return el(
    "section",
    { class: "block take" },
    el("h3", {}, w.take),
    el("div", { class: "keys" }, ...keys),
    reading.plan.task.kind === "held" ? el("p", { class: "remark" }, w.heldLink) : null,
    qgisAddresses(reading, layer, (text) => void copy(text, reading, onSay)),
  );
}

async function saveGeoJson(reading: Reading, { layer, shape, onSay }: TakeContext): Promise<void> {
  const w = words(reading.lang).planner;
  onSay(w.saving);
  try {
    const json = shape
      ? areaGeoJson(reading, shape)
      : layer && (await unitsGeoJson(reading, layer));
    save(`${fileName(reading)}.geojson`, JSON.stringify(json), "application/geo+json");
    onSay("");
  } catch {
    onSay(w.saveFailed);
  }
}

/** Such as `paparan-kelurahan`. */
function fileName({ level, lang }: Reading): string {
  const { fileName: start, fileArea } = words(lang).planner;
  return say(start, { what: level ?? fileArea });
}

function save(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

async function copy(
  text: string,
  { lang }: Reading,
  onSay: (message: string) => void,
): Promise<void> {
  const w = words(lang).planner;
  try {
    await navigator.clipboard.writeText(text);
    onSay(w.copied);
  } catch {
    onSay(say(w.copyFailed, { text }));
  }
}
