// The state of the page, and the address that says it.

import { formatHash, parseHash, type State, startLang } from "./state";

export class Link {
  readonly #startLang = startLang(navigator.languages);
  #state = this.#read();

  get state(): State {
    return this.#state;
  }

  update(change: Partial<State>, history: "push" | "replace" = "replace"): void {
    this.#state = { ...this.#state, ...change };
    const url = formatHash(this.#state, this.#startLang) || location.pathname;
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }

  /** The reader went back, or edited the address. */
  reread(): void {
    this.#state = this.#read();
  }

  #read(): State {
    return parseHash(location.hash, this.#startLang);
  }
}
