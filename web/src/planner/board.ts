// All that a planner sees on the map: units by colour, an area of one's own, a second map, the
// key to the colours.

import type { Bounds, Catalog } from "../api";
import { sightOf } from "../camera";
import type { LookView } from "../looks";
import { NO_OVERLAY, type Overlay, withOverlay } from "../overlay";
import type { Host, Scene } from "../people";
import { pictureOf } from "../picture";
import type { Place } from "../state";
import { asChosen } from "../style";
import { choropleth, codeOf, layerOf, UNITS } from "./choropleth";
import type { Figure } from "./figure";
import { besideKey, mapKey, mapTitle } from "./map-key";
import type { Reading } from "./reading";
import { boundsOf, partAbout } from "./shape";
import { type Drawing, sketchOverlay } from "./sketch-overlay";
import { Twin } from "./twin";

export class Board {
  #key: HTMLElement | null = null;
  #twin: Twin;
  #drawn = "";

  constructor(
    private readonly host: Host,
    onAsk: (place: Place) => void,
  ) {
    this.#twin = new Twin(this.#stage, onAsk);
  }

  /** What is to be seen of each map now, the first first. */
  pictures(): HTMLCanvasElement[] {
    return [this.host.stage.map, this.#twin.map]
      .filter((map) => map !== undefined)
      .map((map) => pictureOf(map, this.host.sheet));
  }

  /** Waits for the second map; the page waits for the first. */
  drawn(): Promise<void> {
    return this.#twin.drawn();
  }

  /** `awaited` are the colours of units that are on their way. */
  show(reading: Reading | null, drawing: Drawing | null, scene: Scene, awaited: boolean): void {
    const { view } = scene;
    if (!view || !this.#isNew(reading, drawing, scene, awaited)) return;
    const overlay = overlayOf(reading, reading?.figure ?? null, drawing);
    // Tiles of hazards would be there for a moment only.
    const covered = awaited ? { ...overlay, mute: hazardsOf(view.catalog) } : overlay;
    this.host.stage.cover(covered);
    this.#showTwin(reading, drawing, view, scene);
    this.#key?.remove();
    this.#key = reading && mapKey(reading, view);
    if (this.#key) this.host.sheet.before(this.#key);
  }

  /** Moves the map only if not all of an area is to be seen beside the sheet. */
  reveal([west, south, east, north]: Bounds): void {
    const { map } = this.host.stage;
    const seen = map && sightOf(map, this.host.sheet);
    if (!seen) return;
    const [left, bottom, right, top] = seen;
    const whole = left <= west && bottom <= south && east <= right && north <= top;
    if (!whole) this.host.stage.frame([west, south, east, north]);
  }

  /** Goes near enough to where an area is wrong; who moves its corners is not moved. */
  revealFault(drawing: Drawing | null): void {
    if (!drawing || !("shape" in drawing) || !drawing.fault || drawing.editing) return;
    this.host.stage.frame(partAbout(drawing.fault, boundsOf(drawing.shape)));
  }

  /** Makes a change that leaves the first map another size, and shows there what was seen. */
  keepSight(change: () => void): void {
    const { map } = this.host.stage;
    const seen = map && sightOf(map, this.host.sheet);
    change();
    map?.resize();
    if (seen) this.host.stage.frame(seen);
  }

  /** The code of the unit at a place, where the map shows one. */
  unitAt({ lon, lat }: Place, { answer }: Reading): string | undefined {
    const { map } = this.host.stage;
    if (!map?.getLayer(UNITS)) return undefined;
    const [feature] = map.queryRenderedFeatures(map.project([lon, lat]), { layers: [UNITS] });
    return codeOf(Object.values(feature?.properties ?? {}), answer.units);
  }

  leave(): void {
    this.host.stage.cover(NO_OVERLAY);
    this.#twin.show(undefined, null);
    this.#key?.remove();
    this.#drawn = "";
  }

  get #stage(): HTMLElement {
    const { parentElement } = this.host.sheet;
    if (!parentElement) throw new Error("the sheet stands nowhere");
    return parentElement;
  }

  /** Drawing anew costs a phone some work: only where something differs. */
  #isNew(
    reading: Reading | null,
    drawing: Drawing | null,
    { state, view }: Scene,
    awaited: boolean,
  ): boolean {
    const { plan, figure, beside, breaks, chosen, level, answer } = reading ?? {};
    const drawn = JSON.stringify([
      drawing,
      level,
      plan?.plain,
      figure,
      beside,
      breaks,
      chosen?.map(({ code }) => code),
      answer?.snapshot,
      view?.look,
      view?.sprite !== undefined,
      [state.lang, state.hide, state.show, state.opacity],
      this.host.stage.map !== undefined,
      awaited,
    ]);
    const isNew = drawn !== this.#drawn;
    this.#drawn = drawn;
    return isNew;
  }

  #showTwin(
    reading: Reading | null,
    drawing: Drawing | null,
    view: LookView,
    { state }: Scene,
  ): void {
    if (!reading?.beside) {
      this.#twin.show(undefined, null);
      return;
    }
    const overlay = overlayOf(reading, reading.beside, drawing);
    this.#twin.show(this.host.stage.map, {
      style: withOverlay(asChosen(view.style, state), overlay),
      title: mapTitle(reading.beside, reading),
      key: besideKey(reading.beside, reading, view),
      area: view.catalog.city.area,
    });
  }
}

function overlayOf(
  reading: Reading | null,
  figure: Figure | null,
  drawing: Drawing | null,
): Overlay {
  const sketch = drawing ? sketchOverlay(drawing) : NO_OVERLAY;
  if (!reading || !figure) return sketch;
  const { plan, catalog, answer, breaks, level } = reading;
  const layer = level === null ? undefined : layerOf(level, catalog);
  const chosen = reading.chosen.map(({ code }) => code);
  const { units } = answer;
  const colours = layer
    ? choropleth({ layer, units, figure, breaks, chosen, plain: plan.plain })
    : NO_OVERLAY;
  return {
    sources: sketch.sources,
    under: [...colours.under, ...sketch.under],
    over: [...colours.over, ...sketch.over],
    mute: muted(reading, figure, layer !== undefined && !plan.plain),
  };
}

/** Colours of units are read without those of hazards; beside each other each map has its own. */
function muted({ answer, beside }: Reading, { hazard }: Figure, coloured: boolean): string[] {
  const hazards = Object.keys(answer.whole.hazards);
  if (coloured) return hazards;
  return beside && hazard !== null ? hazards.filter((id) => id !== hazard) : [];
}

function hazardsOf({ layers }: Catalog): string[] {
  return layers.filter(({ kind }) => kind === "hazard").map(({ id }) => id);
}
