// Holds the state and the parts of the page, and keeps them in step.

import type { Map as MapLibreMap } from "maplibre-gl";
import { inOneLine } from "./answer";
import type { Catalog } from "./api";
import { showBar } from "./bar";
import { type CardState, showCard } from "./card";
import { setChoice } from "./choice";
import { byId } from "./dom";
import { Drawer } from "./drawer";
import { showFailure } from "./failure";
import { repaint } from "./finding";
import { textIn } from "./format";
import { type LookChoice, Looks } from "./looks";
import { mapTitle } from "./maps";
import { showNotice } from "./notice";
import { setSwitches, setZoom, showPanel } from "./panel";
import { Question } from "./question";
import { missingHazards } from "./refused";
import { type MapCode, mapCode, Stage } from "./stage";
import {
  formatHash,
  hiddenLayers,
  type Lang,
  type Place,
  parseHash,
  roundPlace,
  type State,
  samePlace,
  startLang,
  withLayer,
} from "./state";
import { withHidden } from "./style";
import { say, type Words, words } from "./words";

export class Page {
  #startLang = startLang(navigator.languages);
  #state: State = parseHash(location.hash, this.#startLang);
  #looks = new Looks(() => this.#state, {
    onLook: () => this.#showLook(),
    onComing: () => setChoice(byId("panel"), this.#looks.chosen),
    onNews: () => this.#showLegends(),
    onFailed: (choice) => {
      this.#update(choice);
      this.#showPanel();
      this.#say(this.#words.lookFailed);
    },
  });
  #stage = new Stage({
    onAsk: (place, byKeyboard) => this.#ask(place, byKeyboard),
    onMove: (view) => this.#update({ view }),
    onZoom: (zoom) => setZoom(byId("panel"), zoom),
    onReady: () => {
      if (this.#card.kind === "closed") this.#say("");
      void this.#looks.fetchLegends();
    },
    onSay: (message) => this.#say(message),
  });
  #card: CardState = { kind: "closed" };
  #question = new Question((card) => this.#onCard(card));
  #drawer = new Drawer(() => this.#showBar());
  /** Why there is no map. */
  #failure: unknown;
  /** Whether the next card takes the keyboard with it, and where it came from. */
  #byKeyboard = false;
  #cameFrom: Element | null = null;

  constructor() {
    window.addEventListener("hashchange", () => this.#onHash());
    window.addEventListener("online", () => this.#onOnline());
    window.addEventListener("keydown", (event) => this.#onKey(event));
    byId("skip").addEventListener("click", () => this.#stage.focus());
    this.#showWords();
  }

  /** The map, once there is one. */
  get map(): MapLibreMap | undefined {
    return this.#stage.map;
  }

  /** Fetches what the page needs and starts it. */
  async load(): Promise<void> {
    this.#say(this.#words.loading);
    const code = mapCode();
    code.catch(() => {}); // Told below, where it is awaited.
    try {
      await this.#looks.load();
      this.#showWords();
      this.#start(await code);
      void this.#looks.change();
    } catch (error) {
      document.body.dataset.state = "failed";
      this.#failure = error;
    }
    this.#showWords();
  }

  get #words(): Words {
    return words(this.#state.lang);
  }

  get #catalog(): Catalog | undefined {
    return this.#looks.catalog;
  }

  get #hidden(): string[] {
    return hiddenLayers(this.#state, this.#looks.off);
  }

  #start(code: MapCode): void {
    const { catalog, style } = this.#looks;
    if (!catalog || !style) return;
    const { at, lang } = this.#state;
    this.#stage.start(code, withHidden(style, this.#hidden), catalog, this.#state);
    if (at) void this.#question.ask(at, lang);
  }

  #drawMap(): void {
    const { style } = this.#looks;
    if (style) this.#stage.draw(withHidden(style, this.#hidden));
  }

  #ask(place: Place, byKeyboard: boolean): void {
    this.#byKeyboard = byKeyboard;
    this.#cameFrom = document.activeElement;
    const at = roundPlace(place);
    this.#update({ at }, "push");
    void this.#question.ask(at, this.#state.lang);
  }

  #close(): void {
    const hadFocus = byId("card").contains(document.activeElement);
    this.#update({ at: null }, "push");
    this.#question.close();
    if (!hadFocus) return;
    const back = this.#cameFrom;
    if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus();
    else this.#stage.focus();
  }

  #onCard(card: CardState): void {
    this.#card = card;
    const place = card.kind === "closed" ? null : card.place;
    this.#stage.pin(place);
    this.#showCard(this.#byKeyboard);
    if (place && card.kind !== "loading") this.#stage.reveal(place);
    if (card.kind !== "answer" || !this.#catalog) return;
    this.#say(inOneLine(card.answer, this.#catalog, this.#state.lang));
    if (card.answer.snapshot !== this.#catalog.snapshot) void this.#refresh();
  }

  /** The server publishes newer layers than the page shows: take those. */
  async #refresh(): Promise<void> {
    try {
      await this.#looks.load();
    } catch {
      return; // What is shown stays; the next answer tries again.
    }
    this.#drawMap();
    this.#showWords();
    void this.#looks.fetchLegends();
  }

  #onSwitch(id: string, shown: boolean): void {
    this.#update(withLayer(this.#state, this.#looks.off, id, shown));
    this.#drawMap();
  }

  #choose(choice: Partial<LookChoice>): void {
    this.#update(choice);
    void this.#looks.change();
  }

  #onLang(lang: Lang): void {
    this.#update({ lang });
    this.#byKeyboard = false;
    this.#showWords();
    if (this.#card.kind !== "closed") void this.#question.ask(this.#card.place, lang);
  }

  /** The reader went back, or edited the address. */
  #onHash(): void {
    const before = this.#state;
    this.#state = parseHash(location.hash, this.#startLang);
    const { at, view, lang } = this.#state;
    this.#drawMap();
    setSwitches(byId("panel"), this.#hidden);
    void this.#looks.change();
    if (lang !== before.lang) this.#showWords();
    if (view) this.#stage.goTo(view);
    if (samePlace(at, before.at) && lang === before.lang) return;
    this.#byKeyboard = false;
    if (at) void this.#question.ask(at, lang);
    else this.#question.close();
  }

  #onOnline(): void {
    if (this.#failure !== undefined) location.reload();
    else if (this.#card.kind === "offline") this.#retry();
  }

  #retry(): void {
    if (this.#card.kind !== "closed") void this.#question.ask(this.#card.place, this.#state.lang);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.#drawer.open) this.#drawer.set(false);
    else if (this.#card.kind !== "closed") this.#close();
  }

  #update(change: Partial<State>, history: "push" | "replace" = "replace"): void {
    this.#state = { ...this.#state, ...change };
    const url = formatHash(this.#state, this.#startLang) || location.pathname;
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }

  #showWords(): void {
    const w = this.#words;
    const { lang } = this.#state;
    document.documentElement.lang = lang;
    byId("skip").textContent = w.skip;
    byId("map").dataset.loading = w.loading;
    const notice = textIn(this.#catalog?.city.notice, lang);
    showNotice(byId("notice"), notice, missingHazards(this.#catalog, lang), w);
    this.#showTitle();
    this.#showPanel();
    this.#showCard(false);
    if (this.#catalog) this.#stage.showControls(w, this.#catalog);
    showFailure(byId("stage"), this.#failure, w, () => location.reload());
  }

  #showLook(): void {
    this.#drawMap();
    this.#showTitle();
    this.#showLegends();
  }

  #showLegends(): void {
    const { view } = this.#looks;
    this.#showPanel();
    if (view) repaint(byId("card"), view);
  }

  get #mapTitle(): string {
    return mapTitle(this.#looks.chosen.look.map, this.#catalog, this.#words);
  }

  #showTitle(): void {
    const city = textIn(this.#catalog?.city.name, this.#state.lang);
    document.title = city ? say(this.#words.title, { map: this.#mapTitle, city }) : this.#mapTitle;
    this.#showBar();
  }

  #showBar(): void {
    showBar(byId("bar"), {
      lang: this.#state.lang,
      title: this.#mapTitle,
      city: textIn(this.#catalog?.city.name, this.#state.lang),
      drawerOpen: this.#drawer.open,
      onLang: (lang) => this.#onLang(lang),
      onDrawer: () => this.#drawer.set(!this.#drawer.open),
    });
  }

  #showPanel(): void {
    const { view } = this.#looks;
    if (!view) return;
    showPanel(byId("panel"), {
      ...view,
      lang: this.#state.lang,
      hidden: this.#hidden,
      zoom: this.map?.getZoom() ?? view.catalog.city.view.zoom,
      // A link says only what differs.
      onMap: (map) => this.#choose({ map: map === view.maps[0] ? null : map }),
      onNight: (night) => this.#choose({ night }),
      onSwitch: (id, on) => this.#onSwitch(id, on),
      onClose: () => this.#drawer.set(false),
    });
  }

  #showCard(focus: boolean): void {
    const { view } = this.#looks;
    if (!view) return;
    const context = {
      ...view,
      lang: this.#state.lang,
      onClose: () => this.#close(),
      onRetry: () => this.#retry(),
    };
    showCard(byId("card"), this.#card, context, focus);
  }

  /** Tells a screen reader. */
  #say(message: string): void {
    byId("status").textContent = message;
  }
}
