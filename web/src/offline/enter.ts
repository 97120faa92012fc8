// What this device keeps of the city: starts the service worker, and saves, lists and forgets.

import "./offline.css";
import type { Catalog } from "../api";
import { keptAt } from "../kept";
import type { Stage } from "../stage";
import { type Lang, START, type View } from "../state";
import { say, words } from "../words";
import { type Area, removeArea, type Sight, savedAreas } from "./areas";
import type { Progress } from "./download";
import { type Outcome, Saver } from "./saver";
import { areaName, showCannot, showProgress, showSection } from "./section";
import { sightOf } from "./sight";
import { startWorker } from "./start";
import { forgetAll } from "./store";
import { UnkeptNote } from "./unkept";

/** What it has of the page. */
export interface ShelfHost {
  /** Where it stands in the panel. */
  readonly root: HTMLElement;
  readonly stage: Stage;
  onShow(view: View): void;
  /** Tells a screen reader. */
  say(message: string): void;
}

export interface ShelfScene {
  lang: Lang;
  catalog: Catalog;
}

export function enter(host: ShelfHost): ShelfKeeper {
  return new ShelfKeeper(host);
}

export class ShelfKeeper {
  #scene: ShelfScene | undefined;
  #areas: Area[] | null = null;
  #message: { text: string; alarm: boolean } | null = null;
  #unsure = false;
  #unkept: UnkeptNote | undefined;
  #saver = new Saver((progress) => this.#onProgress(progress));

  constructor(private readonly host: ShelfHost) {
    if (!canKeep()) return;
    void this.#read();
    this.#unkept = new UnkeptNote(host.stage);
    void startWorker(host.stage);
  }

  show(scene: ShelfScene): void {
    if (scene.lang !== this.#scene?.lang) this.#message = null;
    this.#scene = scene;
    this.#unkept?.show(scene.lang);
    this.#draw();
  }

  async #read(): Promise<void> {
    this.#areas = await savedAreas();
    this.#draw();
  }

  #draw(): void {
    const { lang, catalog } = this.#scene ?? {};
    if (!canKeep()) {
      showCannot(this.host.root, this.#lang);
      return;
    }
    if (!lang || !catalog) return;
    const { map } = this.host.stage;
    showSection(this.host.root, {
      lang,
      areas: this.#areas,
      busy: this.#saver.busy,
      message: this.#message,
      unsure: this.#unsure,
      snapshot: keptAt(catalog) ? null : catalog.snapshot,
      onSave: map ? () => void this.#save(sightOf(map)) : null,
      onCancel: () => this.#saver.cancel(),
      onShow: ({ view }) => this.host.onShow(view),
      onUpdate: (area) => void this.#save(area, area),
      onRemove: (area) => void this.#remove(area),
      onForget: (sure) => void this.#forget(sure),
    });
  }

  async #save({ bounds, view }: Sight, before?: Area): Promise<void> {
    const { catalog } = this.#scene ?? {};
    if (!catalog || this.#saver.busy) return;
    this.#message = null;
    const outcome = this.#saver.save({ bounds, view }, catalog, before);
    this.#draw();
    this.#tell(await outcome, before);
    await this.#read();
  }

  async #remove(area: Area): Promise<void> {
    await removeArea(area);
    const name = areaName(area, this.#lang);
    this.#say(say(words(this.#lang).offline.removed, { name }));
    await this.#read();
  }

  /** Asks first; null is the wish, and the answer comes after it. */
  async #forget(sure: boolean | null): Promise<void> {
    this.#unsure = sure === null;
    if (sure) {
      await forgetAll();
      this.#say(words(this.#lang).offline.forgotten);
      await this.#read();
    } else this.#draw();
  }

  #tell(outcome: Outcome, before?: Area): void {
    const w = words(this.#lang).offline;
    if (outcome.kind === "saved") {
      this.#say(say(w.saved, { name: areaName(outcome.area, this.#lang) }));
      return;
    }
    const stays = before && say(w.oldStays, { name: areaName(before, this.#lang) });
    this.#say([w[outcome.kind], stays].filter(Boolean).join(" "), outcome.kind !== "canceled");
  }

  #say(text: string, alarm = false): void {
    this.#message = { text, alarm };
    this.host.say(text);
  }

  #onProgress(progress: Progress): void {
    showProgress(this.host.root, progress, this.#lang);
  }

  get #lang(): Lang {
    return this.#scene?.lang ?? START.lang;
  }
}

/** Browsers keep nothing for pages that come unprotected over a network. */
function canKeep(): boolean {
  return "caches" in window;
}
