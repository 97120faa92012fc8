// What the style says of its own colours and icons. Pure: a style in, a legend out.

import type { StyleSpecification } from "maplibre-gl";
import type { FieldInfo, Text } from "./api";
import { number } from "./format";
import type { Lang } from "./state";
import { drawnLayer } from "./style";
import { words } from "./words";

/** An entry as `metadata["wareng:legend"]` has it. */
export type LegendEntry =
  | { class: string; color: string; label: Text }
  | { color: string; label: Text }
  | { icon: string; label: Text }
  | Step;

/** A colour from this value of the field on; the lowest has no start. */
export interface Step {
  field: string;
  from: number | null;
  color: string;
}

/** The legend of one of our layers; none where the style has no, or one we cannot read. */
export function legendOf(style: StyleSpecification, id: string): LegendEntry[] {
  for (const layer of style.layers) {
    if (drawnLayer(layer) !== id) continue;
    const list = (layer.metadata as Record<string, unknown>)["wareng:legend"];
    const entries = Array.isArray(list) ? list.filter(isEntry) : [];
    if (entries.length) return entries;
  }
  return [];
}

/** The colour of a class in the first of these styles that draws its layer. */
export function classColor(
  styles: readonly StyleSpecification[],
  layer: string,
  id: string,
): string | undefined {
  for (const style of styles) {
    for (const entry of legendOf(style, layer)) {
      if ("class" in entry && entry.class === id) return entry.color;
    }
  }
  return undefined;
}

export function isStep(entry: LegendEntry): entry is Step {
  return "from" in entry;
}

/** What each step of a choropleth holds, in the order given: the lowest first. */
export function stepLabels(steps: Step[], field: FieldInfo | undefined, lang: Lang): string[] {
  const w = words(lang);
  const whole = field?.type === "integer";
  const say = (value: number) => number(value, lang, whole ? 0 : 2);
  return steps.map(({ from }, i) => {
    const next = steps[i + 1]?.from ?? null;
    if (from === null) return next === null ? w.stepAll : w.stepBelow(say(next));
    if (next === null) return w.stepFrom(say(from));
    // Whole numbers end before the next step begins.
    const last = whole ? next - 1 : next;
    return last === from ? say(from) : `${say(from)}–${say(last)}`;
  });
}

function isEntry(entry: unknown): entry is LegendEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { color, icon, label, field, from } = entry as Record<string, unknown>;
  if (typeof field === "string") {
    return typeof color === "string" && (from === null || Number.isFinite(from));
  }
  const looks = typeof color === "string" || typeof icon === "string";
  return looks && typeof label === "object" && label !== null;
}
