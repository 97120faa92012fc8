// The answer card: one place, what every layer says of it, and who says so.

import { gravestFirst, headline, type Line, levelWord, summary, unitName } from "./answer";
import { type Answer, type Catalog, type Population, servedLayer, type Zone } from "./api";
import { el, icon } from "./dom";
import { type FindingContext, findingCard } from "./finding";
import { coordinates, number, telLink, textIn, value } from "./format";
import type { Look } from "./maps";
import { anchor, provenance } from "./provenance";
import type { Lang, Place } from "./state";
import { say, type Words, words } from "./words";

export type CardState =
  | { kind: "closed" }
  | { kind: "loading"; place: Place }
  | { kind: "answer"; place: Place; answer: Answer }
  | { kind: "problem"; place: Place; title: string; detail: string }
  | { kind: "offline"; place: Place };

export interface CardContext extends FindingContext {
  /** How the map looks on which the place was asked about. */
  look: Look;
  onClose: () => void;
  onRetry: () => void;
}

/** Draws the card anew; `focus` moves the keyboard to its title. */
export function showCard(
  root: HTMLElement,
  state: CardState,
  context: CardContext,
  focus: boolean,
): void {
  const hadFocus = root.contains(document.activeElement);
  root.dataset.state = state.kind;
  root.hidden = state.kind === "closed";
  if (state.kind === "closed") {
    root.replaceChildren();
    return;
  }
  const { title, lines, border, body } = contents(state, context);
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-labelledby", "card-title");
  root.setAttribute("aria-busy", `${state.kind === "loading"}`);
  const heading = el("h2", { id: "card-title", tabindex: -1 }, ...withCode(title));
  root.replaceChildren(
    head(heading, lines, [border, coordinates(state.place, context.lang)], context),
    el("div", { class: "card-body" }, ...body),
    foot(context),
  );
  if (focus || hadFocus) heading.focus({ preventScroll: true });
}

interface Contents {
  title: Line;
  lines: Line[];
  border: string | null;
  body: (HTMLElement | null)[];
}

function contents(state: Exclude<CardState, { kind: "closed" }>, context: CardContext): Contents {
  const w = words(context.lang);
  switch (state.kind) {
    case "loading":
      return { title: { text: w.asking }, lines: [], border: null, body: [skeleton()] };
    case "offline":
      return {
        title: { text: w.offlineTitle },
        lines: [],
        border: null,
        body: failure(w.offlineDetail, w, context),
      };
    case "problem":
      return {
        title: { text: state.title || w.failedTitle },
        lines: [],
        border: null,
        body: failure(state.detail || w.failedDetail, w, context),
      };
    case "answer":
      return {
        ...headline(state.answer, context.catalog, context.lang),
        body: answerBody(state.answer, context),
      };
  }
}

/** A line about a unit, and its code small beside it. */
function withCode({ text, code }: Line): (Node | string)[] {
  return code ? [text, " ", el("small", { class: "code" }, code)] : [text];
}

function head(
  heading: HTMLElement,
  lines: Line[],
  small: (string | null)[],
  { lang, onClose }: CardContext,
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
      el("p", { class: "card-small" }, ...small.map((one) => one && el("span", {}, `${one} `))),
    ),
    close,
  );
}

function foot({ lang, catalog }: CardContext): HTMLElement {
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

function skeleton(): HTMLElement {
  const line = (width: string) => el("span", { class: `bone bone-${width}` });
  const block = () => el("div", { class: "bones" }, line("short"), line("long"), line("middle"));
  return el("div", { "aria-hidden": "true" }, block(), block(), block());
}

function failure(detail: string, w: Words, { onRetry }: CardContext): HTMLElement[] {
  const retry = el("button", { type: "button", class: "button" }, w.retry);
  retry.addEventListener("click", onRetry);
  return [el("p", { class: "failure", role: "alert" }, detail), retry];
}

function answerBody(answer: Answer, context: CardContext): (HTMLElement | null)[] {
  const { lang, catalog } = context;
  const w = words(lang);
  const outside = answer.units.length > 0 && answer.units.every((u) => u.status === "outside");
  const findings = gravestFirst(answer.findings, catalog);
  const line = outside && !findings.length ? "" : summary(answer, catalog, lang);
  const hazards = [
    line ? el("p", { class: "summary" }, line) : null,
    findings.length
      ? el(
          "section",
          { class: "findings", "aria-label": w.hazards },
          ...findings.map((finding) => findingCard(finding, context)),
        )
      : null,
  ];
  const school = zones(answer.zones, context);
  const people = population(answer.population, context);
  // What the map is about comes first; elsewhere the hazards do.
  const blocks = {
    bahaya: [...hazards, school, people],
    sekolah: [school, ...hazards, people],
    penduduk: [people, ...hazards, school],
    dasar: [...hazards, school, people],
  };
  return [
    outside ? el("p", { class: "card-line" }, w.outsideHelp) : null,
    ...blocks[context.look.map],
    sources(answer, context),
    answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
  ];
}

function zones(list: Zone[], { lang, catalog }: CardContext): HTMLElement | null {
  if (!list.length) return null;
  const block = el("section", { class: "block" }, el("h3", {}, words(lang).zones));
  for (const zone of list) {
    const { name, id, title, layer, properties } = zone;
    const rows = columns(layer, properties, lang, catalog);
    block.append(
      el("p", {}, el("strong", {}, name || id), ` · ${title}`),
      // Its name and id stand above.
      table(rows.filter(([, text]) => text && text !== name && text !== id)),
    );
  }
  return block;
}

function population(from: Population | null, context: CardContext): HTMLElement | null {
  if (!from) return null;
  const { lang, catalog } = context;
  const w = words(lang);
  const rows = columns(from.layer, from.sums, lang, catalog);
  const level = levelWord(from.level, catalog, lang);
  return el(
    "section",
    { class: "block" },
    el("h3", {}, w.population),
    el(
      "p",
      {},
      el(
        "strong",
        {},
        from.people === null
          ? w.unavailableShort
          : say(w.people, { count: number(from.people, lang) }),
      ),
      ` · ${unitName(level, from.name || from.code, lang)}`,
    ),
    rows.length ? table(rows) : null,
  );
}

/** Columns of a layer by their labels, in the order of its manifest. */
function columns(
  id: string,
  values: Record<string, unknown>,
  lang: Lang,
  catalog: Catalog,
): [label: string, text: string][] {
  const fields = servedLayer(catalog, id)?.fields ?? [];
  const order = (name: string) => fields.findIndex((field) => field.name === name);
  return Object.entries(values)
    .sort(([a], [b]) => order(a) - order(b))
    .map(([name, raw]) => [textIn(fields[order(name)]?.label, lang) || name, value(raw, lang)]);
}

function table(rows: [term: string, text: string][]): HTMLElement {
  const list = el("dl", { class: "facts" });
  for (const [term, text] of rows) {
    list.append(el("div", {}, el("dt", {}, term), el("dd", {}, text)));
  }
  return list;
}

function sources(answer: Answer, { lang, catalog }: CardContext): HTMLElement | null {
  const all = Object.entries(answer.sources);
  if (!all.length) return null;
  const details = el("details", { class: "sources" }, el("summary", {}, words(lang).sources));
  for (const [id, source] of all) {
    const layer = servedLayer(catalog, id);
    details.append(el("h3", {}, textIn(layer?.title, lang) || id), provenance(source, lang));
  }
  return details;
}
