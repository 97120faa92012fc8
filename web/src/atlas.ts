// The styles of a city's maps as the server publishes them, each fetched once.

import type { StyleSpecification } from "maplibre-gl";
import { getStyle } from "./api";
import { type Look, styleName } from "./maps";
import { loadSprite, type Sprite, spriteOf } from "./sprite";
import type { Lang, MapId } from "./state";
import { draws } from "./style";

export class Atlas {
  #styles = new Map<string, StyleSpecification>();
  #sprites = new Map<string, Sprite>();

  async fetch(look: Look, lang: Lang): Promise<StyleSpecification> {
    const name = styleName(look);
    const style = this.#styles.get(name) ?? (await getStyle(name, lang));
    this.#styles.set(name, style);
    return style;
  }

  /** Fetches what only legends need, and tells whether any came; the rest is left unknown. */
  async complete(maps: readonly MapId[], look: Look, lang: Lang): Promise<boolean> {
    const known = this.#styles.size + this.#sprites.size;
    await Promise.allSettled([
      this.#fetchSprite(look),
      ...maps.map((map) => this.fetch({ ...look, map }, lang)),
    ]);
    return this.#styles.size + this.#sprites.size > known;
  }

  async #fetchSprite(look: Look): Promise<void> {
    const style = this.#styles.get(styleName(look));
    const base = style && spriteOf(style);
    if (base && !this.#sprites.has(base)) this.#sprites.set(base, await loadSprite(base));
  }

  sprite(style: StyleSpecification): Sprite | undefined {
    return this.#sprites.get(spriteOf(style) ?? "");
  }

  /** What is known of these maps in the light of this look, its own first. */
  styles(maps: readonly MapId[], look: Look): StyleSpecification[] {
    return [look.map, ...maps]
      .map((map) => this.#styles.get(styleName({ ...look, map })))
      .filter((style) => style !== undefined);
  }

  /** The maps that draw a layer of ours; null while not all of them are known. */
  drawnOn(id: string, maps: readonly MapId[], { night }: Look): MapId[] | null {
    const on: MapId[] = [];
    for (const map of maps) {
      const style = this.#styles.get(styleName({ map, night }));
      if (!style) return null;
      if (draws(style, id)) on.push(map);
    }
    return on;
  }
}
