// One question at a time: a newer one aborts the one that is under way.

import { isAbort, ProblemError } from "./api";

/** What is known of an answer. */
export type Reply<Answer> =
  | { kind: "loading"; slow: boolean }
  | { kind: "answer"; answer: Answer }
  | Failure;

/** Why there is none: the server said no, or nothing came. */
export type Failure = { kind: "problem"; title: string; detail: string } | { kind: "offline" };

/** After so long the page says that it still waits. */
const SLOW_MS = 4_000;

export class Question<Answer> {
  #controller: AbortController | undefined;

  constructor(private readonly onReply: (reply: Reply<Answer>) => void) {}

  async ask(fetch: (signal: AbortSignal) => Promise<Answer>): Promise<void> {
    this.drop();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.onReply({ kind: "loading", slow: false });
    const late = setTimeout(() => this.onReply({ kind: "loading", slow: true }), SLOW_MS);
    signal.addEventListener("abort", () => clearTimeout(late));
    const reply = await fetch(signal).then(
      (answer): Reply<Answer> => ({ kind: "answer", answer }),
      (error: unknown) => (isAbort(error) ? null : failureOf(error)),
    );
    clearTimeout(late);
    if (reply && !signal.aborted) this.onReply(reply);
  }

  /** Nobody waits for the answer any longer. */
  drop(): void {
    this.#controller?.abort();
  }
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ProblemError)) return { kind: "offline" };
  return { kind: "problem", title: error.title, detail: error.detail };
}
