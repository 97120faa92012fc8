// The hits under the search box: a list box of which one option at most is marked.

import { el } from "../dom";
import type { Hit } from "./hit";

export class Options {
  readonly root: HTMLElement;
  #hits: readonly Hit[] = [];
  #marked = -1;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly onChoose: (hit: Hit) => void,
  ) {
    this.root = el("ul", { id: "search-hits", class: "search-hits", role: "listbox" });
    this.root.hidden = true;
    // A press must not take the focus from the box, or the list would go before the click.
    this.root.addEventListener("pointerdown", (event) => event.preventDefault());
    input.setAttribute("aria-controls", this.root.id);
    this.#mark(-1);
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  get marked(): Hit | undefined {
    return this.#hits[this.#marked];
  }

  show(hits: readonly Hit[]): void {
    this.#hits = hits;
    this.root.replaceChildren(...hits.map((hit, i) => this.#option(hit, i)));
    this.root.hidden = !hits.length;
    this.#mark(-1);
  }

  close(): void {
    this.show([]);
  }

  /** Marks the next option or the one before, round and round. */
  step(by: 1 | -1): void {
    const count = this.#hits.length;
    if (!count) return;
    const from = this.#marked < 0 && by < 0 ? 0 : this.#marked;
    this.#mark((from + by + count) % count);
  }

  #option(hit: Hit, i: number): HTMLElement {
    const option = el(
      "li",
      { id: `search-hit-${i}`, role: "option", "aria-selected": "false" },
      el("span", { class: "hit-name" }, hit.name),
      el("span", { class: "hit-about" }, hit.about),
    );
    option.addEventListener("click", () => this.onChoose(hit));
    return option;
  }

  #mark(at: number): void {
    this.#marked = at;
    for (const [i, option] of [...this.root.children].entries()) {
      option.setAttribute("aria-selected", `${i === at}`);
      if (i === at) option.scrollIntoView({ block: "nearest" });
    }
    this.input.setAttribute("aria-expanded", `${this.open}`);
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `search-hit-${at}`);
  }
}
