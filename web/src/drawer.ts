// On a phone the panel is a drawer over the page; on a wider screen it is always there.

import { byId } from "./dom";

/** Below this width there is a drawer; the style sheets have the same number. */
const PHONE = window.matchMedia("(max-width: 760px)");

/** What lies under an open drawer, and then takes neither the keyboard nor a tap. */
const UNDER = ["stage", "bar", "who", "desk", "skip"];

export class Drawer {
  #open = false;

  constructor(private readonly onChange: () => void) {
    PHONE.addEventListener("change", () => this.set(false));
    document.addEventListener("click", (event) => {
      const path = event.composedPath();
      if (!path.includes(byId("panel")) && !path.includes(byId("bar"))) this.set(false);
    });
    this.#apply();
  }

  get open(): boolean {
    return this.#open;
  }

  /** Opens or closes, and moves the keyboard to where it goes on. */
  set(open: boolean): void {
    const changed = open !== this.#open;
    this.#open = open;
    this.#apply();
    if (!changed) return;
    this.onChange();
    if (!PHONE.matches) return;
    const to = open ? "#panel .panel-close" : "#bar .drawer-button";
    document.querySelector<HTMLElement>(to)?.focus();
  }

  #apply(): void {
    document.body.dataset.drawer = this.#open ? "open" : "closed";
    byId("panel").inert = PHONE.matches && !this.#open;
    for (const id of UNDER) byId(id).inert = PHONE.matches && this.#open;
  }
}
