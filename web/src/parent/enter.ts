// The parent: tells where home is and which level, and learns which schools there are.

import "./parent.css";
import { el } from "../dom";
import type { Host, Person, Scene } from "../people";
import { type Chosen, SearchBox } from "../search/box";
import type { Hit } from "../search/hit";
import type { Located } from "../search/locate";
import { locatedText, searchedText } from "../search/whereabouts";
import { type Place, roundPlace, START } from "../state";
import { say, words } from "../words";
import { levelChoice, levelOf } from "./levels";
import { SchoolsSheet } from "./schools";

export function enter(host: Host): Person {
  return new Parent(host);
}

class Parent implements Person {
  #scene: Scene | undefined;
  #schools: SchoolsSheet;
  #level = el("div", {});
  #hint = el("p", { class: "hint", role: "status" });
  #search = new SearchBox({
    onHit: (hit, how) => this.#onHit(hit, how),
    onLocated: (located) => this.#onLocated(located),
    onSay: (message) => this.host.say(message),
    near: () => this.#scene?.state.at ?? this.#scene?.state.view ?? null,
  });

  constructor(private readonly host: Host) {
    this.#schools = new SchoolsSheet(host);
    host.desk.replaceChildren(this.#search.root, this.#level, this.#hint);
  }

  show(scene: Scene): void {
    const before = this.#scene?.state;
    this.#scene = scene;
    const { at, lang, own } = scene.state;
    this.#search.show(lang, scene.view?.catalog);
    if (lang !== before?.lang) {
      this.#showLevels(scene);
      this.#tell(words(lang).parent.hint);
    }
    // What is there is kept: a list that is drawn anew forgets what is typed into it.
    const select = this.#level.querySelector("select");
    if (select) select.value = levelOf(own.level);
    this.#hint.hidden = at !== null;
    if (at) this.#schools.show(at, scene);
    else this.#schools.drop();
  }

  close(): void {
    const { level } = this.#scene?.state.own ?? {};
    this.host.keep({ own: level ? { level } : {}, at: null }, { history: "push" });
  }

  retry(): void {
    this.#search.retry();
    this.#schools.retry();
  }

  leave(): void {
    this.#schools.drop();
    this.host.desk.replaceChildren();
  }

  #showLevels({ state: { own, lang } }: Scene): void {
    const onChoose = (level: string) => this.host.keep({ own: { level } }, { history: "push" });
    this.#level.replaceChildren(levelChoice(levelOf(own.level), lang, onChoose));
  }

  #onHit(hit: Hit, { byKeyboard }: Chosen): void {
    if ("place" in hit) {
      this.#go(hit.place, searchedText(hit, this.#lang), byKeyboard);
      return;
    }
    // Where a home is, a street or an area does not say: only the parent can.
    this.close();
    this.#tell(say(words(this.#lang).parent.hintExtent, { name: hit.name }));
    this.host.stage.frame(hit.extent.bounds);
  }

  #onLocated(located: Located): void {
    this.#go(located.place, locatedText(located, this.#lang), false);
  }

  #tell(hint: string): void {
    const keys = el("span", { class: "hint-keys" }, words(this.#lang).hintKeyboard);
    this.#hint.replaceChildren(hint, " ", keys);
  }

  #go(exact: Place, text: string, byKeyboard: boolean): void {
    const place = roundPlace(exact);
    const { level } = this.#scene?.state.own ?? {};
    this.#schools.tell(place, text);
    this.host.keep({ own: level ? { level } : {}, at: place }, { history: "push", byKeyboard });
    this.host.stage.visit(place);
  }

  get #lang() {
    return this.#scene?.state.lang ?? START.lang;
  }
}
