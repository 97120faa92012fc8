// The resident: finds a place, and learns what is true there.

import "./resident.css";
import { distance } from "../format";
import type { Host, Person, Scene } from "../people";
import { SearchBox } from "../search/box";
import { type Hit, keyOf } from "../search/hit";
import type { Located } from "../search/locate";
import { closeSheet } from "../sheet";
import { type Place, roundPlace } from "../state";
import { say, words } from "../words";
import { type ExtentLink, ExtentSheet } from "./extent";
import { PlaceSheet } from "./place";

export function enter(host: Host): Person {
  return new Resident(host);
}

/** A device that knows its place no better may be in another street. Units: metres. */
const ROUGH_M = 200;

class Resident implements Person {
  #scene: Scene | undefined;
  #place: PlaceSheet;
  #extent: ExtentSheet;
  #search = new SearchBox({
    onHit: (hit, byKeyboard) => this.#onHit(hit, byKeyboard),
    onLocated: (located) => this.#onLocated(located),
    onSay: (message) => this.host.say(message),
    near: () => this.#scene?.state.at ?? this.#scene?.state.view ?? null,
  });

  constructor(private readonly host: Host) {
    this.#place = new PlaceSheet(host);
    this.#extent = new ExtentSheet(host);
    host.desk.replaceChildren(this.#search.root);
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const { at, lang, own } = scene.state;
    this.#search.show(lang, scene.view?.catalog);
    const extent = extentOf(own);
    if (at) {
      this.#extent.drop();
      this.#place.show(at, scene);
    } else if (extent) {
      this.#place.drop();
      this.#extent.show(extent, scene);
    } else this.#clear();
  }

  close(): void {
    const at = this.#scene?.state.at;
    // Behind the answer of a place may be that of the street or the area around it.
    const own = at ? (this.#scene?.state.own ?? {}) : {};
    this.host.keep({ own, at: null }, { history: "push" });
  }

  retry(): void {
    this.#search.retry();
    this.#place.retry();
    this.#extent.retry();
  }

  leave(): void {
    this.#clear();
    this.host.desk.replaceChildren();
  }

  #clear(): void {
    this.#place.drop();
    this.#extent.drop();
    closeSheet(this.host.sheet);
  }

  #onHit(hit: Hit, byKeyboard: boolean): void {
    if ("extent" in hit) {
      this.#extent.tell(hit);
      const own = { q: hit.name, hit: keyOf(hit.extent) };
      this.host.keep({ own, at: null }, { history: "push", byKeyboard });
      return;
    }
    const { name, precision, place } = hit;
    const text = say(words(this.#lang).resident.searched, { name, precision });
    this.#go(place, text, byKeyboard);
  }

  #onLocated({ place, accuracy_m }: Located): void {
    const { located, roughlyLocated } = words(this.#lang).search;
    const phrase = accuracy_m > ROUGH_M ? roughlyLocated : located;
    this.#go(place, say(phrase, { distance: distance(accuracy_m, this.#lang) }), false);
  }

  #go(exact: Place, text: string, byKeyboard: boolean): void {
    const place = roundPlace(exact);
    this.#place.tell(place, text);
    this.host.keep({ own: {}, at: place }, { history: "push", byKeyboard });
    this.host.stage.visit(place);
  }

  get #lang() {
    return this.#scene?.state.lang ?? "id";
  }
}

function extentOf({ q, hit }: Scene["state"]["own"]): ExtentLink | null {
  return q && hit ? { text: q, key: hit } : null;
}
