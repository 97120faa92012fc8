// The schools for a home: asked, shown on the sheet and on the map.

import {
  type Asked,
  getSchools,
  getZones,
  type School,
  type Schools,
  type ZonesOfSchool,
} from "../api";
import { boundsOf } from "../bounds";
import { NO_OVERLAY } from "../overlay";
import type { Host, Scene } from "../people";
import { isOwed, Question, type Reply } from "../question";
import { Whereabouts } from "../search/whereabouts";
import { closeSheet, failed, type Sheet, showSheet, waiting } from "../sheet";
import { type Own, type Place, START, samePlace } from "../state";
import { say, words } from "../words";
import { MOST_COMPARED } from "./compare";
import { levelOf } from "./levels";
import { schoolsOverlay } from "./overlay";
import { schoolsSheet } from "./sheet";

const FEW = 10;
const MANY = 40;

/** From this zoom on schools that are neighbours lie apart. */
const NEAR_ZOOM = 13;
const NEAR_COUNT = 4;

interface Wish extends Asked {
  jenjang: string;
  limit: number;
}

export class SchoolsSheet {
  #scene: Scene | undefined;
  #wish: Wish | undefined;
  #reply: Reply<Schools> | undefined;
  #found = "";
  /** The school whose zone was asked for, and what came of it. */
  #zoneOf: string | null = null;
  #zones: Reply<ZonesOfSchool> | undefined;
  #ask = new Question<Schools>((reply) => this.#onReply(reply));
  #askZones = new Question<ZonesOfSchool>((reply) => this.#onZones(reply));
  #whereabouts = new Whereabouts((text) => {
    this.#found = text;
    this.#draw(false);
  });

  constructor(private readonly host: Host) {}

  /** Says how a home was found that is about to be asked about. */
  tell(place: Place, text: string): void {
    this.#whereabouts.tell(place, text);
  }

  show(place: Place, scene: Scene): void {
    this.#scene = scene;
    const { lang, own } = scene.state;
    const wish = { place, lang, jenjang: levelOf(own.level), limit: own.more ? MANY : FEW };
    if (!this.#wish || differs(wish, this.#wish)) this.#start(wish);
    else {
      this.#followZone();
      this.#draw(false);
    }
  }

  retry(): void {
    if (this.#wish && isOwed(this.#reply)) this.#start(this.#wish);
  }

  drop(): void {
    for (const one of [this.#ask, this.#askZones, this.#whereabouts]) one.drop();
    this.#wish = undefined;
    this.#reply = undefined;
    this.#zoneOf = null;
    this.#zones = undefined;
    this.host.stage.pin(null);
    this.host.stage.cover(NO_OVERLAY);
    closeSheet(this.host.sheet);
  }

  #start(wish: Wish): void {
    const moved = !this.#wish || !samePlace(wish.place, this.#wish.place);
    const other = moved || wish.lang !== this.#wish?.lang;
    this.#wish = wish;
    if (moved) this.host.stage.pin(wish.place);
    if (other) {
      this.#found = "";
      this.#whereabouts.ask(wish);
    }
    void this.#ask.ask((signal) => getSchools(wish, signal));
  }

  #onReply(reply: Reply<Schools>): void {
    // The list that is there stays until there is more of it.
    const growing = reply.kind === "loading" && !reply.slow && this.#reply?.kind === "answer";
    if (growing && this.#wish?.limit === MANY) return;
    this.#reply = reply;
    this.#followZone();
    this.#draw(true);
    if (reply.kind !== "answer" || !this.#wish) return;
    this.#look(this.#wish.place, reply.answer.schools);
    const inZone = reply.answer.schools.filter((one) => one.in_zone).length;
    const { parent } = words(this.#wish.lang);
    const { level } = reply.answer;
    this.host.say(
      inZone ? say(parent.inZone, { count: `${inZone}` }) : say(parent.noZone, { level }),
    );
    this.host.seen(reply.answer.snapshot);
  }

  /** From afar the schools would lie upon each other: goes near to the first of them. */
  #look(home: Place, schools: School[]): void {
    const { stage } = this.host;
    const near = schools.slice(0, NEAR_COUNT).map((one) => one.at);
    const places = near.filter((at) => at !== undefined);
    if (stage.map && stage.map.getZoom() < NEAR_ZOOM) stage.frame(boundsOf(home, ...places));
    else stage.reveal(home);
  }

  /** The chosen school, or else the nearest of those whose zone this is. */
  get #shown(): School | undefined {
    if (this.#reply?.kind !== "answer") return undefined;
    const { schools } = this.#reply.answer;
    const chosen = schools.find((one) => one.npsn === this.#own.school);
    return chosen ?? schools.find((one) => one.in_zone);
  }

  #followZone(): void {
    const npsn = this.#shown?.npsn ?? null;
    if (npsn === this.#zoneOf) return;
    this.#zoneOf = npsn;
    this.#zones = undefined;
    this.#askZones.drop();
    const lang = this.#wish?.lang ?? START.lang;
    if (npsn) void this.#askZones.ask((signal) => getZones(npsn, lang, signal));
  }

  #onZones(reply: Reply<ZonesOfSchool>): void {
    this.#zones = reply;
    this.#draw(false);
  }

  #draw(focus: boolean): void {
    const { view, byKeyboard = false } = this.#scene ?? {};
    const wish = this.#wish;
    if (!view || !wish || !this.#reply) return;
    const { lang } = wish;
    const { catalog } = view;
    const onClose = () => this.host.close();
    const context = { lang, catalog, onClose };
    showSheet(this.host.sheet, this.#sheet(this.#reply, wish), context, focus && byKeyboard);
    if (this.#reply.kind !== "answer") return;
    const zones = this.#zones?.kind === "answer" ? this.#zones.answer : undefined;
    const school = this.#shown?.npsn ?? null;
    const shown = { answer: this.#reply.answer, school, zones, style: view.style };
    this.host.stage.cover(schoolsOverlay(shown));
  }

  #sheet(reply: Reply<Schools>, wish: Wish): Sheet {
    const w = words(wish.lang);
    if (reply.kind === "loading") return waiting(w.parent.asking, reply.slow, w);
    if (reply.kind !== "answer") return failed(reply, w, () => this.#start(wish));
    const { catalog } = this.#scene?.view ?? {};
    if (!catalog) return waiting(w.parent.asking, false, w);
    return schoolsSheet(reply.answer, {
      lang: wish.lang,
      catalog,
      found: this.#found,
      zone: this.#zoneText(wish),
      shown: this.#shown?.npsn ?? null,
      compared: this.#compared,
      more: wish.limit === FEW,
      onMore: () => this.#keep({ more: "1" }),
      onShow: (school) => this.#onShow(school),
      onCompare: (school, on) => this.#onCompare(school, on),
      onClear: () => this.#keep({ compare: "" }),
      onPrint: () => this.host.print(),
      onSay: (message) => this.host.say(message),
    });
  }

  #zoneText({ lang }: Wish): string {
    const w = words(lang).parent;
    const school = this.#shown?.name ?? "";
    if (this.#zones?.kind !== "answer") return "";
    return say(this.#zones.answer.features.length ? w.zoneShown : w.zoneNone, { school });
  }

  #onShow(school: School): void {
    this.#keep({ school: school.npsn });
    const home = this.#wish?.place;
    if (!school.at || !home) return;
    this.host.stage.frame(boundsOf(home, school.at));
  }

  #onCompare({ npsn }: School, on: boolean): void {
    const others = this.#compared.filter((one) => one !== npsn);
    const full = on && others.length >= MOST_COMPARED;
    if (full) this.host.say(words(this.#wish?.lang ?? START.lang).parent.compareFull);
    const chosen = on && !full ? [...others, npsn] : others;
    this.#keep({ compare: (full ? this.#compared : chosen).join(",") });
  }

  get #own(): Own {
    return this.#scene?.state.own ?? {};
  }

  get #compared(): string[] {
    return (this.#own.compare ?? "")
      .split(",")
      .filter((one) => one)
      .slice(0, MOST_COMPARED);
  }

  #keep(change: Own): void {
    const all = Object.entries({ ...this.#own, ...change }).filter(([, value]) => value);
    this.host.keep({ own: Object.fromEntries(all) });
  }
}

function differs(a: Wish, b: Wish): boolean {
  return (
    !samePlace(a.place, b.place) ||
    a.lang !== b.lang ||
    a.jenjang !== b.jenjang ||
    a.limit !== b.limit
  );
}
