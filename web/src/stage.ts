// The map on the page, with its pin and its controls, once MapLibre's code is there.

import type { Map as MapLibreMap, StyleSpecification } from "maplibre-gl";
import { type Bounds, type Catalog, OfflineError, servedLayer } from "./api";
import { basemapCredit } from "./basemap";
import { clearOfLegend, frame, idle, reveal, viewOf, visit } from "./camera";
import { allControls } from "./controls/all";
import { byId } from "./dom";
import { startsOpen } from "./furniture/remembered";
import { NO_OVERLAY, type Overlay, withOverlay } from "./overlay";
import type { Place, State, View } from "./state";
import type { Words } from "./words";

const ZOOM_OF_A_PLACE = 14;

export type MapCode = typeof import("./map");

export async function mapCode(): Promise<MapCode> {
  try {
    return await import("./map");
  } catch (cause) {
    throw new OfflineError("no code of the map", { cause });
  }
}

export interface StageEvents {
  onAsk: (place: Place, byKeyboard: boolean) => void;
  onMove: (view: View) => void;
  onZoom: (zoom: number) => void;
  /** The map is drawn for the first time. */
  onReady: () => void;
}

export class Stage {
  /** The map, once there is one. */
  map: MapLibreMap | undefined;

  #pinned: Place | null = null;
  #setPin: (place: Place | null) => void = () => {};
  #style: StyleSpecification | undefined;
  #overlay = NO_OVERLAY;
  #framed: Bounds | undefined;
  #controls: ReturnType<typeof allControls> = [];

  constructor(private readonly events: StageEvents) {}

  /** Makes the map, at the place or the view that the link names. */
  start(
    { createMap, createPin }: MapCode,
    style: StyleSpecification,
    catalog: Catalog,
    { at, view }: Pick<State, "at" | "view">,
  ): void {
    const { city } = catalog;
    const opening = at ? { ...at, zoom: ZOOM_OF_A_PLACE } : city.view;
    this.#style = style;
    const map = createMap(byId("map"), this.#drawn(style), view ?? opening, city.area);
    this.map = map;
    this.#setPin = createPin(map);
    this.#setPin(this.#pinned);
    // Before the link listens to where the map goes: nobody has moved it.
    if (!at && !view && startsOpen()) showCity(map, catalog);
    this.#listen(map);
    if (this.#framed) frame(map, this.#framed, byId("card"));
    else if (this.#pinned) this.reveal(this.#pinned);
  }

  #listen(map: MapLibreMap): void {
    const { onAsk, onMove, onZoom, onReady } = this.events;
    map.on("click", ({ lngLat }) => onAsk({ lon: lngLat.lng, lat: lngLat.lat }, false));
    map.on("moveend", () => onMove(viewOf(map)));
    map.on("zoom", () => onZoom(map.getZoom()));
    map.on("render", () => {
      document.body.dataset.map = "busy";
    });
    map.on("idle", () => {
      document.body.dataset.map = "idle";
    });
    map.once("idle", () => {
      performance.mark("map drawn");
      document.body.dataset.state = "ready";
      onReady();
    });
  }

  /** Gives the map a style; MapLibre changes only what differs. */
  draw(style: StyleSpecification): void {
    this.#style = style;
    if (!this.map) return;
    document.body.dataset.map = "busy";
    this.map.setStyle(this.#drawn(style));
    this.map.triggerRepaint();
  }

  /** Waits until all of it is drawn; without a map there is nothing to wait for. */
  async drawn(): Promise<void> {
    if (this.map) await idle(this.map);
  }

  /** Asks again for what did not come, once it may. */
  refresh(): void {
    for (const [id, { type }] of Object.entries(this.#style?.sources ?? {})) {
      if (type === "vector" && this.map?.getSource(id)) this.map.refreshTiles(id);
    }
  }

  /** Draws over the map, in the place of what was drawn over it before. */
  cover(overlay: Overlay): void {
    if (overlay === this.#overlay) return;
    this.#overlay = overlay;
    if (this.#style) this.draw(this.#style);
  }

  #drawn(style: StyleSpecification): StyleSpecification {
    return withOverlay(style, this.#overlay);
  }

  /** Puts the pin there, or takes it away. */
  pin(place: Place | null): void {
    this.#pinned = place;
    this.#setPin(place);
  }

  /** Moves the map if the pinned place is not to be seen. */
  reveal(place: Place): void {
    const { map } = this;
    if (!map || !isOnMap(map, place)) return;
    const go = () => this.#pinned === place && reveal(map, place, byId("card"));
    // Where the map goes somewhere already, it may come to be seen there.
    if (map.isMoving()) map.once("moveend", go);
    else go();
  }

  /** Moves the map near to the place. */
  visit(place: Place): void {
    if (this.map && isOnMap(this.map, place)) visit(this.map, place, byId("card"));
  }

  /** Moves the map only when the place is about to leave it: every move costs tiles. */
  follow(place: Place): void {
    if (this.map && isOnMap(this.map, place)) reveal(this.map, place, byId("card"));
  }

  /** Moves the map to where all of it is seen; before there is a map, once there is one. */
  frame(bounds: Bounds): void {
    this.#framed = bounds;
    if (this.map) frame(this.map, bounds, byId("card"));
  }

  goTo({ lon, lat, zoom }: View): void {
    this.map?.jumpTo({ center: [lon, lat], zoom });
  }

  focus(): void {
    this.map?.getCanvas().focus();
  }

  /** Controls take their words when they are made, so a new language makes them anew. */
  showControls(w: Words, catalog: Catalog | undefined, hidden: readonly string[]): void {
    const { map } = this;
    if (!map || !catalog) return;
    const { onAsk } = this.events;
    for (const [control] of this.#controls) map.removeControl(control);
    const outside = basemapCredit(catalog, hidden);
    this.#controls = allControls(w, catalog, outside, (lon, lat) => onAsk({ lon, lat }, true));
    for (const [control, position] of this.#controls) map.addControl(control, position);
    map.getCanvas().setAttribute("aria-label", w.mapLabel);
  }
}

/** Beyond the city's area there is nothing to see, and the map does not go there. */
function isOnMap(map: MapLibreMap, { lon, lat }: Place): boolean {
  return map.getMaxBounds()?.contains([lon, lat]) ?? true;
}

function showCity(map: MapLibreMap, catalog: Catalog): void {
  const [level] = catalog.city.levels;
  const units = level && servedLayer(catalog, level.id);
  if (units?.bounds) clearOfLegend(map, units.bounds);
}
