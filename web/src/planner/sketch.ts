// Draws and moves corners on the map, by mouse and by finger. What is done to an area is told
// when it is done: until then only the map knows.

import type { GeoJSON } from "geojson";
import type {
  GeoJSONSource,
  MapLayerMouseEvent,
  MapLayerTouchEvent,
  Map as MapLibreMap,
} from "maplibre-gl";
import type { Place } from "../state";
import { type Handle, handlesOf, moved } from "./corners";
import type { Corner, Ring, Shape } from "./shape";
import { type Drawing, featuresOf, NOTHING, RUBBER, rubber, SKETCH } from "./sketch-overlay";

/** What is heard of the map. */
type Heard = "mousedown" | "touchstart" | "mousemove" | "touchmove";

export interface SketchEvents {
  onDraw: (corners: Ring) => void;
  /** The border is closed. */
  onClose: (corners: Ring) => void;
  onEdit: (shape: Shape) => void;
}

type Pointed = MapLayerMouseEvent | MapLayerTouchEvent;

/** How near is at a corner. Units: pixels. */
const REACH_PX = 18;

export class Sketch {
  #map: MapLibreMap | undefined;
  #drawing: Drawing | null = null;
  #held: { handle: Handle; shape: Shape } | null = null;

  /** Each ends something that is heard. */
  #stop: (() => void)[] = [];

  constructor(private readonly events: SketchEvents) {}

  /** What the map has of it now; null where nothing is drawn or edited. */
  show(map: MapLibreMap | undefined, drawing: Drawing | null): void {
    this.#drawing = drawing;
    if (map && map !== this.#map) this.#listen(map);
    const works = drawing !== null && ("corners" in drawing || drawing.editing);
    if (works) this.#map?.doubleClickZoom.disable();
    else this.#map?.doubleClickZoom.enable();
  }

  /** Takes a place: the next corner, or the first again, which closes the border. */
  take({ lon, lat }: Place): void {
    const drawing = this.#drawing;
    if (!drawing || !("corners" in drawing)) return;
    const { corners } = drawing;
    const to: Corner = [lon, lat];
    const near = corners.findIndex((corner) => this.#isNear(corner, to));
    const ends = near === 0 || (near >= 0 && near === corners.length - 1);
    if (ends && corners.length >= 3) this.events.onClose(corners);
    else if (near < 0) this.events.onDraw([...corners, to]);
  }

  /** Nothing is drawn any longer. */
  leave(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.show(this.#map, null);
    this.#map = undefined;
  }

  #listen(map: MapLibreMap): void {
    this.#map = map;
    const pointed: Record<Heard, (event: Pointed) => void> = {
      mousedown: (event) => this.#grasp(event),
      touchstart: (event) => this.#grasp(event),
      mousemove: (event) => this.#move(event),
      touchmove: (event) => this.#move(event),
    };
    const onUp = () => this.#release();
    const onOut = () => this.#set(RUBBER, NOTHING);
    const onKey = (event: KeyboardEvent) => this.#undo(event);
    const canvas = map.getCanvas();
    canvas.addEventListener("keydown", onKey);
    this.#stop.push(
      ...(Object.keys(pointed) as Heard[]).map((name) => {
        const subscription = map.on(name, pointed[name]);
        return () => subscription.unsubscribe();
      }),
      ...(["mouseup", "touchend"] as const).map((name) => {
        const subscription = map.on(name, onUp);
        return () => subscription.unsubscribe();
      }),
      () => canvas.removeEventListener("keydown", onKey),
    );
    const out = map.on("mouseout", onOut);
    this.#stop.push(() => out.unsubscribe());
  }

  /** Backspace takes the last corner back. */
  #undo(event: KeyboardEvent): void {
    const drawing = this.#drawing;
    if (event.key !== "Backspace" || !drawing || !("corners" in drawing)) return;
    event.preventDefault();
    this.events.onDraw(drawing.corners.slice(0, -1));
  }

  #grasp(event: Pointed): void {
    const drawing = this.#drawing;
    if (!drawing || "corners" in drawing || !drawing.editing) return;
    const to: Corner = [event.lngLat.lng, event.lngLat.lat];
    const near = handlesOf(drawing.shape).filter(({ at }) => this.#isNear(at, to));
    const handle = near.find(({ between }) => !between) ?? near[0];
    if (!handle) return;
    event.preventDefault();
    this.#held = { handle, shape: drawing.shape };
  }

  #move({ lngLat, originalEvent }: Pointed): void {
    const to: Corner = [lngLat.lng, lngLat.lat];
    const { handle } = this.#held ?? {};
    if (this.#held && handle && this.#drawing && "shape" in this.#drawing) {
      this.#held.shape = moved(this.#drawing.shape, handle, to);
      this.#set(SKETCH, featuresOf({ shape: this.#held.shape, editing: true, fault: null }));
    } else if (this.#drawing && "corners" in this.#drawing && "button" in originalEvent) {
      this.#set(RUBBER, rubber(this.#drawing.corners, to));
    }
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    const { shape } = this.#drawing && "shape" in this.#drawing ? this.#drawing : {};
    if (held && held.shape !== shape) this.events.onEdit(held.shape);
  }

  #isNear(corner: Corner, to: Corner): boolean {
    if (!this.#map) return corner[0] === to[0] && corner[1] === to[1];
    const [a, b] = [this.#map.project([...corner]), this.#map.project([...to])];
    return Math.hypot(a.x - b.x, a.y - b.y) <= REACH_PX;
  }

  #set(source: string, data: GeoJSON): void {
    this.#map?.getSource<GeoJSONSource>(source)?.setData(data);
  }
}
