// Who published a layer, when, under which licence, and where to report an error.

import type { Provenance } from "./api";
import { el } from "./dom";
import { date, safeLink } from "./format";
import type { Lang } from "./state";
import { words } from "./words";

/** `extra`: rows that only the caller knows, term and text. */
export function provenance(
  from: Provenance,
  lang: Lang,
  extra: [term: string, text: string][] = [],
): HTMLElement {
  const w = words(lang);
  const rows: [string, string | undefined][] = [
    [w.publisher, from.publisher],
    [w.dated, from.dated && date(from.dated, lang)],
    [w.licence, from.licence],
    ...extra,
  ];
  const list = el("dl", { class: "facts" });
  for (const [term, text] of rows) {
    if (text) list.append(el("div", {}, el("dt", {}, term), el("dd", {}, text)));
  }
  const links = [anchor(from.link, w.link), anchor(from.contact, w.report)].filter(
    (link) => link !== null,
  );
  const line = links.length ? el("p", { class: "links" }, ...links) : null;
  return el("div", { class: "provenance" }, list, line);
}

/** A link, or its text where it is not one that may be followed. */
export function anchor(href: string | undefined, label: string): HTMLElement | null {
  if (!href) return null;
  const link = safeLink(href);
  if (!link) return el("span", {}, `${label}: ${href}`);
  const leaves = link.startsWith("http");
  return el(
    "a",
    { href: link, target: leaves && "_blank", rel: leaves && "noopener noreferrer" },
    label,
  );
}
