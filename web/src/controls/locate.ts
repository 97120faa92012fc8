import type { IControl } from "maplibre-gl";
import type { Words } from "../words";
import { button, group } from "./button";

/** Asks about the place where the reader stands, once, when the reader says so. */
export class LocateControl implements IControl {
  #container: HTMLElement | undefined;
  #added = false;

  constructor(
    private readonly words: Words,
    private readonly onPlace: (lon: number, lat: number) => void,
    private readonly onStatus: (message: string) => void,
  ) {}

  /** Browsers locate on pages that came over TLS, or from this machine, only. */
  static get works(): boolean {
    return window.isSecureContext && "geolocation" in navigator;
  }

  onAdd(): HTMLElement {
    this.#added = true;
    const path =
      "M10 2v3M10 15v3M2 10h3M15 10h3M10 5a5 5 0 1 0 0 10a5 5 0 1 0 0-10M10 9.200a.8.8 0 1 0 0 1.600a.8.8 0 1 0 0-1.600";
    const locate = button(this.words.locate, path, () => this.#locate(locate));
    this.#container = group(locate);
    return this.#container;
  }

  onRemove(): void {
    this.#added = false;
    this.#container?.remove();
  }

  #locate(control: HTMLButtonElement): void {
    control.disabled = true;
    this.onStatus(this.words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        control.disabled = false;
        if (this.#added) this.onPlace(coords.longitude, coords.latitude);
      },
      () => {
        control.disabled = false;
        if (this.#added) this.onStatus(this.words.locateFailed);
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }
}
