// Finds the place where the reader stands, once, when the reader says so.

import { el, icon } from "../dom";
import type { Place } from "../state";
import type { Words } from "../words";
import { advice } from "./advice";

export interface Located {
  place: Place;
  /** How good the place is. Units: metres. */
  accuracy_m: number;
}

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export class LocateButton {
  readonly root: HTMLButtonElement;

  constructor(
    private readonly words: Words,
    private readonly onLocated: (located: Located) => void,
    private readonly onNote: (note: string) => void,
  ) {
    this.root = el(
      "button",
      { type: "button", class: "locate" },
      icon("M10 1v3M10 16v3M1 10h3M16 10h3M10 4a6 6 0 1 0 0 12a6 6 0 1 0 0-12M10 9v2M9 10h2"),
      el("span", {}, words.search.locate),
    );
    this.root.addEventListener("click", () => this.#locate());
  }

  /** Browsers locate on pages that came over TLS, or from this machine, only. */
  static get works(): boolean {
    return window.isSecureContext && "geolocation" in navigator;
  }

  #locate(): void {
    const { search } = this.words;
    this.#wait(true);
    this.onNote(search.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#wait(false);
        this.onNote("");
        const place = { lon: coords.longitude, lat: coords.latitude };
        this.onLocated({ place, accuracy_m: coords.accuracy });
      },
      ({ code, PERMISSION_DENIED }) => {
        this.#wait(false);
        const { refused, notLocated } = advice(this.words);
        this.onNote(code === PERMISSION_DENIED ? refused : notLocated);
      },
      PATIENCE,
    );
  }

  /** Not disabled meanwhile: that would take the focus away. */
  #wait(busy: boolean): void {
    this.root.setAttribute("aria-busy", `${busy}`);
  }
}
