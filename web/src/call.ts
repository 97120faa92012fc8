// A telephone number that dials.

import { el, icon } from "./dom";
import { telLink } from "./format";

const HANDSET =
  "M4 3h3l1.500 4-2 1.500a10 10 0 0 0 5 5l1.500-2 4 1.500v3c0 1-1 1.500-2 1.500C8.500 17 3 11.500 2.500 5 2.500 4 3 3 4 3Z";

/** `label`: what a screen reader says where that is more than what is shown. */
export function callLink(
  number: string,
  { shown, label, look }: { shown: string; label?: string; look: "call" | "emergency" },
): HTMLElement {
  return el("a", { class: look, href: telLink(number), "aria-label": label }, icon(HANDSET), shown);
}
