// What stands above the page: what is missing on the map, what is old, and the city's own notice,
// two lines of it at least, all of it when asked for.

import type { Catalog } from "./api";
import { el } from "./dom";
import { textIn } from "./format";
import { onKept } from "./kept";
import { moment } from "./moment";
import { missingHazards } from "./refused";
import type { Lang } from "./state";
import { say, type Words, words } from "./words";

export class Notice {
  #lang: Lang = "id";
  #catalog: Catalog | undefined;
  /** The oldest of what is shown and was kept. */
  #kept: Date | null = null;
  #watch: ResizeObserver | undefined;

  constructor(private readonly root: HTMLElement) {
    onKept((since) => {
      this.#kept = since;
      this.#draw();
    });
  }

  show(catalog: Catalog | undefined, lang: Lang): void {
    this.#catalog = catalog;
    this.#lang = lang;
    this.#draw();
  }

  #draw(): void {
    const { root } = this;
    const w = words(this.#lang);
    const text = textIn(this.#catalog?.city.notice, this.#lang);
    const first = this.#first(w);
    root.hidden = !text && !first.length;
    root.setAttribute("aria-label", w.notice);
    const paragraph = el("p", { id: "notice-text" }, text);
    const more = this.#more(w);
    root.replaceChildren(...first, paragraph, more);
    // The button is there only while something is cut off, or could be again.
    this.#watch?.disconnect();
    this.#watch = new ResizeObserver(() => {
      const cut = paragraph.scrollHeight > paragraph.clientHeight + 1;
      more.hidden = !cut && root.dataset.open !== "true";
    });
    this.#watch.observe(paragraph);
  }

  /** First and whole: a map that lacks a hazard must not look safe, nor an old one like a new. */
  #first(w: Words): HTMLElement[] {
    const alarm = missingHazards(this.#catalog, this.#lang);
    const kept = this.#kept && say(w.offline.notice, { when: moment(this.#kept, this.#lang) });
    return [
      ...(kept ? [el("p", { class: "kept-since", role: "status" }, kept)] : []),
      ...(alarm ? [el("p", { class: "alarm" }, alarm)] : []),
    ];
  }

  #more(w: Words): HTMLElement {
    const more = el("button", {
      type: "button",
      "aria-expanded": "false",
      "aria-controls": "notice-text",
    });
    const setOpen = (open: boolean) => {
      this.root.dataset.open = `${open}`;
      more.setAttribute("aria-expanded", `${open}`);
      more.textContent = open ? w.less : w.more;
    };
    more.addEventListener("click", () => setOpen(this.root.dataset.open !== "true"));
    setOpen(this.root.dataset.open === "true");
    return more;
  }
}
