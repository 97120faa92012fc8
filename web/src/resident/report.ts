// Where to report an error: to each publisher of what the answer cites.

import { type Answer, type Catalog, type SourceNote, servedLayer } from "../api";
import { el } from "../dom";
import { coordinates, safeLink, textIn } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";

export interface ReportContext {
  lang: Lang;
  catalog: Catalog;
}

export function report(answer: Answer, { lang, catalog }: ReportContext): HTMLElement | null {
  const w = words(lang).resident;
  const links = byContact(answer).map(({ publisher, contact, layers }) => {
    const titles = layers.map((id) => textIn(servedLayer(catalog, id)?.title, lang) || id);
    const href = withLetter(contact, {
      subject: say(w.reportSubject, { place: coordinates(answer.place, lang) }),
      body: say(w.reportBody, {
        place: coordinates(answer.place, lang),
        layers: titles.join(", "),
        link: location.href,
      }),
    });
    const label = say(w.report, { publisher });
    return el(
      "li",
      { class: "report-way" },
      href ? el("a", { href }, label) : `${label}: ${contact}`,
    );
  });
  if (!links.length) return null;
  return el("section", { class: "block report" }, el("h3", {}, w.wrong), el("ul", {}, ...links));
}

interface Publisher {
  publisher: string;
  contact: string;
  layers: string[];
}

function byContact({ sources }: Answer): Publisher[] {
  const all = new Map<string, Publisher>();
  for (const [id, { publisher, contact }] of Object.entries<SourceNote>(sources)) {
    const known = all.get(contact);
    if (known) known.layers.push(id);
    else if (contact) all.set(contact, { publisher, contact, layers: [id] });
  }
  return [...all.values()];
}

/** A letter already says what it is about; a page or a telephone cannot. */
function withLetter(contact: string, letter: { subject: string; body: string }): string | null {
  const link = safeLink(contact);
  if (!link?.startsWith("mailto:") || link.includes("?")) return link;
  const fields = Object.entries(letter).map(
    ([name, text]) => `${name}=${encodeURIComponent(text)}`,
  );
  return `${link}?${fields.join("&")}`;
}
