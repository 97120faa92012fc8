// What the style says of its own colours and icons. Pure: a style in, a legend out.

import type { StyleSpecification } from "maplibre-gl";
import type { FieldInfo, Text } from "./api";
import { number } from "./format";
import type { Lang } from "./state";
import { drawnLayer, type Sample } from "./style";
import { say, words } from "./words";

/** An entry as `metadata["wareng:legend"]` has it. */
export type LegendEntry = ClassEntry | { color: string; label: Text } | IconEntry | Step;

/** A class of a hazard; over its colour the map lays the pattern, an image of the style. */
export interface ClassEntry {
  class: string;
  color: string;
  pattern?: string;
  label: Text;
}

/** An image of the style; with a colour, that is what it becomes where the map is near. */
export interface IconEntry {
  icon: string;
  color?: string;
  label: Text;
}

/** A colour from this value of the field on; the lowest has no start. */
export interface Step {
  field: string;
  from: number | null;
  color: string;
}

/** Whether an entry is of interest. */
export type Wanted = (entry: LegendEntry) => boolean;

const ANY: Wanted = () => true;

/**
 * The legend of one of our layers: of its topmost style layer that has a legend with something
 * wanted in it; none where the style has no such, or one we cannot read.
 */
export function legendOf(style: StyleSpecification, id: string, wanted = ANY): LegendEntry[] {
  return explained(style, id, wanted)?.entries ?? [];
}

/** How the colours of that legend lie on the map: as its style layer draws them. */
export function legendShape(style: StyleSpecification, id: string, wanted = ANY): Sample["shape"] {
  const type = explained(style, id, wanted)?.type;
  return type === "line" || type === "fill" ? type : "circle";
}

function explained(style: StyleSpecification, id: string, wanted: Wanted) {
  for (const layer of [...style.layers].reverse()) {
    if (drawnLayer(layer) !== id) continue;
    const list = (layer.metadata as Record<string, unknown>)["wareng:legend"];
    const entries = Array.isArray(list) ? list.filter(isEntry) : [];
    if (entries.some(wanted)) return { type: layer.type, entries };
  }
  return null;
}

/** A class as the first of these styles shows it that draws its layer. */
export function classLook(
  styles: readonly StyleSpecification[],
  layer: string,
  id: string,
): ClassEntry | undefined {
  for (const style of styles) {
    for (const entry of legendOf(style, layer)) {
      if ("class" in entry && entry.class === id) return entry;
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
  const written = (value: number) => number(value, lang, whole ? 0 : 2);
  return steps.map(({ from }, i) => {
    const next = steps[i + 1]?.from ?? null;
    if (from === null)
      return next === null ? w.stepAll : say(w.stepBelow, { value: written(next) });
    if (next === null) return say(w.stepFrom, { value: written(from) });
    // Whole numbers end before the next step begins.
    const last = whole ? next - 1 : next;
    return last === from ? written(from) : `${written(from)}–${written(last)}`;
  });
}

function isEntry(entry: unknown): entry is LegendEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { color, icon, pattern, label, field, from } = entry as Record<string, unknown>;
  if (typeof field === "string") {
    return typeof color === "string" && (from === null || Number.isFinite(from));
  }
  if (pattern !== undefined && typeof pattern !== "string") return false;
  const looks = typeof color === "string" || typeof icon === "string";
  return looks && typeof label === "object" && label !== null;
}
