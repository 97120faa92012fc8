// The sheet over the map in which an answer stands: a frame that all the four share.

import type { Catalog } from "./api";
import { callLink } from "./call";
import { el, icon } from "./dom";
import { moment } from "./moment";
import { anchor } from "./provenance";
import { type Failure, told } from "./question";
import type { Lang } from "./state";
import { say, type Words, words } from "./words";

/** A line of text, and a code or another aside small behind it. */
export interface Line {
  text: string;
  code?: string;
  /** A name for what comes later to this line, which may be empty until then. */
  part?: string;
}

export interface Sheet {
  /** What the sheet shows, for style sheets and tests. */
  state: string;
  title: Line;
  lines: Line[];
  /** Told in small letters under the lines. */
  small: string[];
  body: (HTMLElement | null)[];
  /** When the answer was fetched, if it is one that was kept. */
  kept?: Date | undefined;
  /** Sheets of the same key are one that changes: it stays where the reader has scrolled it. */
  key?: string;
}

export interface SheetContext {
  lang: Lang;
  catalog: Catalog;
  onClose: () => void;
}

/** Draws the sheet anew; `focus` moves the keyboard to its title. */
export function showSheet(
  root: HTMLElement,
  sheet: Sheet,
  context: SheetContext,
  focus: boolean,
): void {
  const hadFocus = root.contains(document.activeElement);
  const stay = placeOf(root, sheet);
  root.dataset.state = sheet.state;
  root.hidden = false;
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-labelledby", "card-title");
  root.setAttribute("aria-busy", `${sheet.state === "loading"}`);
  const heading = el("h2", { id: "card-title", tabindex: -1 }, ...withCode(sheet.title));
  root.replaceChildren(
    keysOf(root, context),
    head(heading, sheet),
    // It scrolls, so the keyboard has to reach it.
    el(
      "div",
      { class: "card-body", tabindex: 0, role: "group", "aria-labelledby": "card-title" },
      keptNote(sheet, context),
      ...sheet.body,
    ),
    foot(context),
  );
  resize(root, root.dataset.size === "large", context.lang);
  stay();
  if (focus || (hadFocus && !root.contains(document.activeElement))) {
    heading.focus({ preventScroll: true });
  }
}

/** Remembers what the reader sees and has the focus on, to return there if it is the same sheet. */
function placeOf(root: HTMLElement, { key }: Sheet): () => void {
  const same = key !== undefined && root.dataset.key === key;
  root.dataset.key = key ?? "";
  if (!same) return () => {};
  const focused = root.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-focus")
    : null;
  const [outer, inner] = [root.scrollTop, root.querySelector(".card-body")?.scrollTop ?? 0];
  return () => {
    root.scrollTop = outer;
    root.querySelector(".card-body")?.scrollTo(0, inner);
    const again = focused && root.querySelector<HTMLElement>(`[data-focus="${focused}"]`);
    if (again) again.focus({ preventScroll: true });
  };
}

export function closeSheet(root: HTMLElement): void {
  root.dataset.state = "closed";
  root.dataset.size = "small";
  root.hidden = true;
  root.replaceChildren();
}

/** A sheet that waits for its answer. */
export function waiting(title: string, slow: boolean, w: Words): Sheet {
  const remark = slow ? el("p", { class: "card-line" }, w.stillWaiting) : null;
  return {
    state: "loading",
    title: { text: title },
    lines: [],
    small: [],
    body: [remark, bones()],
  };
}

/** A sheet that says why it has no answer, and asks again when told to, where that may help. */
export function failed(failure: Failure, w: Words, onRetry: () => void): Sheet {
  const { title, detail, again } = told(failure, w);
  const retry = el("button", { type: "button", class: "button", "data-focus": "retry" }, w.retry);
  retry.addEventListener("click", onRetry);
  const body = [el("p", { class: "failure", role: "alert" }, detail), again ? retry : null];
  const key = failure.kind;
  return { state: failure.kind, key, title: { text: title }, lines: [], small: [], body };
}

/** An old answer never looks like a new one. */
function keptNote({ kept }: Sheet, { lang }: SheetContext): HTMLElement | null {
  if (!kept) return null;
  const when = moment(kept, lang);
  return el("p", { class: "kept", role: "status" }, say(words(lang).offline.kept, { when }));
}

/** The text, and its code small beside it. */
function withCode({ text, code }: Line): (Node | string)[] {
  return code ? [text, " ", el("small", { class: "code" }, code)] : [text];
}

function head(heading: HTMLElement, { lines, small }: Sheet): HTMLElement {
  return el(
    "header",
    { class: "card-head" },
    heading,
    ...lines.map((line) =>
      el("p", { class: "card-line", "data-part": line.part }, ...withCode(line)),
    ),
    small.length
      ? el("p", { class: "card-small" }, ...small.map((one) => el("span", {}, `${one} `)))
      : null,
  );
}

/** Makes the sheet of a phone as large as the map, or small again. */
export function resize(root: HTMLElement, large: boolean, lang: Lang): void {
  const w = words(lang);
  root.dataset.size = large ? "large" : "small";
  root.querySelector(".card-size")?.setAttribute("aria-label", large ? w.reduce : w.enlarge);
}

/** Closes the sheet; on a phone also makes it as large as the map, and small again. */
function keysOf(root: HTMLElement, { lang, onClose }: SheetContext): HTMLElement {
  const w = words(lang);
  const size = el(
    "button",
    { type: "button", class: "icon-button card-size" },
    icon("M4 13l6-6 6 6"),
  );
  size.addEventListener("click", () => resize(root, root.dataset.size !== "large", lang));
  const close = el(
    "button",
    { type: "button", class: "icon-button card-close", "aria-label": w.close },
    icon("M5 5l10 10M15 5L5 15"),
  );
  close.addEventListener("click", onClose);
  return el("div", { class: "card-keys" }, size, close);
}

/** The number to call stands under every answer, and under what came instead of one. */
function foot({ lang, catalog }: SheetContext): HTMLElement {
  const w = words(lang);
  const { emergency, contact } = catalog.city;
  const call = emergency
    ? callLink(emergency, { shown: say(w.call, { number: emergency }), look: "emergency" })
    : null;
  return el(
    "footer",
    { class: "card-foot" },
    emergency ? el("span", { class: "card-foot-label" }, w.emergency) : null,
    call,
    anchor(contact, w.contact),
  );
}

function bones(): HTMLElement {
  const line = (width: string) => el("span", { class: `bone bone-${width}` });
  const block = () => el("div", { class: "bones" }, line("short"), line("long"), line("middle"));
  return el("div", { "aria-hidden": "true" }, block(), block(), block());
}
