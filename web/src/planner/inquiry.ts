// What a planner asks the server: how much lies in which class, of units or of an area.

import { type Exposure, getExposure, getExposureOf } from "../api";
import { isOwed, Question, type Reply } from "../question";
import type { Lang } from "../state";
import { type Corner, geometryOf, type Shape } from "./shape";

export type Wish = { level: string } | { shape: Shape };

export class Inquiry {
  #asked = "";
  #wish: { wish: Wish; lang: Lang } | undefined;
  #reply: Reply<Exposure> | undefined;
  #question = new Question<Exposure>((reply) => this.#onReply(reply));

  constructor(private readonly onReply: () => void) {}

  get reply(): Reply<Exposure> | undefined {
    return this.#reply;
  }

  /** Where the border of an area is wrong. */
  get fault(): Corner | null {
    return this.#reply?.kind === "problem" ? this.#reply.at : null;
  }

  /** Asks, where that is another question than the last. */
  ask(wish: Wish | null, lang: Lang): void {
    const asked = wish ? JSON.stringify([lang, wish]) : "";
    if (asked === this.#asked) return;
    const before = this.#wish?.wish;
    this.#asked = asked;
    this.#wish = wish ? { wish, lang } : undefined;
    // An area that is changed keeps its table until the new one is there.
    const alike = wish && before && "shape" in wish && "shape" in before;
    if (!alike || this.#reply?.kind !== "answer") this.#reply = undefined;
    if (wish) this.#start(wish, lang);
    else this.#question.drop();
  }

  /** Asks once more what had no answer. */
  retry(): void {
    if (this.#wish && (this.#reply?.kind !== "answer" || isOwed(this.#reply))) {
      this.#start(this.#wish.wish, this.#wish.lang);
    }
  }

  drop(): void {
    this.ask(null, "id");
  }

  #start(wish: Wish, lang: Lang): void {
    void this.#question.ask((signal) =>
      "level" in wish
        ? getExposure(wish.level, lang, signal)
        : getExposureOf(geometryOf(wish.shape), lang, signal),
    );
  }

  #onReply(reply: Reply<Exposure>): void {
    if (reply.kind === "loading" && !reply.slow && this.#reply?.kind === "answer") return;
    this.#reply = reply;
    this.onReply();
  }
}
