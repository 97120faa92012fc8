// A place that was asked about: one question to the server, one sheet.

import { type Around, type Asked, type Facility, getAround } from "../api";
import { orDrawn } from "../offline/instead";
import type { Host, Scene } from "../people";
import { isOwed, Question, type Reply } from "../question";
import { closeSheet, showSheet } from "../sheet";
import { type Place, samePlace } from "../state";
import { type Choices, kindsToAsk } from "./choices";
import { boundsOf, circle } from "./geodesic";
import { inOneLine } from "./headline";
import { placeSheet } from "./sheet";

interface Wish extends Asked {
  radius_m: number;
  kinds: readonly string[];
}

export interface PlaceEvents {
  onChoose: (change: Partial<Choices>) => void;
  /** Other facilities are listed than before. */
  onListed: () => void;
}

export class PlaceSheet {
  #scene: Scene | undefined;
  #choices: Choices | undefined;
  #wish: Wish | undefined;
  #reply: Reply<Around> | undefined;
  /** The kinds that an answer to all of them knew, and those that it left out. */
  #kinds: { offered: string[]; leftOut: string[] } = { offered: [], leftOut: [] };
  #ask = new Question<Around>((reply) => this.#onReply(reply));

  constructor(
    private readonly host: Host,
    private readonly events: PlaceEvents,
  ) {}

  show(place: Place, scene: Scene, choices: Choices): void {
    this.#scene = scene;
    this.#choices = choices;
    const { lang } = scene.state;
    const { radius_m } = choices;
    const kinds = kindsToAsk(choices, this.#kinds.leftOut);
    const wish = { place, lang, radius_m, kinds };
    if (!this.#wish || differs(wish, this.#wish)) this.#start(wish);
    else this.#draw(false);
  }

  /** The nearest facilities of the chosen kinds. */
  get listed(): Facility[] {
    if (this.#reply?.kind !== "answer") return [];
    const { kinds = null } = this.#choices ?? {};
    return this.#reply.answer.nearest.filter(({ kind }) => !kinds || kinds.includes(kind));
  }

  /** The kind whose line is drawn strong: that of the nearest, until another is chosen. */
  get shown(): string | null {
    const { listed } = this;
    const chosen = listed.find(({ kind }) => kind === this.#choices?.to);
    return (chosen ?? listed[0])?.kind ?? null;
  }

  retry(): void {
    if (this.#wish && isOwed(this.#reply)) this.#start(this.#wish);
  }

  drop(): void {
    this.#ask.drop();
    this.#wish = undefined;
    this.#reply = undefined;
    this.host.stage.pin(null);
    closeSheet(this.host.sheet);
  }

  #start(wish: Wish): void {
    this.#wish = wish;
    this.host.stage.pin(wish.place);
    void this.#ask.ask((signal) => orDrawn(getAround(wish, signal), wish));
  }

  #onReply(reply: Reply<Around>): void {
    const wish = this.#wish;
    if (!wish) return;
    this.#reply = reply;
    if (reply.kind === "answer" && !wish.kinds.length) {
      const { nearest, left_out: leftOut = [] } = reply.answer;
      this.#kinds = { offered: [...nearest.map(({ kind }) => kind), ...leftOut].sort(), leftOut };
    }
    this.#draw(true);
    this.events.onListed();
    if (reply.kind !== "loading") this.host.stage.reveal(wish.place);
    const { catalog } = this.#scene?.view ?? {};
    if (reply.kind === "answer" && catalog) {
      this.host.say(inOneLine(reply.answer, catalog, wish.lang));
    }
  }

  #draw(focus: boolean): void {
    const { view, byKeyboard = false } = this.#scene ?? {};
    const [wish, reply, choices] = [this.#wish, this.#reply, this.#choices];
    if (!view || !wish || !reply || !choices) return;
    const { lang } = wish;
    const sheet = placeSheet(reply, {
      ...wish,
      view,
      nearest: this.listed,
      offered: this.#kinds.offered,
      chosen: choices.kinds ?? this.#kinds.offered,
      to: this.shown,
      onRadius: (radius_m) => this.#onRadius(radius_m, wish.place),
      onKinds: (kinds) => this.#onKinds(kinds),
      onShow: (facility) => this.#onShow(facility, wish.place),
      onRetry: () => this.#start(wish),
      onSay: (message) => this.host.say(message),
    });
    const context = { lang, catalog: view.catalog, onClose: () => this.host.close() };
    showSheet(this.host.sheet, sheet, context, focus && byKeyboard);
  }

  #onRadius(radius_m: number, place: Place): void {
    this.events.onChoose({ radius_m });
    this.host.stage.frame(boundsOf(circle(place, radius_m)));
  }

  #onKinds(kinds: string[]): void {
    const all = kinds.length === this.#kinds.offered.length;
    this.events.onChoose({ kinds: all ? null : kinds });
  }

  #onShow({ kind, at: [lon = 0, lat = 0] }: Facility, from: Place): void {
    this.events.onChoose({ to: kind });
    this.host.stage.frame(
      boundsOf([
        [from.lon, from.lat],
        [lon, lat],
      ]),
    );
  }
}

function differs(a: Wish, b: Wish): boolean {
  return (
    !samePlace(a.place, b.place) ||
    a.lang !== b.lang ||
    a.radius_m !== b.radius_m ||
    a.kinds.join() !== b.kinds.join()
  );
}
