// The units by a figure, the most first: a list that is chart, filter and choice in one.

import type { ExposedUnit } from "../api";
import { el, svg } from "../dom";
import { number } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";
import { amountOf, type Figure } from "./figure";
import { key } from "./keys";
import { titleOf, told } from "./measure";
import { figureTitle, type Reading } from "./reading";

/** So many are enough to begin with. */
const FEW = 15;

export interface RankedEvents {
  onFind: (text: string) => void;
  onAll: () => void;
  onChoose: (code: string, on: boolean) => void;
  onClear: () => void;
}

export function rankedList(reading: Reading, events: RankedEvents): HTMLElement | null {
  const { ranked, lang, figure, beside, plan, chosen } = reading;
  if (!ranked.length) return null;
  const w = words(lang).planner;
  const most = Math.max(...ranked.map((unit) => amountOf(unit, figure).value));
  const rows = ranked.map((unit, i) => {
    const amount = amountOf(unit, figure);
    const value = { told: told(amount, figure.measure, lang), of: amount.value / most };
    const other = beside && besideText(unit, beside, reading);
    return row(unit, { place: i + 1, value, other, chosen: chosen.includes(unit), lang }, events);
  });
  const section = el(
    "section",
    { class: "block ranked", "data-all": `${plan.all || ranked.length <= FEW}` },
    el("h3", {}, say(w.ranked, { figure: figureTitle(figure, reading) })),
    findBox(lang, (text) => {
      find(section, text, lang);
      events.onFind(text);
    }),
    el("p", { class: "remark", role: "status", "data-part": "found" }),
    chosen.length ? key(w.clear, { focus: "clear" }, events.onClear) : null,
    el("ol", {}, ...rows),
    key(say(w.all, { count: number(ranked.length, lang) }), { focus: "all" }, events.onAll),
  );
  find(section, plan.find, lang);
  return section;
}

/** Shows those whose name holds the text, and nothing else changes: one may go on typing. */
export function find(root: HTMLElement, text: string, lang: Lang): void {
  const section =
    root.closest<HTMLElement>(".ranked") ?? root.querySelector<HTMLElement>(".ranked");
  if (!section) return;
  const sought = text.trim().toLowerCase();
  const input = section.querySelector<HTMLInputElement>("input[type=search]");
  if (input && input.value !== text) input.value = text;
  const whole = sought !== "" || section.dataset.all === "true";
  const rows = [...section.querySelectorAll<HTMLElement>("li")];
  for (const [i, one] of rows.entries()) {
    const wanted = whole || i < FEW || one.dataset.chosen === "true";
    one.hidden = !wanted || !one.dataset.name?.includes(sought);
  }
  const count = rows.filter((one) => !one.hidden).length;
  const told = sought ? say(words(lang).planner.found, { count: number(count, lang) }) : "";
  section.querySelector('[data-part="found"]')?.replaceChildren(told);
  const all = section.querySelector<HTMLElement>('[data-focus="all"]');
  if (all) all.hidden = whole;
}

function findBox(lang: Lang, onFind: (text: string) => void): HTMLElement {
  const id = "planner-find";
  const input = el("input", { id, type: "search", autocomplete: "off", "data-focus": "find" });
  input.addEventListener("input", () => onFind(input.value));
  return el("label", { class: "field", for: id }, el("span", {}, words(lang).planner.find), input);
}

interface Row {
  place: number;
  /** As it is read, and as a part of the most that any unit has. */
  value: { told: string; of: number };
  /** What the second map shows of it. */
  other: string | null;
  chosen: boolean;
  lang: Lang;
}

function row(
  { code, name }: ExposedUnit,
  { place, value, other, chosen, lang }: Row,
  { onChoose }: RankedEvents,
): HTMLElement {
  const input = el("input", {
    type: "checkbox",
    class: "check",
    checked: chosen,
    "data-focus": `unit-${code}`,
  });
  input.addEventListener("change", () => onChoose(code, input.checked));
  return el(
    "li",
    { "data-code": code, "data-name": `${name} ${code}`.toLowerCase(), "data-chosen": `${chosen}` },
    el(
      "label",
      { class: "ranked-row" },
      input,
      el("span", { class: "ranked-place" }, `${number(place, lang)}.`),
      el("span", { class: "ranked-name" }, name, " ", el("small", { class: "code" }, code)),
      el("strong", { class: "ranked-value" }, value.told),
      bar(value.of),
      other ? el("small", { class: "ranked-beside" }, other) : null,
    ),
  );
}

function besideText(unit: ExposedUnit, figure: Figure, { catalog, lang }: Reading): string {
  const value = told(amountOf(unit, figure), figure.measure, lang);
  return figure.hazard === null ? value : `${titleOf(figure.hazard, catalog, lang)}: ${value}`;
}

/** Says nothing that the value beside it does not. */
function bar(of: number): SVGElement {
  const width = Number.isFinite(of) ? `${of * 100}%` : "0";
  return svg(
    "svg",
    { class: "ranked-bar", height: 8, "aria-hidden": "true" },
    svg("rect", { class: "ranked-track", width: "100%", height: 8, rx: 2 }),
    svg("rect", { class: "ranked-filled", width, height: 8, rx: 2 }),
  );
}
