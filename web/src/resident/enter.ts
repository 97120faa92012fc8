// The resident: finds a place, and learns what is true there.

import "./resident.css";
import type { Host, Person, Scene } from "../people";
import { type Chosen, SearchBox } from "../search/box";
import { type Hit, keyOf } from "../search/hit";
import type { Located } from "../search/locate";
import { locatedText, searchedText } from "../search/whereabouts";
import { closeSheet } from "../sheet";
import { type Place, roundPlace, START } from "../state";
import { type ExtentLink, ExtentSheet } from "./extent";
import { PlaceSheet } from "./place";

export function enter(host: Host): Person {
  return new Resident(host);
}

class Resident implements Person {
  #scene: Scene | undefined;
  #place: PlaceSheet;
  #extent: ExtentSheet;
  #search = new SearchBox({
    onHit: (hit, how) => this.#onHit(hit, how),
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

  #onHit(hit: Hit, { text, byKeyboard }: Chosen): void {
    if ("extent" in hit) {
      this.#extent.tell(hit);
      const own = { q: text, hit: keyOf(hit.extent) };
      this.host.keep({ own, at: null }, { history: "push", byKeyboard });
      return;
    }
    this.#go(hit.place, searchedText(hit, this.#lang), byKeyboard);
  }

  #onLocated(located: Located): void {
    this.#go(located.place, locatedText(located, this.#lang), false);
  }

  #go(exact: Place, text: string, byKeyboard: boolean): void {
    const place = roundPlace(exact);
    this.#place.tell(place, text);
    this.host.keep({ own: {}, at: place }, { history: "push", byKeyboard });
    this.host.stage.visit(place);
  }

  get #lang() {
    return this.#scene?.state.lang ?? START.lang;
  }
}

function extentOf({ q, hit }: Scene["state"]["own"]): ExtentLink | null {
  return q && hit ? { text: q, key: hit } : null;
}
