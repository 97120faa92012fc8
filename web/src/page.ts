// Holds the state and the parts of the page, and keeps them in step.

import type { Map as MapLibreMap, StyleSpecification } from "maplibre-gl";
import { headline, summary } from "./answer";
import { type Catalog, getCatalog, getStyle, OfflineError } from "./api";
import { showBar } from "./bar";
import { reveal, setHidden, viewOf } from "./camera";
import { type CardState, showCard } from "./card";
import { allControls } from "./controls/all";
import { byId } from "./dom";
import { Drawer } from "./drawer";
import { showFailure } from "./failure";
import { textIn } from "./format";
import { showNotice } from "./notice";
import { setSwitches, setZoom, showPanel } from "./panel";
import { Question } from "./question";
import {
  formatHash,
  hiddenLayers,
  type Lang,
  type Place,
  parseHash,
  roundPlace,
  type State,
  samePlace,
  withLayer,
} from "./state";
import { offByDefault, withHidden } from "./style";
import { type Words, words } from "./words";

const ZOOM_OF_A_PLACE = 14;

type MapCode = typeof import("./map");

async function mapCode(): Promise<MapCode> {
  try {
    return await import("./map");
  } catch (cause) {
    throw new OfflineError("no code of the map", { cause });
  }
}

export class Page {
  /** The map, once there is one. */
  map: MapLibreMap | undefined;

  #state: State = parseHash(location.hash);
  #catalog: Catalog | undefined;
  #style: StyleSpecification | undefined;
  #card: CardState = { kind: "closed" };
  #question = new Question((card) => this.#onCard(card));
  #controls: ReturnType<typeof allControls> = [];
  #setPin: (place: Place | null) => void = () => {};
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
    byId("skip").addEventListener("click", () => this.map?.getCanvas().focus());
    this.#showWords();
  }

  /** Fetches what the page needs and starts it. */
  async load(): Promise<void> {
    this.#say(this.#words.loading);
    const code = mapCode();
    code.catch(() => {}); // Told below, where it is awaited.
    try {
      await this.#fetchCatalog();
      this.#showWords();
      this.#startMap(await code);
    } catch (error) {
      document.body.dataset.state = "failed";
      this.#failure = error;
    }
    this.#showWords();
  }

  get #words(): Words {
    return words(this.#state.lang);
  }

  /** Layers that the style leaves off. */
  get #off(): string[] {
    return this.#style ? offByDefault(this.#style) : [];
  }

  get #hidden(): string[] {
    return hiddenLayers(this.#state, this.#off);
  }

  async #fetchCatalog(): Promise<void> {
    const { lang } = this.#state;
    [this.#catalog, this.#style] = await Promise.all([getCatalog(lang), getStyle(lang)]);
  }

  #startMap({ createMap, createPin }: MapCode): void {
    if (!this.#catalog || !this.#style) return;
    const { at, view } = this.#state;
    const opening = at ? { ...at, zoom: ZOOM_OF_A_PLACE } : this.#catalog.city.view;
    const { area } = this.#catalog.city;
    const style = withHidden(this.#style, this.#hidden);
    const map = createMap(byId("map"), style, view ?? opening, area);
    this.map = map;
    this.#setPin = createPin(map);
    map.on("click", ({ lngLat }) => this.#ask({ lon: lngLat.lng, lat: lngLat.lat }, false));
    map.on("moveend", () => this.#update({ view: viewOf(map) }));
    map.on("zoom", () => setZoom(byId("panel"), map.getZoom()));
    map.on("render", () => {
      document.body.dataset.map = "busy";
    });
    map.on("idle", () => {
      document.body.dataset.map = "idle";
    });
    map.once("idle", () => {
      document.body.dataset.state = "ready";
      if (this.#card.kind === "closed") this.#say("");
    });
    if (at) void this.#question.ask(at, this.#state.lang);
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
    else this.map?.getCanvas().focus();
  }

  #onCard(card: CardState): void {
    this.#card = card;
    const place = card.kind === "closed" ? null : card.place;
    this.#setPin(place);
    this.#showCard(this.#byKeyboard);
    if (place && this.map && card.kind !== "loading") reveal(this.map, place, byId("card"));
    if (card.kind !== "answer" || !this.#catalog) return;
    const { lang } = this.#state;
    const { title } = headline(card.answer, this.#catalog, lang);
    this.#say(`${title}: ${summary(card.answer, lang)}`);
    if (card.answer.snapshot !== this.#catalog.snapshot) void this.#refresh();
  }

  /** The server publishes newer layers than the page shows: take those. */
  async #refresh(): Promise<void> {
    try {
      await this.#fetchCatalog();
    } catch {
      return; // What is shown stays; the next answer tries again.
    }
    if (this.#style) this.map?.setStyle(withHidden(this.#style, this.#hidden));
    this.#showWords();
  }

  #onSwitch(id: string, shown: boolean): void {
    this.#update(withLayer(this.#state, this.#off, id, shown));
    document.body.dataset.map = "busy";
    if (this.map) setHidden(this.map, this.#hidden);
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
    this.#state = parseHash(location.hash);
    const { at, view, lang } = this.#state;
    if (this.map) setHidden(this.map, this.#hidden);
    setSwitches(byId("panel"), this.#hidden);
    if (lang !== before.lang) this.#showWords();
    if (view) this.map?.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
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
    const url = formatHash(this.#state) || location.pathname;
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }

  #showWords(): void {
    const w = this.#words;
    const { lang } = this.#state;
    const city = this.#catalog?.city;
    document.documentElement.lang = lang;
    document.title = city ? w.title(textIn(city.name, lang)) : w.tagline;
    byId("skip").textContent = w.skip;
    byId("map").dataset.loading = w.loading;
    showNotice(byId("notice"), textIn(city?.notice, lang), w);
    this.#showBar();
    this.#showPanel();
    this.#showCard(false);
    this.#showControls();
    showFailure(byId("stage"), this.#failure, w, () => location.reload());
  }

  #showBar(): void {
    showBar(byId("bar"), {
      lang: this.#state.lang,
      city: textIn(this.#catalog?.city.name, this.#state.lang),
      drawerOpen: this.#drawer.open,
      onLang: (lang) => this.#onLang(lang),
      onDrawer: () => this.#drawer.set(!this.#drawer.open),
    });
  }

  #showPanel(): void {
    if (!this.#catalog || !this.#style) return;
    showPanel(byId("panel"), {
      lang: this.#state.lang,
      catalog: this.#catalog,
      style: this.#style,
      hidden: this.#hidden,
      zoom: this.map?.getZoom() ?? this.#catalog.city.view.zoom,
      onSwitch: (id, shown) => this.#onSwitch(id, shown),
      onClose: () => this.#drawer.set(false),
    });
  }

  #showCard(focus: boolean): void {
    if (!this.#catalog) return;
    const context = {
      lang: this.#state.lang,
      catalog: this.#catalog,
      onClose: () => this.#close(),
      onRetry: () => this.#retry(),
    };
    showCard(byId("card"), this.#card, context, focus);
  }

  /** Controls take their words when they are made, so a new language makes them anew. */
  #showControls(): void {
    const { map } = this;
    if (!map || !this.#catalog) return;
    const w = this.#words;
    for (const [control] of this.#controls) map.removeControl(control);
    const ask = (lon: number, lat: number) => this.#ask({ lon, lat }, true);
    this.#controls = allControls(w, this.#catalog, ask, (message) => this.#say(message));
    for (const [control, position] of this.#controls) map.addControl(control, position);
    map.getCanvas().setAttribute("aria-label", w.mapLabel);
  }

  /** Tells a screen reader. */
  #say(message: string): void {
    byId("status").textContent = message;
  }
}
