// The large keys over the map, and what they have to say.

import { el, icon } from "../dom";
import { hasNoMap } from "../failure";
import { distance, number } from "../format";
import { onSpent, spent } from "../spent";
import type { Lang } from "../state";
import { say, words } from "../words";
import type { Choices } from "./choices";
import type { Following } from "./follow";
import { metresAlong } from "./geodesic";

const RULER = "M3 13L13 3l4 4L7 17ZM6 10l2 2M9 7l2 2";
const TARGET = "M10 1v3M10 16v3M1 10h3M16 10h3M10 4a6 6 0 1 0 0 12a6 6 0 1 0 0-12M10 9v2M9 10h2";
const LAMP = "M16.500 12.200A7 7 0 0 1 7.800 3.500a7 7 0 1 0 8.700 8.700Z";
const FRAME = "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4";

export interface ToolsState {
  lang: Lang;
  night: boolean;
  path: Choices["path"];
  full: boolean;
  following: Following;
}

export interface ToolsEvents {
  onMeasure: (on: boolean) => void;
  onUndo: () => void;
  onClear: () => void;
  onFollow: () => void;
  /** Asks about where the responder is. */
  onHere: () => void;
  onNight: (night: boolean) => void;
  onFull: (full: boolean) => void;
}

export class Tools {
  readonly root = el("section", { class: "tools" });
  #spent = el("p", { class: "spent" });
  #state: ToolsState | undefined;
  #unlisten = onSpent(() => this.#showSpent());

  constructor(private readonly events: ToolsEvents) {}

  show(state: ToolsState): void {
    this.#state = state;
    const { lang, night, path, full, following } = state;
    const drawn = [lang, night, full, path && path.length > 0, following.kind].join();
    // A key that is drawn anew under a finger would not be pressed.
    if (this.root.dataset.drawn !== drawn) this.#draw(state);
    this.root.dataset.drawn = drawn;
    this.#write("measured", path && measuredText(path, lang));
    this.#write("followed", followedText(state));
    this.#showSpent();
  }

  leave(): void {
    this.#unlisten();
  }

  #draw(state: ToolsState): void {
    const focused = this.root.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : null;
    const lines = [
      this.#keys(state),
      el("p", { "data-part": "measured" }),
      this.#keysOfWay(state),
      el("p", { "data-part": "followed", role: "status" }),
      this.#keysOfFix(state),
      this.#spent,
    ];
    this.root.setAttribute("aria-label", words(state.lang).responder.tools);
    this.root.replaceChildren(...lines.filter((one) => one !== null));
    if (!focused) return;
    const again = this.root.querySelector<HTMLElement>(`[data-focus="${focused}"]`);
    // The keys of a way go with its last corner.
    (again ?? this.root.querySelector("button"))?.focus();
  }

  #keys({ lang, night, path, full, following }: ToolsState): HTMLElement {
    const w = words(lang).responder;
    const { onMeasure, onFollow, onNight, onFull } = this.events;
    return el(
      "div",
      { class: "tool-row" },
      toggle("measure", w.measure, RULER, path !== null, onMeasure),
      toggle("follow", w.follow, TARGET, following.kind !== "off", onFollow),
      toggle("night", w.night, LAMP, night, onNight),
      toggle("full", w.full, FRAME, full, onFull),
    );
  }

  #keysOfWay({ lang, path }: ToolsState): HTMLElement | null {
    if (!path?.length) return null;
    const w = words(lang).responder;
    const { onUndo, onClear } = this.events;
    return el(
      "div",
      { class: "tool-row" },
      key("undo", w.undo, onUndo),
      key("clear", w.clear, onClear),
    );
  }

  #keysOfFix({ lang, following }: ToolsState): HTMLElement | null {
    if (following.kind !== "on") return null;
    const here = key("here", words(lang).responder.here, this.events.onHere);
    return el("div", { class: "tool-row" }, here);
  }

  #write(part: string, text: string | null): void {
    const line = this.root.querySelector(`[data-part="${part}"]`);
    if (line && line.textContent !== text) line.textContent = text;
  }

  #showSpent(): void {
    const { lang } = this.#state ?? {};
    if (!lang) return;
    const { bytes, requests } = spent();
    this.#spent.dataset.bytes = `${bytes}`;
    this.#spent.textContent = say(words(lang).responder.spent, {
      size: `${number(bytes / 1000, lang)} kB`,
      count: number(requests, lang),
    });
  }
}

/** How far, and over how many places. */
export function measuredText(path: NonNullable<Choices["path"]>, lang: Lang): string {
  const w = words(lang).responder;
  if (path.length < 2) return w.measureHint;
  return say(w.measured, {
    metres: number(metresAlong(path), lang),
    count: number(path.length, lang),
  });
}

function followedText({ lang, following }: ToolsState): string | null {
  const w = words(lang).responder;
  switch (following.kind) {
    case "off":
      return (
        following.failure && (hasNoMap() ? w.failuresWithoutMap : w.failures)[following.failure]
      );
    case "waiting":
      return w.locating;
    case "on":
      return say(w.located, { distance: distance(following.fix.accuracy_m, lang) });
  }
}

function key(name: string, label: string, onClick: () => void): HTMLElement {
  const button = el("button", { type: "button", class: "tool", "data-focus": name }, label);
  button.addEventListener("click", onClick);
  return button;
}

function toggle(
  name: string,
  label: string,
  path: string,
  on: boolean,
  onToggle: (on: boolean) => void,
): HTMLElement {
  const button = key(name, label, () => onToggle(!on));
  button.setAttribute("aria-pressed", `${on}`);
  button.prepend(icon(path));
  return button;
}
