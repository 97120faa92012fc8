// The part of the panel for when there is no network. Its code comes once the page is there.

import { el } from "./dom";
import type { ShelfHost, ShelfKeeper, ShelfScene } from "./offline/enter";

export class Shelf {
  /** Its name among what the panel unfolds is one that no layer can have. */
  readonly root = el("details", { class: "shelf", "data-layer": "city.shelf", hidden: true });
  #keeper: ShelfKeeper | undefined;
  #scene: ShelfScene | undefined;

  constructor(private readonly host: Omit<ShelfHost, "root">) {}

  async start(): Promise<void> {
    try {
      const { enter } = await import("./offline/enter");
      this.#keeper ??= enter({ ...this.host, root: this.root });
    } catch {
      return; // The page goes on without, and the next one tries again.
    }
    if (this.#scene) this.#keeper.show(this.#scene);
  }

  show(scene: ShelfScene): void {
    this.#scene = scene;
    this.#keeper?.show(scene);
  }
}
