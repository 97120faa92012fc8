// The map on a page of paper with its legend, scale and north, where no answer is printed.

import type { Map as MapLibreMap } from "maplibre-gl";
import { el } from "../dom";
import { pictureOf } from "../picture";
import type { MapLegend } from "./map-legend";

/** What A4 has between its margins, both ways of a picture. Units: CSS pixels. */
const WIDTH = 700;
const HEIGHT = 700;

export function mapPage(
  map: MapLibreMap,
  legend: MapLegend,
  card: HTMLElement,
): HTMLElement | null {
  if (!card.hidden) return null;
  const picture = pictureOf(map, card);
  const { clientWidth, clientHeight } = map.getCanvas();
  const factor = Math.min(WIDTH / clientWidth, HEIGHT / clientHeight);
  picture.style.width = `${Math.floor(clientWidth * factor)}px`;
  return el(
    "section",
    { class: "map-page" },
    el("h2", {}, document.title),
    picture,
    el("div", { class: "map-page-foot" }, scale(map, factor), copyOf(map, ".north")),
    legend.copy() as HTMLElement,
    copyOf(map, ".credit"),
    el("p", {}, document.querySelector("#notice-text")?.textContent ?? ""),
  );
}

/** As long as it is on the picture. */
function scale(map: MapLibreMap, factor: number): HTMLElement | null {
  const copy = copyOf(map, ".maplibregl-ctrl-scale");
  if (copy) copy.style.width = `${Number.parseFloat(copy.style.width) * factor}px`;
  return copy;
}

function copyOf(map: MapLibreMap, selector: string): HTMLElement | null {
  const found = map.getContainer().querySelector<HTMLElement>(selector);
  return (found?.cloneNode(true) as HTMLElement | undefined) ?? null;
}
