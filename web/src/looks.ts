// The maps of the city, each by day and by night: which one is shown, and which one is on its way.

import type { StyleSpecification } from "maplibre-gl";
import { type Catalog, getCatalog } from "./api";
import { Atlas } from "./atlas";
import type { Chosen, Trouble } from "./choice";
import { type ClassEntry, classLook } from "./legend";
import { NIGHT, setLight } from "./light";
import { type Look, mapOf, mapsOf, sameLook, styleName } from "./maps";
import { askPatiently } from "./patience";
import type { Sprite } from "./sprite";
import type { Lang, MapId, State } from "./state";
import { offByDefault } from "./style";

/** What a link says of the map. */
export type LookChoice = Pick<State, "map" | "night">;

/** What the state asks for. */
export type Wish = LookChoice & { lang: Lang };

export interface LookEvents {
  /** Another map is shown: it is to be drawn. */
  onLook: () => void;
  /** Another map is on its way, or no longer. */
  onComing: () => void;
  /** The map is the same, but more, or less, is known of it than the page tells. */
  onNews: () => void;
  /** A map did not come; the page goes on with this choice. */
  onFailed: (choice: LookChoice) => void;
}

/** The map that is shown, as the panel and the card tell of it. */
export interface LookView extends Chosen {
  catalog: Catalog;
  /** The style as the server has it. */
  style: StyleSpecification;
  /** Its images, once they have come. */
  sprite: Sprite | undefined;
  /** The maps of the city. */
  maps: readonly MapId[];
  trouble: Trouble;
  /** The maps that draw a layer; null until that is known. */
  drawnOn: (id: string) => MapId[] | null;
  /** A class as this map shows it, or another by the same light; nothing where none does. */
  classLook: (layer: string, id: string) => ClassEntry | undefined;
}

export class Looks {
  #catalog: Catalog | undefined;
  #atlas = new Atlas();
  #style: StyleSpecification | undefined;
  /** What the style shows, and what the link said of it then. */
  #shown: Look;
  #shownChoice: LookChoice;
  #coming: Look | null = null;
  #trouble: Trouble = null;
  /** Whether the page is about to be printed: paper is white. */
  #onPaper = false;
  /** Counts the changes of the map: a newer one silences the older. */
  #turn = 0;

  constructor(
    private readonly wish: () => Wish,
    private readonly events: LookEvents,
  ) {
    this.#shown = this.#wanted;
    this.#shownChoice = this.wish();
    NIGHT.addEventListener("change", () => void this.change());
    setLight(this.#shown.night);
  }

  get catalog(): Catalog | undefined {
    return this.#catalog;
  }

  /** The style that is shown, as the server has it. */
  get style(): StyleSpecification | undefined {
    return this.#style;
  }

  /** Before there is a map, `look` is the one that will be. */
  get chosen(): Chosen {
    return { look: this.#shown, coming: this.#coming };
  }

  /** Nothing until there is a map. */
  get view(): LookView | undefined {
    if (!this.#catalog || !this.#style) return undefined;
    return {
      ...this.chosen,
      catalog: this.#catalog,
      style: this.#style,
      sprite: this.#atlas.sprite(this.#style),
      maps: this.#maps,
      trouble: this.#trouble,
      drawnOn: (id) => this.#atlas.drawnOn(id, this.#maps, this.#shown),
      classLook: (layer, id) => classLook(this.#atlas.styles(this.#maps, this.#shown), layer, id),
    };
  }

  get #maps(): MapId[] {
    return this.#catalog ? mapsOf(this.#catalog) : [];
  }

  /** Layers that the style leaves off. */
  get off(): string[] {
    return this.#style ? offByDefault(this.#style) : [];
  }

  /** The map that the state asks for. */
  get #wanted(): Look {
    const { map, night } = this.wish();
    const dark = night ?? NIGHT.matches;
    return { map: mapOf(map, this.#catalog), night: dark && !this.#onPaper };
  }

  /**
   * Fetches what the server publishes now, and the map of it that the state asks for; `onBusy` is
   * told how many seconds it waits for a server that has no time.
   */
  load(onBusy: (wait_s: number) => void = () => {}): Promise<void> {
    return askPatiently(() => this.#load(), onBusy);
  }

  async #load(): Promise<void> {
    const { lang } = this.wish();
    const atlas = new Atlas();
    // Most often the map can be told before the catalogue is there.
    const early = atlas.fetch(this.#wanted, lang);
    early.catch(() => {}); // Told below, where it is asked for again.
    const catalog = await getCatalog(lang);
    await early.catch(() => {});
    const look = { ...this.#wanted, map: mapOf(this.wish().map, catalog) };
    const style = await atlas.fetch(look, lang);
    this.#turn += 1;
    this.#catalog = catalog;
    this.#atlas = atlas;
    this.#set(look, style);
  }

  /** Shows what the state asks for, if that is another map than the one that is there. */
  async change(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    if (!this.#style) return; // What is being loaded asks the state itself.
    const look = this.#wanted;
    this.#coming = sameLook(look, this.#shown) ? null : look;
    this.events.onComing();
    try {
      const style = await askPatiently(
        () => this.#fetch(look, turn),
        () => this.#wait(turn),
      );
      if (turn === this.#turn) this.#show(look, style);
    } catch {
      if (turn === this.#turn) this.#fail();
    }
  }

  /** Shows by day what is to be printed, and then again what the state asks for. */
  async setPaper(on: boolean): Promise<void> {
    this.#onPaper = on;
    await this.change();
    await this.fetchLegends();
  }

  /** What nobody waits for any longer is not asked for again. */
  async #fetch(look: Look, turn: number): Promise<StyleSpecification> {
    if (turn !== this.#turn) throw new Error("another map was chosen");
    return this.#atlas.fetch(look, this.wish().lang);
  }

  #wait(turn: number): void {
    if (turn !== this.#turn) return;
    this.#trouble = "busy";
    this.events.onNews();
  }

  #show(look: Look, style: StyleSpecification): void {
    const drawn = sameLook(look, this.#shown);
    this.#set(look, style);
    if (drawn) {
      this.events.onNews();
      return;
    }
    this.events.onLook();
    void this.fetchLegends();
  }

  #fail(): void {
    this.#coming = null;
    this.#trouble = "failed";
    this.events.onFailed(this.#shownChoice);
  }

  #set(look: Look, style: StyleSpecification): void {
    const { map, night } = this.wish();
    this.#shown = look;
    this.#shownChoice = { map, night };
    this.#style = style;
    this.#coming = null;
    this.#trouble = null;
    setLight(look.night);
    document.body.dataset.look = styleName(look);
  }

  /** What the other maps draw, and the icons: the page does without until they come. */
  async fetchLegends(): Promise<void> {
    const [atlas, look] = [this.#atlas, this.#shown];
    const news = await atlas.complete(this.#maps, look, this.wish().lang);
    if (news && atlas === this.#atlas && sameLook(look, this.#shown)) this.events.onNews();
  }
}
