// The search box: a combobox after the ARIA Authoring Practices, whose hits come while one writes.

import "./search.css";
import { type Catalog, type Found, getFound } from "../api";
import { el, icon } from "../dom";
import { number } from "../format";
import { Question, type Reply, told } from "../question";
import type { Lang, Place } from "../state";
import { say, type Words, words } from "../words";
import { advice } from "./advice";
import { type Hit, hitOf } from "./hit";
import { LocateButton, type Located } from "./locate";
import { Options } from "./options";

const PAUSE_MS = 180;
/** What takes no longer needs no word. */
const SEARCHING_MS = 500;
/** Less says nothing. */
const SHORTEST = 2;

/** How a hit was chosen. */
export interface Chosen {
  /** What was written to find it. */
  text: string;
  byKeyboard: boolean;
}

export interface SearchEvents {
  onHit: (hit: Hit, how: Chosen) => void;
  onLocated: (located: Located) => void;
  /** Something for a screen reader. */
  onSay: (message: string) => void;
  /** Around where: what is near comes first. */
  near: () => Place | null;
}

export class SearchBox {
  readonly root = el("form", { class: "search", role: "search", autocomplete: "off" });
  #input = el("input", {
    id: "search",
    type: "text",
    inputmode: "search",
    enterkeyhint: "search",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 200,
  });
  #note = el("p", { class: "search-note", role: "status" });
  #options = new Options(this.#input, (hit) => this.#choose(hit, false));
  #question = new Question<Found>((reply) => this.#onReply(reply));
  #pause: ReturnType<typeof setTimeout> | undefined;
  #searching: ReturnType<typeof setTimeout> | undefined;
  #lang: Lang = "id";
  #catalog: Catalog | undefined;
  /** Whether the first hit is chosen as soon as it is there, if it is sure. */
  #hurried = false;
  #offline = false;

  constructor(private readonly events: SearchEvents) {
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#input.addEventListener("blur", () => this.#options.close());
    this.root.addEventListener("submit", (event) => this.#onSubmit(event));
  }

  /** Writes the box in this language; what was written in it stays. */
  show(lang: Lang, catalog: Catalog | undefined): void {
    const drawn = this.root.childElementCount > 0 && lang === this.#lang;
    this.#lang = lang;
    this.#catalog = catalog;
    if (!drawn) this.#draw(words(lang));
  }

  write(text: string): void {
    this.#drop();
    this.#input.value = text;
    this.#options.close();
    this.#tell("");
  }

  retry(): void {
    if (this.#offline) this.#ask();
  }

  #draw(w: Words): void {
    const clear = el(
      "button",
      { type: "button", class: "search-clear", "aria-label": w.search.clear },
      icon("M5 5l10 10M15 5L5 15"),
    );
    clear.addEventListener("click", () => {
      this.write("");
      this.#input.focus();
    });
    const locate = new LocateButton(w, this.events.onLocated, (note) => this.#tell(note));
    this.#input.placeholder = w.search.placeholder;
    this.#options.root.setAttribute("aria-label", w.search.hits);
    this.#options.close();
    this.#tell("");
    this.root.replaceChildren(
      el("label", { class: "visually-hidden", for: this.#input.id }, w.search.label),
      el("div", { class: "search-field" }, lens(), this.#input, clear, this.#options.root),
      LocateButton.works ? locate.root : "",
      this.#note,
    );
  }

  #onInput(): void {
    this.#hurried = false;
    this.#drop();
    if (this.#text.length < SHORTEST) this.#clear();
    else this.#pause = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  #onKey(event: KeyboardEvent): void {
    const { key, isComposing } = event;
    if (isComposing) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.#options.open) this.#options.step(key === "ArrowDown" ? 1 : -1);
      else if (this.#text.length >= SHORTEST) this.#ask();
    } else if (key === "Escape" && (this.#options.open || this.#input.value)) {
      event.preventDefault(); // The first closes the list, the next empties the box.
      if (this.#options.open) this.#options.close();
      else this.write("");
    }
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    const { marked } = this.#options;
    if (marked) {
      this.#choose(marked, true);
      return;
    }
    clearTimeout(this.#pause);
    this.#hurried = true;
    if (this.#text) this.#ask();
  }

  #choose(hit: Hit, byKeyboard: boolean): void {
    const text = this.#text;
    this.write(hit.name);
    if (!byKeyboard) this.#input.blur(); // Takes the keys of a phone off the answer.
    this.events.onHit(hit, { text, byKeyboard });
  }

  #ask(): void {
    const [text, lang, near] = [this.#text, this.#lang, this.events.near()];
    void this.#question.ask((signal) => getFound({ text, near, lang }, signal));
  }

  /** Nothing is searched for any longer. */
  #drop(): void {
    clearTimeout(this.#pause);
    clearTimeout(this.#searching);
    this.#question.drop();
  }

  #onReply(reply: Reply<Found>): void {
    const w = words(this.#lang);
    this.#offline = reply.kind === "offline";
    clearTimeout(this.#searching);
    switch (reply.kind) {
      case "loading":
        if (reply.slow) this.#tell(w.stillWaiting);
        else this.#searching = setTimeout(() => this.#tell(w.search.searching), SEARCHING_MS);
        break;
      case "offline":
        this.#fail(w.search.offline);
        break;
      case "busy":
      case "problem":
        this.#fail(told(reply, w).detail);
        break;
      case "answer":
        this.#onFound(reply.answer, w);
    }
  }

  #onFound({ features }: Found, w: Words): void {
    const hits = features
      .map((one) => hitOf(one, this.#catalog, this.#lang))
      .filter((hit) => hit !== null);
    const [first] = hits;
    if (this.#hurried && first?.sure) {
      this.#choose(first, true);
      return;
    }
    if (document.activeElement === this.#input) this.#options.show(hits);
    this.#tell(hits.length ? "" : advice(w).noHit);
    const count = number(hits.length, this.#lang);
    if (hits.length) this.events.onSay(say(w.search.count, { count }));
  }

  #clear(): void {
    this.#options.close();
    this.#tell("");
  }

  #fail(message: string): void {
    this.#options.close();
    this.#tell(message);
  }

  #tell(message: string): void {
    this.#note.textContent = message;
  }

  get #text(): string {
    return this.#input.value.trim();
  }
}

function lens(): SVGElement {
  return icon("M8.500 3a5.500 5.500 0 1 0 0 11a5.500 5.500 0 1 0 0-11M12.600 12.600L17 17");
}
