// The state of the page, and the address that says it.

import { formatHash, parseHash, type State, startLang, withLayer, withLayerOpacity } from "./state";

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

  /** `off` are the layers that the style leaves off. */
  switchLayer(id: string, on: boolean, off: readonly string[]): void {
    this.update(withLayer(this.#state, off, id, on));
  }

  setOpacity(id: string, percent: number): void {
    this.update(withLayerOpacity(this.#state, id, percent));
  }

  /** The reader went back, or edited the address. */
  reread(): void {
    this.#state = this.#read();
  }

  #read(): State {
    return parseHash(location.hash, this.#startLang);
  }
}
