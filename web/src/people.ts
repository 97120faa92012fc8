// The four whom the page serves. The code of each comes when it is asked for, and none
// knows of the others.

import type { LookView } from "./looks";
import type { Stage } from "./stage";
import type { Own, Place, State, Who } from "./state";

/** What is to be shown: all of it, each time any of it changes. */
export interface Scene {
  state: State;
  /** The city and the map as it looks; nothing until they have come. */
  view: LookView | undefined;
  /** Whether the place was asked by keyboard, which then goes on to the answer. */
  byKeyboard: boolean;
}

/** One of the four, at work on the page. */
export interface Person {
  /** Makes the page show this, from whatever it shows now. */
  show(scene: Scene): void;
  /** Takes from the link what the sheet answers. */
  close(): void;
  /** Takes a place that is asked on the map; where it does not, the link names the place. */
  ask?(place: Place, byKeyboard: boolean): boolean;
  /** The network is back: asks again what failed. */
  retry(): void;
  /** Waits until maps of one's own are drawn. */
  drawn?(): Promise<void>;
  /** Leaves the page as it was found. */
  leave(): void;
}

/** What a person has of the page. */
export interface Host {
  /** Where controls stand. */
  readonly desk: HTMLElement;
  /** Where the answer stands, over the map. */
  readonly sheet: HTMLElement;
  /** The map, which may come late or never: what it is told until then it does once it is there. */
  readonly stage: Stage;
  /** Puts into the link, and shows, what is asked. */
  keep(change: Kept, how?: Step): void;
  /** Shows page and map by night, or by day. */
  light(night: boolean): void;
  /** Prints what the page shows, by day's colours. */
  print(): void;
  /** Closes the sheet, and moves the keyboard back to where it came from. */
  close(): void;
  /** Names the snapshot of an answer: the page takes newer layers than it shows. */
  seen(snapshot: string): void;
  /** Tells a screen reader. */
  say(message: string): void;
}

export interface Kept {
  /** What is this person's own; what is not named goes. */
  own: Own;
  at?: Place | null;
}

/** How the page comes from one state to another. */
export interface Step {
  /** `push` where the back button is to return. */
  history?: "push" | "replace";
  /** Whether the keyboard goes on to the answer. */
  byKeyboard?: boolean;
}

interface Code {
  enter: (host: Host) => Person;
}

const CODE: Record<Who, () => Promise<Code>> = {
  resident: () => import("./resident/enter"),
  parent: () => import("./parent/enter"),
  planner: () => import("./planner/enter"),
  responder: () => import("./responder/enter"),
};

export class People {
  #who: Who | undefined;
  #person: Person | undefined;
  #scene: Scene | undefined;

  constructor(
    private readonly host: Host,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  show(scene: Scene): void {
    this.#scene = scene;
    if (scene.state.who === this.#who) this.#person?.show(scene);
    else void this.#change(scene.state.who);
  }

  close(): void {
    this.#person?.close();
  }

  /** Whether the person takes the place. */
  ask(place: Place, byKeyboard: boolean): boolean {
    return this.#person?.ask?.(place, byKeyboard) ?? false;
  }

  retry(): void {
    this.#person?.retry();
  }

  /** Waits until every map is drawn. */
  async drawn(): Promise<void> {
    await Promise.all([this.host.stage.drawn(), this.#person?.drawn?.()]);
  }

  async #change(who: Who): Promise<void> {
    this.#who = who;
    this.#person?.leave();
    this.#person = undefined;
    try {
      const { enter } = await CODE[who]();
      if (who !== this.#who || !this.#scene) return;
      this.#person = enter(this.host);
      this.#person.show(this.#scene);
    } catch (error) {
      if (who === this.#who) this.onFailed(error);
    }
  }
}
