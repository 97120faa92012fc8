// For whom the page is: one key for each of the four.

import { el } from "./dom";
import { type Lang, PEOPLE, type Who } from "./state";
import { words } from "./words";

export function showWho(
  root: HTMLElement,
  chosen: Who,
  lang: Lang,
  onChoose: (who: Who) => void,
): void {
  if (root.dataset.lang !== lang) {
    const w = words(lang);
    root.dataset.lang = lang;
    root.setAttribute("aria-label", w.forWhom);
    root.replaceChildren(
      ...PEOPLE.map((who) => {
        const key = el("button", { type: "button", "data-who": who }, w.who[who]);
        key.addEventListener("click", () => onChoose(who));
        return key;
      }),
    );
  }
  for (const key of root.querySelectorAll<HTMLElement>("[data-who]")) {
    if (key.dataset.who === chosen) key.setAttribute("aria-current", "page");
    else key.removeAttribute("aria-current");
  }
}
