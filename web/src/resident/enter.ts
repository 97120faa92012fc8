// The resident: a place, and what is true there.

import "./resident.css";
import { inOneLine } from "../answer";
import { type Answer, type Catalog, getAnswer } from "../api";
import { repaint } from "../finding";
import type { LookView } from "../looks";
import type { Host, Person, Scene } from "../people";
import { Question, type Reply } from "../question";
import { closeSheet } from "../sheet";
import { type Lang, type Place, samePlace } from "../state";
import { showCard } from "./card";

export function enter(host: Host): Person {
  return new Resident(host);
}

interface Asked {
  place: Place;
  lang: Lang;
}

class Resident implements Person {
  #scene: Scene | undefined;
  #asked: Asked | undefined;
  #reply: Reply<Answer> | undefined;
  #question = new Question<Answer>((reply) => this.#onReply(reply));
  /** The catalogue by which the card was written. */
  #written: Catalog | undefined;

  constructor(private readonly host: Host) {}

  show(scene: Scene): void {
    this.#scene = scene;
    const { at, lang } = scene.state;
    if (!at) this.#close();
    else if (!this.#asked || !samePlace(at, this.#asked.place) || lang !== this.#asked.lang) {
      this.#ask({ place: at, lang });
    } else if (scene.view?.catalog !== this.#written) this.#showCard();
    else if (scene.view) repaint(this.host.sheet, scene.view);
  }

  close(): void {
    this.host.keep({ own: {}, at: null }, "push");
  }

  retry(): void {
    if (this.#asked && this.#reply?.kind === "offline") this.#ask(this.#asked);
  }

  leave(): void {
    this.#close();
  }

  #close(): void {
    this.#question.drop();
    this.#asked = undefined;
    this.#reply = undefined;
    this.host.stage.pin(null);
    closeSheet(this.host.sheet);
  }

  #ask(asked: Asked): void {
    this.#asked = asked;
    this.host.stage.pin(asked.place);
    void this.#question.ask((signal) => getAnswer(asked.place, asked.lang, signal));
  }

  #onReply(reply: Reply<Answer>): void {
    this.#reply = reply;
    this.#showCard();
    const { view } = this.#scene ?? {};
    if (reply.kind === "loading" || !this.#asked) return;
    this.host.stage.reveal(this.#asked.place);
    if (reply.kind !== "answer" || !view) return;
    this.host.say(inOneLine(reply.answer, view.catalog, this.#asked.lang));
    this.host.seen(reply.answer.snapshot);
  }

  #showCard(): void {
    const { view, byKeyboard = false } = this.#scene ?? {};
    if (!view || !this.#asked || !this.#reply) return;
    this.#written = view.catalog;
    showCard(this.host.sheet, this.#reply, this.#context(view, this.#asked), byKeyboard);
  }

  #context(view: LookView, asked: Asked) {
    return {
      ...view,
      ...asked,
      onClose: () => this.host.close(),
      onRetry: () => this.#ask(asked),
    };
  }
}
