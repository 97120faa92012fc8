// Holds the state and the parts of the page, and keeps them in step.

import type { Map as MapLibreMap, StyleSpecification } from "maplibre-gl";
import { headline, summary } from "./answer";
import { type Catalog, getCatalog, OfflineError } from "./api";
import { Atlas } from "./atlas";
import { showBar } from "./bar";
import { reveal, viewOf } from "./camera";
import { type CardState, recolor, showCard } from "./card";
import { allControls } from "./controls/all";
import { byId } from "./dom";
import { Drawer } from "./drawer";
import { showFailure } from "./failure";
import { textIn } from "./format";
import { classColor } from "./legend";
import { NIGHT, setLight } from "./light";
import { type Look, mapOf, mapsOf, sameLook, styleName, subjectOf } from "./maps";
import { showNotice } from "./notice";
import { setSwitches, setZoom, showPanel } from "./panel";
import { Question } from "./question";
import {
  formatHash,
  hiddenLayers,
  type Lang,
  type MapId,
  type Place,
  parseHash,
  roundPlace,
  type State,
  samePlace,
  startLang,
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

  #startLang = startLang(navigator.languages);
  #state: State = parseHash(location.hash, this.#startLang);
  #catalog: Catalog | undefined;
  #atlas = new Atlas();
  #style: StyleSpecification | undefined;
  /** What the style shows, and what the link said of it then. */
  #shown: Look = this.#look;
  #shownChoice: Pick<State, "map" | "night"> = this.#state;
  #lookFailed = false;
  /** Counts the changes of the map: a newer one silences the older. */
  #turn = 0;
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
    NIGHT.addEventListener("change", () => void this.#changeLook());
    window.addEventListener("online", () => this.#onOnline());
    window.addEventListener("keydown", (event) => this.#onKey(event));
    byId("skip").addEventListener("click", () => this.map?.getCanvas().focus());
    setLight(this.#shown.night);
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
      void this.#changeLook();
    } catch (error) {
      document.body.dataset.state = "failed";
      this.#failure = error;
    }
    this.#showWords();
  }

  get #words(): Words {
    return words(this.#state.lang);
  }

  /** The map that the state asks for. */
  get #look(): Look {
    const { map, night } = this.#state;
    return { map: mapOf(map, this.#catalog), night: night ?? NIGHT.matches };
  }

  get #maps(): MapId[] {
    return this.#catalog ? mapsOf(this.#catalog) : [];
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
    const atlas = new Atlas();
    // Most often the map can be told before the catalogue is there.
    const early = atlas.fetch(this.#look, lang);
    early.catch(() => {}); // Told below, where it is asked for again.
    const catalog = await getCatalog(lang);
    await early.catch(() => {});
    const look = { ...this.#look, map: mapOf(this.#state.map, catalog) };
    const style = await atlas.fetch(look, lang);
    this.#turn += 1;
    this.#catalog = catalog;
    this.#atlas = atlas;
    this.#setLook(look, style);
  }

  /** Makes this the map of the page; the caller draws it. */
  #setLook(look: Look, style: StyleSpecification): void {
    const { map, night } = this.#state;
    this.#shown = look;
    this.#shownChoice = { map, night };
    this.#style = style;
    this.#lookFailed = false;
    setLight(look.night);
    document.body.dataset.look = styleName(look);
  }

  /** Draws what the state asks for, if that is another map than the one that is there. */
  async #changeLook(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const look = this.#look;
    if (!this.#style) return; // What is being loaded asks the state itself.
    try {
      const style = await this.#atlas.fetch(look, this.#state.lang);
      if (turn !== this.#turn) return;
      const drawn = sameLook(look, this.#shown);
      this.#setLook(look, style);
      if (drawn) this.#showPanel();
      else this.#showLook();
    } catch {
      if (turn !== this.#turn) return;
      this.#lookFailed = true;
      this.#update(this.#shownChoice);
      this.#showPanel();
      this.#say(this.#words.lookFailed);
    }
  }

  #showLook(): void {
    this.#drawMap();
    this.#showTitle();
    this.#showPanel();
    recolor(byId("card"), this.#classColor);
    void this.#fetchLegends();
  }

  /** Gives the map the style and what is hidden of it; MapLibre changes only what differs. */
  #drawMap(): void {
    if (!this.map || !this.#style) return;
    document.body.dataset.map = "busy";
    this.map.setStyle(withHidden(this.#style, this.#hidden));
    this.map.triggerRepaint();
  }

  /** What the other maps draw, and the icons: the panel does without until they come. */
  async #fetchLegends(): Promise<void> {
    const [atlas, look] = [this.#atlas, this.#shown];
    const news = await atlas.complete(this.#maps, look, this.#state.lang);
    if (!news || atlas !== this.#atlas || !sameLook(look, this.#shown)) return;
    this.#showPanel();
    recolor(byId("card"), this.#classColor);
  }

  #classColor = (layer: string, id: string): string | undefined =>
    classColor(this.#atlas.styles(this.#maps, this.#shown), layer, id);

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
      void this.#fetchLegends();
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
    const said = [title.text, summary(card.answer, this.#catalog, lang)];
    this.#say(said.filter((one) => one).join(": "));
    if (card.answer.snapshot !== this.#catalog.snapshot) void this.#refresh();
  }

  /** The server publishes newer layers than the page shows: take those. */
  async #refresh(): Promise<void> {
    try {
      await this.#fetchCatalog();
    } catch {
      return; // What is shown stays; the next answer tries again.
    }
    this.#drawMap();
    this.#showWords();
    void this.#fetchLegends();
  }

  #onSwitch(id: string, shown: boolean): void {
    this.#update(withLayer(this.#state, this.#off, id, shown));
    this.#drawMap();
  }

  #onMap(map: MapId): void {
    const [first] = this.#maps;
    this.#update({ map: map === first ? null : map });
    void this.#changeLook();
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
    void this.#changeLook();
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
    const url = formatHash(this.#state, this.#startLang) || location.pathname;
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }

  #showWords(): void {
    const w = this.#words;
    const { lang } = this.#state;
    const city = this.#catalog?.city;
    document.documentElement.lang = lang;
    byId("skip").textContent = w.skip;
    byId("map").dataset.loading = w.loading;
    showNotice(byId("notice"), textIn(city?.notice, lang), w);
    this.#showTitle();
    this.#showPanel();
    this.#showCard(false);
    this.#showControls();
    showFailure(byId("stage"), this.#failure, w, () => location.reload());
  }

  /** What the map is about, once that is known. */
  get #mapTitle(): string {
    const w = this.#words;
    return this.#catalog ? w.mapTitles[subjectOf(this.#shown.map, this.#catalog)] : w.tagline;
  }

  #showTitle(): void {
    const city = textIn(this.#catalog?.city.name, this.#state.lang);
    document.title = city ? this.#words.title(this.#mapTitle, city) : this.#mapTitle;
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
    if (!this.#catalog || !this.#style) return;
    showPanel(byId("panel"), {
      lang: this.#state.lang,
      catalog: this.#catalog,
      style: this.#style,
      sprite: this.#atlas.sprite(this.#style),
      maps: this.#maps,
      look: this.#shown,
      lookFailed: this.#lookFailed,
      drawnOn: (id) => this.#atlas.drawnOn(id, this.#maps, this.#shown),
      hidden: this.#hidden,
      zoom: this.map?.getZoom() ?? this.#catalog.city.view.zoom,
      onMap: (map) => this.#onMap(map),
      onNight: (night) => {
        this.#update({ night });
        void this.#changeLook();
      },
      onSwitch: (id, shown) => this.#onSwitch(id, shown),
      onClose: () => this.#drawer.set(false),
    });
  }

  #showCard(focus: boolean): void {
    if (!this.#catalog) return;
    const context = {
      lang: this.#state.lang,
      catalog: this.#catalog,
      map: this.#shown.map,
      classColor: this.#classColor,
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
