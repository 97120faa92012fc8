// The responder: where is it, what is there, whom to call, how far.

import "./responder.css";
import { NO_OVERLAY } from "../overlay";
import type { Host, Person, Scene } from "../people";
import { type Place, roundPlace } from "../state";
import { type Choices, choicesOf, ownOf } from "./choices";
import { Follower, type Following } from "./follow";
import { responderOverlay } from "./overlay";
import { PlaceSheet } from "./place";
import { measuredText, Tools } from "./tools";

export function enter(host: Host): Person {
  return new Responder(host);
}

class Responder implements Person {
  #scene: Scene | undefined;
  #place: PlaceSheet;
  #follower = new Follower((following) => this.#onFollowing(following));
  #tools = new Tools({
    onMeasure: (on) => this.#measure(on),
    onUndo: () => this.#setPath((path) => path.slice(0, -1)),
    onClear: () => this.#setPath(() => []),
    onFollow: () => this.#follower.toggle(),
    onHere: () => this.#askHere(),
    onNight: (night) => this.host.light(night),
    onFull: (full) => this.#fill(full),
  });
  /** Whether the map has been moved to where the responder is. */
  #found = false;

  constructor(private readonly host: Host) {
    this.#place = new PlaceSheet(host, {
      onChoose: (change) => this.#choose(change),
      onListed: () => this.#cover(),
    });
    host.desk.replaceChildren(this.#tools.root);
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const { at } = scene.state;
    if (at) this.#place.show(at, scene, this.#choices);
    else this.#place.drop();
    document.body.dataset.full = `${this.#choices.full}`;
    this.#showTools();
    this.#cover();
  }

  /** While a way is measured, a place is its next corner. */
  ask(place: Place): boolean {
    if (!this.#choices.path) return false;
    this.#setPath((path) => [...path, roundPlace(place)]);
    return true;
  }

  close(): void {
    const own = ownOf({ ...this.#choices, to: null });
    this.host.keep({ own, at: null }, { history: "push" });
  }

  retry(): void {
    this.#place.retry();
  }

  leave(): void {
    this.#follower.stop();
    this.#tools.leave();
    this.#place.drop();
    this.host.stage.cover(NO_OVERLAY);
    this.host.desk.replaceChildren();
    delete document.body.dataset.full;
  }

  get #choices(): Choices {
    return choicesOf(this.#scene?.state.own ?? {});
  }

  #choose(change: Partial<Choices>): void {
    this.host.keep({ own: ownOf({ ...this.#choices, ...change }) });
  }

  /** A way begins at the place that was asked about, if there is one. */
  #measure(on: boolean): void {
    const at = this.#scene?.state.at;
    const path = on ? (at ? [at] : []) : null;
    this.host.keep({ own: ownOf({ ...this.#choices, path }), at: null }, { history: "push" });
  }

  /** The screen too, where the browser gives it; the page without. */
  #fill(full: boolean): void {
    this.#choose({ full });
    const { fullscreenElement } = document;
    if (full) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  #setPath(change: (path: Place[]) => Place[]): void {
    const path = change(this.#choices.path ?? []);
    this.#choose({ path });
    this.host.say(measuredText(path, this.#lang));
  }

  #onFollowing(following: Following): void {
    this.#showTools();
    this.#cover();
    if (following.kind === "on") this.#moveTo(following.fix.place);
    else if (following.kind === "off") this.#found = false;
  }

  /** Near at first; later the responder may look from farther away. */
  #moveTo(place: Place): void {
    if (this.#found) this.host.stage.follow(place);
    else this.host.stage.visit(place);
    this.#found = true;
  }

  #askHere(): void {
    const { following } = this.#follower;
    if (following.kind !== "on") return;
    const at = roundPlace(following.fix.place);
    const own = ownOf({ ...this.#choices, path: null });
    this.host.keep({ own, at }, { history: "push", byKeyboard: true });
  }

  #showTools(): void {
    const { view } = this.#scene ?? {};
    const { night } = view?.coming ?? view?.look ?? { night: false };
    const { following } = this.#follower;
    this.#tools.show({ ...this.#choices, lang: this.#lang, night, following });
  }

  #cover(): void {
    const { following } = this.#follower;
    const { listed, shown } = this.#place;
    const drawn = responderOverlay({
      ...this.#choices,
      at: this.#scene?.state.at ?? null,
      nearest: listed,
      to: shown,
      fix: following.kind === "on" ? following.fix : null,
    });
    this.host.stage.cover(drawn);
  }

  get #lang() {
    return this.#scene?.state.lang ?? "id";
  }
}
