// One question at a time: a newer one aborts the one that is under way.

import { isAbort, OfflineError, ProblemError } from "./api";
import { keptAt } from "./kept";
import type { Instead } from "./offline/instead";
import { askPatiently } from "./patience";
import { say, type Words } from "./words";

/** What is known of an answer. */
export type Reply<Answer> =
  | { kind: "loading"; slow: boolean }
  | { kind: "answer"; answer: Answer }
  | Failure;

/**
 * Why there is none: the server said no, has no time and is asked again, or nothing came, and what
 * is said instead.
 */
export type Failure =
  | { kind: "problem"; title: string; detail: string; passes: boolean; at: ProblemError["at"] }
  | { kind: "busy"; wait_s: number }
  | { kind: "offline"; instead?: Instead | undefined };

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
    const onBusy = (wait_s: number) => {
      clearTimeout(late);
      this.onReply({ kind: "busy", wait_s });
    };
    const reply = await askPatiently(() => fetch(signal), onBusy, signal).then(
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
  if (!(error instanceof ProblemError)) {
    return { kind: "offline", instead: error instanceof OfflineError ? error.instead : undefined };
  }
  const { title, detail, status, at } = error;
  // What is wrong with the question stays wrong; what is wrong with the server may pass.
  return { kind: "problem", title, detail, passes: status >= 500, at };
}

/** Whether the server is to be asked once it can be reached again. */
export function isOwed(reply: Reply<object> | undefined): boolean {
  if (reply?.kind === "answer") return keptAt(reply.answer) !== undefined;
  return reply?.kind === "offline";
}

/** In words, and whether it may help to ask again. */
export function told(
  failure: Failure,
  w: Words,
): { title: string; detail: string; again: boolean } {
  switch (failure.kind) {
    case "offline": {
      const detail = `${w.offline.unkept} ${w.offlineDetail}`;
      return { title: w.offlineTitle, detail, again: true };
    }
    case "busy": {
      const detail = say(w.busyDetail, { seconds: `${failure.wait_s}` });
      return { title: w.busyTitle, detail, again: true };
    }
    case "problem": {
      const { title, detail, passes } = failure;
      return { title: title || w.failedTitle, detail: detail || w.failedDetail, again: passes };
    }
  }
}
