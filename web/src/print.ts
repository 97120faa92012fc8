// Paper is white: the page is printed by day, and then as it was again.

import type { Looks } from "./looks";

/** A map that does not come must not keep anybody from paper. Units: milliseconds. */
const PATIENCE_MS = 10_000;

/** By which a browser says that the reader is back: some do not tell when paper is done. */
const BACK = ["afterprint", "pointerdown", "keydown"] as const;

export class Printer {
  constructor(
    private readonly looks: Looks,
    /** Waits until everything that is shown is drawn. */
    private readonly drawn: () => Promise<void>,
  ) {
    window.addEventListener("keydown", (event) => this.#onKey(event));
  }

  async print(): Promise<void> {
    if (this.#isNight) {
      await this.looks.setPaper(true);
      await Promise.race([this.drawn(), pause(PATIENCE_MS)]);
      onceBack(() => void this.looks.setPaper(false));
    }
    window.print();
  }

  /** The browser's own key prints at once: by night the page does it when it is by day. */
  #onKey(event: KeyboardEvent): void {
    const prints = event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey);
    if (!prints || !this.#isNight) return;
    event.preventDefault();
    void this.print();
  }

  get #isNight(): boolean {
    return this.looks.chosen.look.night;
  }
}

function onceBack(run: () => void): void {
  const back = new AbortController();
  const listener = () => {
    back.abort();
    run();
  };
  for (const name of BACK) window.addEventListener(name, listener, { signal: back.signal });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
