// One question at a time: a newer one aborts the one that is under way.

import { getAnswer, isAbort, ProblemError } from "./api";
import type { CardState } from "./card";
import type { Lang, Place } from "./state";

export class Question {
  #controller: AbortController | undefined;

  constructor(private readonly onState: (state: CardState) => void) {}

  async ask(place: Place, lang: Lang): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.onState({ kind: "loading", place });
    let state: CardState;
    try {
      const answer = await getAnswer(place, lang, controller.signal);
      state = { kind: "answer", place, answer };
    } catch (error) {
      if (isAbort(error)) return;
      state = failed(place, error);
    }
    if (!controller.signal.aborted) this.onState(state);
  }

  close(): void {
    this.#controller?.abort();
    this.onState({ kind: "closed" });
  }
}

function failed(place: Place, error: unknown): CardState {
  if (!(error instanceof ProblemError)) return { kind: "offline", place };
  return { kind: "problem", place, title: error.title, detail: error.detail };
}
