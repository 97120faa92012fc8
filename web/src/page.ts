// Holds the state and the parts of the page, and keeps them in step.

import { showBar } from "./bar";
import { setChoice } from "./choice";
import { byId } from "./dom";
import { Drawer } from "./drawer";
import { showEmergency } from "./emergency";
import { type NoMap, noMapFor, showFailure } from "./failure";
import { Furniture } from "./furniture";
import { keptAt, onKept } from "./kept";
import { Link } from "./link";
import { type LookChoice, Looks } from "./looks";
import { mapAsked, mapInLink } from "./maps";
import { Notice } from "./notice";
import { setZoom, showPanel } from "./panel";
import { type Host, type Kept, People, type Step } from "./people";
import { Printer } from "./print";
import { Shelf } from "./shelf";
import { mapCode, Stage } from "./stage";
import { hiddenLayers, type Lang, roundPlace, type State, type Who } from "./state";
import { asChosen } from "./style";
import { WayBack } from "./way-back";
import { showWho } from "./who";
import { type Words, words } from "./words";

export class Page {
  #link = new Link();
  #looks = new Looks(() => ({ ...this.#state, map: mapAsked(this.#state) }), {
    onLook: () => this.#showLook(),
    onComing: () => setChoice(byId("panel"), this.#looks.chosen),
    onNews: () => this.#showNews(),
    onFailed: (choice) => {
      this.#keepLook(choice);
      this.#showPanel();
      this.#say(this.#words.lookFailed);
    },
  });
  #stage = new Stage({
    onAsk: (at, byKeyboard) => {
      if (this.#people.ask(at, byKeyboard)) return;
      this.#keep({ own: this.#state.own, at }, { history: "push", byKeyboard });
    },
    onMove: (view) => this.#link.update({ view }),
    onZoom: (zoom) => setZoom(byId("panel"), zoom),
    onReady: () => {
      if (!this.#state.at) this.#say("");
      void this.#looks.fetchLegends();
      void this.#furniture.fetch();
      void this.#shelf.start();
    },
  });
  #furniture = new Furniture(() => this.#showPanel());
  #people = new People(this.#host(), (error) => this.#fail(noMapFor(error)));
  #printer = new Printer(this.#looks, () => this.#people.drawn());
  #drawer = new Drawer(() => this.#showBar());
  #notice = new Notice(byId("notice"));
  #shelf = new Shelf({
    stage: this.#stage,
    onShow: (view) => {
      this.#drawer.set(false);
      this.#stage.goTo(view);
    },
    say: (message) => this.#say(message),
  });
  /** Why there is no map. */
  #failure: NoMap | undefined;
  /** Whether the place was asked by keyboard. */
  #byKeyboard = false;
  #wayBack = new WayBack(byId("card"), () => this.#stage.focus());

  constructor() {
    window.addEventListener("hashchange", () => this.#onHash());
    window.addEventListener("online", () => this.#onOnline());
    onKept((since) => {
      if (!since) this.#onOnline();
    });
    window.addEventListener("keydown", (event) => this.#onKey(event));
    byId("skip").addEventListener("click", () => this.#stage.focus());
    this.#showWords();
  }

  /** The map, once there is one. */
  get map() {
    return this.#stage.map;
  }

  /** Fetches what the page needs and starts it. */
  async load(): Promise<void> {
    this.#say(this.#words.loading);
    const code = mapCode();
    code.catch(() => {}); // Told below, where it is awaited.
    try {
      await this.#looks.load((wait_s) => this.#fail({ kind: "busy", wait_s }));
      this.#fail(undefined);
      const { catalog, style } = this.#looks;
      if (catalog && style)
        this.#stage.start(await code, asChosen(style, this.#state), catalog, this.#state);
      void this.#looks.change();
      this.#showWords();
    } catch (error) {
      this.#fail(noMapFor(error));
      void this.#looks.fetchLegends(); // The answers have marks without a map, too.
    }
  }

  #fail(failure: NoMap | undefined): void {
    document.body.dataset.state = failure ? "failed" : "loading";
    this.#failure = failure;
    this.#showWords();
    if (failure) void this.#shelf.start();
  }

  get #state(): State {
    return this.#link.state;
  }

  get #words(): Words {
    return words(this.#state.lang);
  }

  get #hidden(): string[] {
    return hiddenLayers(this.#state, this.#looks.off);
  }

  #drawMap(): void {
    const { style } = this.#looks;
    if (style) this.#stage.draw(asChosen(style, this.#state));
  }

  #host(): Host {
    return {
      desk: byId("desk"),
      sheet: byId("card"),
      stage: this.#stage,
      keep: (change, how) => this.#keep(change, how),
      light: (night) => this.#choose({ night }),
      print: () => void this.#printer.print(),
      close: () => this.#close(),
      seen: (snapshot) => {
        if (this.#looks.catalog && snapshot !== this.#looks.catalog.snapshot) void this.#refresh();
      },
      say: (message) => this.#say(message),
    };
  }

  #keep({ own, at = this.#state.at }: Kept, { history, byKeyboard = false }: Step = {}): void {
    this.#byKeyboard = byKeyboard;
    this.#wayBack.remember();
    this.#link.update({ own, at: at && roundPlace(at) }, history);
    this.#showPerson();
  }

  #close(): void {
    this.#wayBack.after(() => this.#people.close());
  }

  /** The server publishes newer layers than the page shows: take those. */
  async #refresh(): Promise<void> {
    const failed = await this.#looks.load().catch(() => true);
    if (failed) return; // What is shown stays; the next answer tries again.
    this.#drawMap();
    this.#showWords();
    void this.#looks.fetchLegends();
  }

  #choose(choice: Partial<LookChoice>): void {
    this.#keepLook(choice);
    void this.#looks.change();
  }

  /** A link says only what differs. */
  #keepLook({ map = this.#state.map, ...rest }: Partial<LookChoice>): void {
    const maps = this.#looks.view?.maps ?? [];
    this.#link.update({ ...rest, map: mapInLink(map, this.#state.who, maps) });
  }

  #onLang(lang: Lang): void {
    this.#link.update({ lang });
    this.#byKeyboard = false;
    this.#showWords();
  }

  /** The page is for somebody else: the place and the view stay, the rest is theirs. */
  #onWho(who: Who): void {
    this.#link.update({ who, map: null, own: {} }, "push");
    this.#byKeyboard = false;
    void this.#looks.change();
    this.#showWords();
  }

  /** The reader went back, or edited the address. */
  #onHash(): void {
    const before = this.#state;
    this.#link.reread();
    const { view, lang, who } = this.#state;
    this.#drawMap();
    this.#showPanel();
    void this.#looks.change();
    if (view) this.#stage.goTo(view);
    this.#byKeyboard = false;
    if (lang !== before.lang || who !== before.who) this.#showWords();
    else this.#showPerson();
  }

  #onOnline(): void {
    if (this.#failure?.kind === "offline") location.reload();
    this.#people.retry();
    this.#stage.refresh();
    const { catalog } = this.#looks;
    if (catalog && keptAt(catalog)) void this.#refresh();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.#drawer.open) this.#drawer.set(false);
    else if (!byId("card").hidden) this.#close();
  }

  #showWords(): void {
    const w = this.#words;
    document.documentElement.lang = this.#state.lang;
    byId("skip").textContent = w.skip;
    byId("map").dataset.loading = w.loading;
    this.#notice.show(this.#looks.catalog, this.#state.lang);
    this.#showBar();
    showEmergency(byId("stage"), this.#looks.catalog, this.#state.lang);
    this.#showPanel();
    this.#showPerson();
    this.#stage.showControls(w, this.#looks.catalog, this.#hidden);
    showFailure(byId("stage"), this.#failure, w, () => location.reload());
  }

  #showLook(): void {
    this.#drawMap();
    this.#showBar();
    this.#showNews();
  }

  #showNews(): void {
    this.#showPanel();
    this.#showPerson();
  }

  #showBar(): void {
    showBar(byId("bar"), {
      lang: this.#state.lang,
      map: this.#looks.chosen.look.map,
      catalog: this.#looks.catalog,
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
      ...this.#state,
      hidden: this.#hidden,
      layerTools: this.#furniture.layerTools,
      zoom: this.map?.getZoom() ?? view.catalog.city.view.zoom,
      onMap: (map) => this.#choose({ map }),
      onNight: (night) => this.#choose({ night }),
      onSwitch: (id, on) => {
        this.#link.switchLayer(id, on, this.#looks.off);
        this.#drawMap();
        this.#stage.showControls(this.#words, this.#looks.catalog, this.#hidden);
      },
      onOpacity: (id, percent) => {
        this.#link.setOpacity(id, percent);
        this.#drawMap();
      },
      onClose: () => this.#drawer.set(false),
      shelf: this.#shelf.root,
    });
    this.#furniture.show(this.map, { ...view, lang: this.#state.lang });
    this.#shelf.show({ lang: this.#state.lang, catalog: view.catalog });
  }

  #showPerson(): void {
    const { who, lang } = this.#state;
    document.body.dataset.who = who;
    byId("desk").setAttribute("aria-label", this.#words.who[who]);
    showWho(byId("who"), who, lang, (chosen) => this.#onWho(chosen));
    this.#people.show({
      state: this.#state,
      view: this.#looks.view,
      byKeyboard: this.#byKeyboard,
    });
  }

  /** Tells a screen reader. */
  #say(message: string): void {
    byId("status").textContent = message;
  }
}
