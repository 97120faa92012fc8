// The answer card: one place, what every layer says of it, and who says so.

import { gravestFirst, headline, levelWord, summary, unitName } from "../answer";
import {
  type Answer,
  type Around,
  type Catalog,
  type Facility,
  type Finding,
  type Population,
  servedLayer,
  type Zone,
} from "../api";
import { el } from "../dom";
import { type FindingContext, findingCard } from "../finding";
import { coordinates, date, number, textIn, value } from "../format";
import { keptAt } from "../kept";
import type { Look } from "../maps";
import { provenance } from "../provenance";
import type { Reply } from "../question";
import { failed, type Sheet, showSheet, waiting } from "../sheet";
import type { Lang, Place } from "../state";
import { take } from "../take";
import { textAddress } from "../text-page";
import { say, words } from "../words";
import { nearest } from "./nearest";
import { report } from "./report";

export interface CardContext extends FindingContext {
  place: Place;
  around: Reply<Around>;
  /** How the place was found, or what it is near to; empty until that is known. */
  found: string;
  /** How the map looks on which the place was asked about. */
  look: Look;
  asText: (answer: Answer, address: string) => string;
  onShow: (facility: Facility) => void;
  onPrint: () => void;
  onSay: (message: string) => void;
  onClose: () => void;
  onRetry: () => void;
}

/** Draws the card anew; `focus` moves the keyboard to its title. */
export function showCard(
  root: HTMLElement,
  reply: Reply<Answer>,
  context: CardContext,
  focus: boolean,
): void {
  showSheet(root, sheetOf(reply, context), context, focus);
}

function sheetOf(reply: Reply<Answer>, context: CardContext): Sheet {
  const { lang, catalog, place, onRetry } = context;
  const w = words(lang);
  const where = coordinates(place, lang);
  if (reply.kind === "loading") return { ...waiting(w.asking, reply.slow, w), small: [where] };
  if (reply.kind === "offline" && reply.instead) {
    const found = { text: context.found, part: "found" };
    return { ...reply.instead(context), lines: [found], small: [where] };
  }
  if (reply.kind !== "answer") return { ...failed(reply, w, onRetry), small: [where] };
  const { title, lines, border } = headline(reply.answer, catalog, lang);
  return {
    state: "answer",
    title,
    lines: [...lines, { text: context.found, part: "found" }],
    small: [border, where].filter((one) => one !== null),
    body: answerBody(reply.answer, context),
    kept: keptAt(reply.answer),
  };
}

function answerBody(answer: Answer, context: CardContext): (HTMLElement | null)[] {
  const { lang, catalog, place } = context;
  const w = words(lang);
  const address = textAddress("/lokasi", { lon: place.lon, lat: place.lat }, lang);
  const city = textIn(catalog.city.name, lang);
  const outside = answer.units.length > 0 && answer.units.every((u) => u.status === "outside");
  // Of a place outside it is not told that nobody knows: others may.
  const known = answer.findings.filter((one) => !outside || one.status !== "unmapped");
  const findings = gravestFirst(known, catalog);
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
  const by = accordingTo(answer, findings, lang);
  if (by) hazards.push(el("p", { class: "remark" }, by));
  const near = nearest(context.around, lang, context.onShow);
  const school = zones(answer.zones, context);
  const people = population(answer.population, context);
  // What the map is about comes first; elsewhere the hazards do.
  const blocks = {
    bahaya: [...hazards, near, school, people],
    sekolah: [school, ...hazards, near, people],
    penduduk: [people, ...hazards, near, school],
    dasar: [...hazards, near, school, people],
  };
  return [
    outside ? el("p", { class: "card-line" }, say(w.outsideHelp, { city })) : null,
    ...blocks[context.look.map],
    take({
      ...context,
      title: headline(answer, catalog, lang).title.text,
      asText: () => context.asText(answer, address),
      address,
    }),
    report(answer, context),
    sources(answer, context),
    answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
  ];
}

/** Who says what the hazards are, and of when: all of it stands at the end. */
function accordingTo({ sources }: Answer, findings: Finding[], lang: Lang): string {
  const own = findings.map(({ layer }) => sources[layer]).filter((one) => one !== undefined);
  const publishers = own.map((one) => `${one.publisher} (${date(one.dated, lang)})`);
  const all = [...new Set(publishers)].join("; ");
  return all && say(words(lang).accordingTo, { publishers: all });
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
