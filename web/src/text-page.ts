// The same answer as a page without a map: what is sent to others, who may have no script, and whose
// messenger shows what it says.

import { el } from "./dom";
import type { Lang } from "./state";
import { words } from "./words";

/** Its address in full. */
export function textAddress(
  path: string,
  query: Record<string, string | number>,
  lang: Lang,
): string {
  const all = Object.entries({ ...query, lang }).map(([name, value]) => [name, `${value}`]);
  return new URL(`${path}?${new URLSearchParams(all)}`, location.origin).href;
}

export function textPage(address: string, lang: Lang): HTMLElement {
  return el("a", { class: "key", href: address }, words(lang).textPage);
}
