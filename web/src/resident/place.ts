// A place that was asked about: its answer on the sheet, its pin on the map.

import { inOneLine } from "../answer";
import {
  type Answer,
  type Around,
  type Asked,
  type Catalog,
  type Facility,
  getAnswer,
  getAround,
} from "../api";
import { boundsOf } from "../bounds";
import { repaint } from "../finding";
import { orDrawn } from "../offline/instead";
import { NO_OVERLAY } from "../overlay";
import type { Host, Scene } from "../people";
import { isOwed, Question, type Reply } from "../question";
import { Whereabouts } from "../search/whereabouts";
import { type Lang, type Place, samePlace } from "../state";
import { type CardContext, showCard } from "./card";
import { inReach, nearest } from "./nearest";
import { asText } from "./text";
import { wayTo } from "./trail";

/** What is known of the place so far. */
interface Known {
  asked: Asked;
  answer: Reply<Answer>;
  around: Reply<Around>;
  /** How the place was found, or what it is near to. */
  found: string;
  /** The catalogue by which the card was written. */
  written: Catalog | undefined;
}

const WAITING = { kind: "loading", slow: false } as const;

export class PlaceSheet {
  #scene: Scene | undefined;
  #known: Known | undefined;
  /** Where the line on the map leads. */
  #ledTo: Place | undefined;
  #answer = new Question<Answer>((reply) => this.#onAnswer(reply));
  #around = new Question<Around>((reply) => this.#onAround(reply));
  #whereabouts = new Whereabouts((text) => this.#onFound(text));

  constructor(private readonly host: Host) {}

  /** Says how a place was found that is about to be asked about. */
  tell(place: Place, text: string): void {
    this.#whereabouts.tell(place, text);
  }

  show(place: Place, scene: Scene): void {
    const before = this.#scene?.view?.look.night;
    this.#scene = scene;
    const { lang } = scene.state;
    const asked = this.#known?.asked;
    if (scene.view?.look.night !== before) this.#cover();
    if (!asked || !samePlace(place, asked.place) || lang !== asked.lang) this.#ask(place, lang);
    else if (scene.view?.catalog !== this.#known?.written) this.#draw();
    else if (scene.view) repaint(this.host.sheet, scene.view);
  }

  retry(): void {
    const { asked, answer } = this.#known ?? {};
    if (asked && isOwed(answer)) this.#ask(asked.place, asked.lang);
  }

  /** Forgets the place. */
  drop(): void {
    if (!this.#known) return;
    this.#known = undefined;
    for (const one of [this.#answer, this.#around, this.#whereabouts]) one.drop();
    this.host.stage.pin(null);
    this.#ledTo = undefined;
    this.#cover();
  }

  #ask(place: Place, lang: Lang): void {
    const asked = { place, lang };
    this.#known = { asked, answer: WAITING, around: WAITING, found: "", written: undefined };
    this.host.stage.pin(place);
    this.#ledTo = undefined;
    this.#cover();
    void this.#answer.ask((signal) => orDrawn(getAnswer(asked, signal), asked));
    void this.#around.ask((signal) => getAround(asked, signal));
    this.#whereabouts.ask(asked);
  }

  #onAnswer(reply: Reply<Answer>): void {
    if (!this.#known) return;
    this.#known.answer = reply;
    this.#draw();
    const { asked } = this.#known;
    if (reply.kind !== "loading") this.host.stage.reveal(asked.place);
    const catalog = this.#scene?.view?.catalog;
    if (reply.kind !== "answer" || !catalog) return;
    this.host.say(inOneLine(reply.answer, catalog, asked.lang));
    this.host.seen(reply.answer.snapshot);
  }

  #onAround(given: Reply<Around>): void {
    if (!this.#known) return;
    const reply = given.kind === "answer" ? { ...given, answer: inReach(given.answer) } : given;
    this.#known.around = reply;
    const { lang } = this.#known.asked;
    this.#part("nearest")?.replaceWith(nearest(reply, lang, (one) => this.#lead(one)));
  }

  #onFound(found: string): void {
    if (!this.#known) return;
    this.#known.found = found;
    this.#part("found")?.replaceChildren(found);
  }

  #part(name: string): HTMLElement | null {
    return this.host.sheet.querySelector(`[data-part="${name}"]`);
  }

  /** Shows the way to a facility: a straight line. */
  #lead({ at: [lon = 0, lat = 0] }: Facility): void {
    const from = this.#known?.asked.place;
    if (!from) return;
    this.#ledTo = { lon, lat };
    this.#cover();
    this.host.stage.frame(boundsOf(from, this.#ledTo));
  }

  /** Draws the line, in the colours of the page as they are now. */
  #cover(): void {
    const from = this.#known?.asked.place;
    this.host.stage.cover(from && this.#ledTo ? wayTo(from, this.#ledTo) : NO_OVERLAY);
  }

  #draw(): void {
    const context = this.#context();
    if (!this.#known || !context) return;
    this.#known.written = context.catalog;
    showCard(this.host.sheet, this.#known.answer, context, this.#scene?.byKeyboard ?? false);
  }

  #context(): CardContext | undefined {
    const [known, view] = [this.#known, this.#scene?.view];
    if (!known || !view) return undefined;
    const { asked, around, found } = known;
    return {
      ...view,
      ...asked,
      around,
      found,
      onShow: (facility) => this.#lead(facility),
      asText: (answer, link) => this.#asText({ answer, link }, known, view.catalog),
      onSay: (message) => this.host.say(message),
      onPrint: () => this.host.print(),
      onClose: () => this.host.close(),
      onRetry: () => this.#ask(asked.place, asked.lang),
    };
  }

  #asText(
    told: { answer: Answer; link: string },
    { asked: { lang }, around, found }: Known,
    catalog: Catalog,
  ): string {
    const nearby = around.kind === "answer" ? around.answer : undefined;
    return asText({ ...told, around: nearby, catalog, lang, found });
  }
}
