// The part of the panel that keeps areas for when there is no network.

import { el, icon } from "../dom";
import { moment } from "../moment";
import type { Lang } from "../state";
import { say, type Words, words } from "../words";
import type { Area } from "./areas";
import type { Progress } from "./download";
import { megabytes } from "./size";

const DOWNLOAD = "M10 3v9M6 8.500l4 4 4-4M3.500 13v3h13v-3";

export interface SectionContext {
  lang: Lang;
  /** Nothing until they have been read. */
  areas: readonly Area[] | null;
  /** Whether an area is being saved. */
  busy: boolean;
  /** What came of what was done last. */
  message: { text: string; alarm: boolean } | null;
  /** Whether the reader is asked if all is to be forgotten. */
  unsure: boolean;
  /** What the server serves now; null where it cannot be reached. */
  snapshot: string | null;
  /** Null where there is no map to save an area of. */
  onSave: (() => void) | null;
  onCancel: () => void;
  onShow: (area: Area) => void;
  onUpdate: (area: Area) => void;
  onRemove: (area: Area) => void;
  onForget: (sure: boolean | null) => void;
}

/** Draws it anew; the keyboard stays where it was. */
export function showSection(root: HTMLElement, context: SectionContext): void {
  const w = words(context.lang).offline;
  const focused = root.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-focus")
    : null;
  root.hidden = false;
  root.replaceChildren(
    title(w),
    el("p", { class: "remark" }, w.intro),
    ...(context.busy ? running(context, w) : []),
    ...(context.onSave && !context.busy ? [key("save", w.save, context.onSave)] : []),
    ...message(context),
    ...list(context, w),
    el("p", { class: "remark" }, w.keeps),
    ...forget(context, w),
  );
  if (focused === null || focused === undefined) return;
  const again = root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`);
  (again ?? root.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true });
}

/** Says that nothing can be kept here. */
export function showCannot(root: HTMLElement, lang: Lang): void {
  const w = words(lang).offline;
  root.hidden = false;
  root.replaceChildren(title(w), el("p", { class: "remark" }, w.cannot));
}

/** Tells how far it is, without drawing anew. */
export function showProgress(root: HTMLElement, { done, all, bytes }: Progress, lang: Lang): void {
  const bar = root.querySelector("progress");
  const told = root.querySelector(".saving-text");
  if (!bar || !told) return;
  bar.max = all;
  bar.value = done;
  const size = megabytes(bytes, lang);
  told.textContent = say(words(lang).offline.progress, { done: `${done}`, all: `${all}`, size });
}

export function areaName({ names }: Area, lang: Lang): string {
  return names.slice(0, 2).join(", ") || words(lang).offline.thisArea;
}

function title(w: Words["offline"]): HTMLElement {
  const fold = icon("M5 8l5 5 5-5");
  fold.classList.add("icon-fold");
  return el("summary", { "data-focus": "shelf" }, icon(DOWNLOAD), el("h3", {}, w.title), fold);
}

function running({ onCancel }: SectionContext, w: Words["offline"]): HTMLElement[] {
  return [
    el(
      "div",
      { class: "saving" },
      el("progress", { "aria-label": w.save }),
      el("p", { class: "saving-text remark" }, w.preparing),
    ),
    key("cancel", w.cancel, onCancel),
  ];
}

function message({ message }: SectionContext): HTMLElement[] {
  if (!message) return [];
  return [el("p", { class: message.alarm ? "failure" : "saved" }, message.text)];
}

function list(context: SectionContext, w: Words["offline"]): HTMLElement[] {
  const areas = context.areas ?? [];
  if (!areas.length) return [];
  return [
    el("h4", { id: "saved-areas" }, w.areas),
    el(
      "ul",
      { class: "areas", "aria-labelledby": "saved-areas" },
      ...areas.map((area) => item(area, context, w)),
    ),
  ];
}

function item(area: Area, context: SectionContext, w: Words["offline"]): HTMLElement {
  const { lang, snapshot, busy } = context;
  const name = areaName(area, lang);
  const when = moment(new Date(area.saved), lang);
  const act = (id: string, label: string, onPress: (area: Area) => void) => {
    const button = el(
      "button",
      { type: "button", class: "link-button", "data-focus": `${id}-${area.id}` },
      label,
      el("span", { class: "visually-hidden" }, ` ${name}`),
    );
    button.addEventListener("click", () => onPress(area));
    return button;
  };
  return el(
    "li",
    { class: "area", "data-area": area.id },
    el("p", {}, el("strong", {}, name)),
    el("p", { class: "remark" }, say(w.aboutArea, { when, size: megabytes(area.bytes, lang) })),
    snapshot !== null && snapshot !== area.snapshot
      ? el("p", { class: "remark area-changed" }, w.changed)
      : null,
    el(
      "p",
      { class: "area-keys" },
      act("show", w.showArea, context.onShow),
      busy ? null : act("update", w.updateArea, context.onUpdate),
      busy ? null : act("remove", w.removeArea, context.onRemove),
    ),
  );
}

function forget({ unsure, busy, onForget }: SectionContext, w: Words["offline"]): HTMLElement[] {
  if (busy) return [];
  if (!unsure) return [key("forget", w.forget, () => onForget(null))];
  return [
    el(
      "div",
      { class: "forget-sure" },
      key("forget", w.forgetSure, () => onForget(true)),
      key("keep", w.cancel, () => onForget(false)),
    ),
  ];
}

function key(id: string, label: string, onPress: () => void): HTMLElement {
  const button = el("button", { type: "button", class: "key", "data-focus": id }, label);
  button.addEventListener("click", onPress);
  return button;
}
