// Follows where the responder is, as long as the key is down.

import type { Place } from "../state";
import type { Words } from "../words";

export interface Fix {
  place: Place;
  /** How good the place is. Units: metres. */
  accuracy_m: number;
}

/** What is known of where the responder is. */
export type Following =
  | { kind: "off"; failure: keyof Words["responder"]["failures"] | null }
  | { kind: "waiting" }
  | { kind: "on"; fix: Fix };

const OFF: Following = { kind: "off", failure: null };
const PATIENCE = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 5_000 };

export class Follower {
  #watch: number | undefined;
  #following: Following = OFF;
  /** Whether the device has known its place since the key was pressed. */
  #found = false;

  constructor(private readonly onChange: (following: Following) => void) {}

  get following(): Following {
    return this.#following;
  }

  toggle(): void {
    if (this.#following.kind === "off") this.#start();
    else this.stop();
  }

  stop(): void {
    this.#end(OFF);
  }

  #start(): void {
    // Browsers locate on pages that came over TLS, or from this machine, only.
    if (!window.isSecureContext || !("geolocation" in navigator)) {
      this.#end({ kind: "off", failure: "lost" });
      return;
    }
    this.#set({ kind: "waiting" });
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords: { longitude: lon, latitude: lat, accuracy } }) =>
        this.#set({ kind: "on", fix: { place: { lon, lat }, accuracy_m: accuracy } }),
      (error) => this.#onError(error),
      PATIENCE,
    );
  }

  /** Who was found once may be found again: under a bridge nobody is. */
  #onError({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    if (code === PERMISSION_DENIED) this.#end({ kind: "off", failure: "refused" });
    else if (this.#found) this.#set({ kind: "waiting" });
    else this.#end({ kind: "off", failure: "lost" });
  }

  #end(off: Following): void {
    if (this.#watch !== undefined) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = undefined;
    this.#set(off);
  }

  #set(following: Following): void {
    this.#following = following;
    if (following.kind !== "waiting") this.#found = following.kind === "on";
    this.onChange(following);
  }
}
