// The sheet over the map in which an answer stands: a frame that all the four share.

import type { Catalog } from "./api";
import { el, icon } from "./dom";
import { telLink } from "./format";
import { anchor } from "./provenance";
import type { Failure } from "./question";
import type { Lang } from "./state";
import { say, type Words, words } from "./words";

/** A line of text, and a code or another aside small behind it. */
export interface Line {
  text: string;
  code?: string;
}

export interface Sheet {
  /** What the sheet shows, for style sheets and tests. */
  state: string;
  title: Line;
  lines: Line[];
  /** Told in small letters under the lines. */
  small: string[];
  body: (HTMLElement | null)[];
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
  root.dataset.state = sheet.state;
  root.hidden = false;
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-labelledby", "card-title");
  root.setAttribute("aria-busy", `${sheet.state === "loading"}`);
  const heading = el("h2", { id: "card-title", tabindex: -1 }, ...withCode(sheet.title));
  root.replaceChildren(
    head(heading, sheet, context),
    el("div", { class: "card-body" }, ...sheet.body),
    foot(context),
  );
  if (focus || hadFocus) heading.focus({ preventScroll: true });
}

export function closeSheet(root: HTMLElement): void {
  root.dataset.state = "closed";
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

/** A sheet that says why it has no answer, and asks again when told to. */
export function failed(failure: Failure, w: Words, onRetry: () => void): Sheet {
  const told = failure.kind === "problem";
  const title = told ? failure.title || w.failedTitle : w.offlineTitle;
  const detail = told ? failure.detail || w.failedDetail : w.offlineDetail;
  const retry = el("button", { type: "button", class: "button" }, w.retry);
  retry.addEventListener("click", onRetry);
  const body = [el("p", { class: "failure", role: "alert" }, detail), retry];
  return { state: failure.kind, title: { text: title }, lines: [], small: [], body };
}

/** The text, and its code small beside it. */
function withCode({ text, code }: Line): (Node | string)[] {
  return code ? [text, " ", el("small", { class: "code" }, code)] : [text];
}

function head(
  heading: HTMLElement,
  { lines, small }: Sheet,
  { lang, onClose }: SheetContext,
): HTMLElement {
  const close = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": words(lang).close },
    icon("M5 5l10 10M15 5L5 15"),
  );
  close.addEventListener("click", onClose);
  return el(
    "header",
    { class: "card-head" },
    el(
      "div",
      {},
      heading,
      ...lines.map((line) => el("p", { class: "card-line" }, ...withCode(line))),
      small.length
        ? el("p", { class: "card-small" }, ...small.map((one) => el("span", {}, `${one} `)))
        : null,
    ),
    close,
  );
}

/** The number to call stands under every answer, and under what came instead of one. */
function foot({ lang, catalog }: SheetContext): HTMLElement {
  const w = words(lang);
  const { emergency, contact } = catalog.city;
  const call = emergency
    ? el(
        "a",
        { class: "emergency", href: telLink(emergency) },
        callIcon(),
        say(w.call, { number: emergency }),
      )
    : null;
  return el(
    "footer",
    { class: "card-foot" },
    emergency ? el("span", { class: "card-foot-label" }, w.emergency) : null,
    call,
    anchor(contact, w.contact),
  );
}

function callIcon(): SVGElement {
  return icon(
    "M4 3h3l1.500 4-2 1.500a10 10 0 0 0 5 5l1.500-2 4 1.500v3c0 1-1 1.500-2 1.500C8.500 17 3 11.500 2.500 5 2.500 4 3 3 4 3Z",
  );
}

function bones(): HTMLElement {
  const line = (width: string) => el("span", { class: `bone bone-${width}` });
  const block = () => el("div", { class: "bones" }, line("short"), line("long"), line("middle"));
  return el("div", { "aria-hidden": "true" }, block(), block(), block());
}
