// The number to call, over the map or over what stands in its place, until a sheet has it.

import type { Catalog } from "./api";
import { callLink } from "./call";
import { textIn } from "./format";
import type { Lang } from "./state";
import { say, words } from "./words";

export function showEmergency(root: HTMLElement, catalog: Catalog | undefined, lang: Lang): void {
  root.querySelector(".stage-call")?.remove();
  const { emergency: number, name } = catalog?.city ?? {};
  if (!number) return;
  const w = words(lang);
  const label = `${w.emergency} ${textIn(name, lang)}: ${say(w.call, { number })}`;
  const link = callLink(number, { shown: number, label, look: "emergency" });
  link.classList.add("stage-call");
  root.append(link);
}
