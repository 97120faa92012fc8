// Makes the MapLibre map. The only module that needs MapLibre's code, which is fetched
// while the catalogue comes: the rest of the page is there long before.

import {
  Map as MapLibreMap,
  Marker,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import { el, svg } from "./dom";
import workerUrl from "./map-worker?worker&url";
import { SPENT_CHANNEL } from "./spent";
import type { Place, View } from "./state";

setWorkerUrl(`${workerUrl}#${SPENT_CHANNEL}`);

/** Whether the reader's system asks for nothing to move: names then come without fading in. */
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

export function createMap(
  container: HTMLElement,
  style: StyleSpecification,
  view: View,
  area: [number, number, number, number],
) {
  const map = new MapLibreMap({
    container,
    style,
    center: [view.lon, view.lat],
    zoom: view.zoom,
    // Beyond the city's area nothing is known, and nothing drawn.
    maxBounds: area,
    maxZoom: 19,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    attributionControl: false,
    fadeDuration: STILL.matches ? 0 : 300,
    // A style may name its tiles by path; the worker needs the whole address.
    transformRequest: (url) => ({ url: new URL(url, location.origin).href }),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl(), "bottom-left");
  return map;
}

/** The pin of the asked place, shown, moved or taken away. */
export function createPin(map: MapLibreMap): (place: Place | null) => void {
  const shape = svg(
    "svg",
    { viewBox: "0 0 28 38", width: 28, height: 38 },
    svg("path", {
      class: "pin-body",
      d: "M14 1C6.800 1 1 6.700 1 13.800 1 23.500 14 37 14 37s13-13.500 13-23.200C27 6.700 21.200 1 14 1Z",
    }),
    svg("circle", { class: "pin-hole", cx: 14, cy: 14, r: 5 }),
  );
  const element = el("div", { class: "pin", "aria-hidden": "true" }, shape);
  const marker = new Marker({ element, anchor: "bottom" });
  return (place) => {
    if (!place) marker.remove();
    else marker.setLngLat([place.lon, place.lat]).addTo(map);
  };
}
