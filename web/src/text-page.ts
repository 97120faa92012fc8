// The way to the same answer as a page without a map.

import { el } from "./dom";
import type { Lang } from "./state";
import { words } from "./words";

export function textPage(
  path: string,
  query: Record<string, string | number>,
  lang: Lang,
): HTMLElement {
  const all = Object.entries({ ...query, lang }).map(([name, value]) => [name, `${value}`]);
  const href = `${path}?${new URLSearchParams(all)}`;
  return el("a", { class: "key", href }, words(lang).textPage);
}
