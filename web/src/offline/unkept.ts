// What stands over a part of the map that is not kept, while there is no network.

import { el } from "../dom";
import type { Stage } from "../stage";
import type { Lang } from "../state";
import { words } from "../words";
import { isDrawn } from "./cover";
import { sightOf } from "./sight";
import { UNKEPT } from "./store";

export class UnkeptNote {
  #note = el("p", { class: "map-note", role: "status", hidden: true });
  /** Addresses of tiles. */
  #lacking = new Set<string>();

  constructor(private readonly stage: Stage) {
    const { map } = stage;
    if (!map) return;
    map.getContainer().append(this.#note);
    new BroadcastChannel(UNKEPT).addEventListener("message", ({ data }) => {
      this.#lacking.add(`${data}`);
      this.#look();
    });
    map.on("moveend", () => this.#look());
    window.addEventListener("online", () => this.#forget());
  }

  show(lang: Lang): void {
    this.#note.textContent = words(lang).offline.mapUnkept;
  }

  #forget(): void {
    this.#lacking.clear();
    this.#look();
  }

  #look(): void {
    const { map } = this.stage;
    if (!map) return;
    const { bounds, view } = sightOf(map);
    this.#note.hidden = ![...this.#lacking].some((one) => isDrawn(one, bounds, view.zoom));
  }
}
