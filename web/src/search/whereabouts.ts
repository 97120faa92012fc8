// How a place is known: by how it was found, or else by what stands near it.

import { type Asked, type Found, getReverse } from "../api";
import { distance } from "../format";
import { Question, type Reply } from "../question";
import { type Lang, type Place, samePlace } from "../state";
import { say, words } from "../words";
import type { Hit } from "./hit";
import type { Located } from "./locate";

/** A device that knows its place no better may be in another street. Units: metres. */
const ROUGH_M = 200;

export class Whereabouts {
  #told: { place: Place; text: string } | undefined;
  #lang: Lang = "id";
  #reverse = new Question<Found>((reply) => this.#onReverse(reply));

  constructor(private readonly onText: (text: string) => void) {}

  /** Says how a place was found that is about to be asked about. */
  tell(place: Place, text: string): void {
    this.#told = { place, text };
  }

  /** Tells how the place is known; where that has to be asked, once there is an answer. */
  ask(asked: Asked): void {
    this.#lang = asked.lang;
    this.#reverse.drop();
    const told = this.#told;
    this.#told = undefined;
    if (told && samePlace(told.place, asked.place)) this.onText(told.text);
    else void this.#reverse.ask((signal) => getReverse(asked, signal));
  }

  drop(): void {
    this.#reverse.drop();
  }

  #onReverse(reply: Reply<Found>): void {
    if (reply.kind !== "answer") return;
    const near = reply.answer.features.find((one) => one.properties.distance_m !== undefined);
    const { name, distance_m = 0 } = near?.properties ?? {};
    const far = distance(distance_m, this.#lang);
    if (name) this.onText(say(words(this.#lang).search.near, { name, distance: far }));
  }
}

export function searchedText({ name, precision }: Hit, lang: Lang): string {
  return say(words(lang).search.searched, { name, precision });
}

export function locatedText({ accuracy_m }: Located, lang: Lang): string {
  const { located, roughlyLocated } = words(lang).search;
  const phrase = accuracy_m > ROUGH_M ? roughlyLocated : located;
  return say(phrase, { distance: distance(accuracy_m, lang) });
}
