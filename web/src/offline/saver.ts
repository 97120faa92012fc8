// Saves one area at a time.

import type { Catalog } from "../api";
import { type Area, removeArea, type Sight, saveArea } from "./areas";
import { type Progress, SaveError, type Why } from "./download";

/** What came of it. */
export type Outcome = { kind: "saved"; area: Area } | { kind: "canceled" } | { kind: Why };

export class Saver {
  #controller: AbortController | undefined;

  constructor(private readonly onProgress: (progress: Progress) => void) {}

  get busy(): boolean {
    return this.#controller !== undefined;
  }

  /** What was saved of it before goes once the new is whole. */
  async save(sight: Sight, catalog: Catalog, before?: Area): Promise<Outcome> {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const area = await saveArea(sight, catalog, this.onProgress, controller.signal);
      if (before) await removeArea(before);
      return { kind: "saved", area };
    } catch (error) {
      if (controller.signal.aborted) return { kind: "canceled" };
      return { kind: error instanceof SaveError ? error.why : "busy" };
    } finally {
      this.#controller = undefined;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
