// Which map, and whether by day or by night: two groups of radio buttons.

import type { Catalog } from "./api";
import { el, icon } from "./dom";
import { type Look, subjectOf } from "./maps";
import type { Lang, MapId } from "./state";
import { words } from "./words";

/** What is chosen. */
export interface Chosen {
  look: Look;
  /** The map that is on its way to take the place of this one. */
  coming: Look | null;
}

/** Why a map that was chosen is not there: it did not come, or is asked for again later. */
export type Trouble = "failed" | "busy" | null;

export interface ChoiceContext extends Chosen {
  lang: Lang;
  catalog: Catalog;
  /** The maps of this city. */
  maps: readonly MapId[];
  trouble: Trouble;
  onMap: (map: MapId) => void;
  onNight: (night: boolean) => void;
}

const SUN =
  "M10 6.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 1 0 0-7M10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600L16 16M4 16l1.400-1.400M14.600 5.400L16 4";
const MOON = "M16.500 12.200A7 7 0 0 1 7.800 3.500a7 7 0 1 0 8.700 8.700Z";

export function choice(context: ChoiceContext): HTMLElement {
  const { lang, catalog, maps, trouble, onMap, onNight } = context;
  const w = words(lang);
  const themes = maps.map((map) =>
    option("map", map, () => onMap(map), w.maps[subjectOf(map, catalog)]),
  );
  const flavors = [false, true].map((night) =>
    option(
      "night",
      nightValue(night),
      () => onNight(night),
      icon(night ? MOON : SUN),
      night ? w.night : w.day,
    ),
  );
  const root = el(
    "div",
    { class: "choice" },
    // A choice of one is none.
    maps.length > 1 ? el("h3", { id: "choice-map" }, w.map) : null,
    el("div", { class: "flavors", role: "radiogroup", "aria-label": w.light }, ...flavors),
    maps.length > 1
      ? el(
          "div",
          { class: "themes", role: "radiogroup", "aria-labelledby": "choice-map" },
          ...themes,
        )
      : null,
    trouble
      ? el(
          "p",
          { class: "choice-failure", role: "alert" },
          trouble === "busy" ? w.lookBusy : w.lookFailed,
        )
      : null,
  );
  setChoice(root, context);
  return root;
}

/** Sets the buttons that are there to what is chosen, and marks the group that is waited for. */
export function setChoice(root: HTMLElement, { look, coming }: Chosen): void {
  const { map, night } = coming ?? look;
  setGroup(root, ".themes", map, map !== look.map);
  setGroup(root, ".flavors", nightValue(night), night !== look.night);
}

function setGroup(root: HTMLElement, selector: string, chosen: string, busy: boolean): void {
  const group = root.querySelector(selector);
  group?.setAttribute("aria-busy", `${busy}`);
  for (const input of group?.querySelectorAll("input") ?? []) {
    input.checked = input.value === chosen;
  }
}

function nightValue(night: boolean): string {
  return night ? "1" : "0";
}

function option(
  name: string,
  value: string,
  onChoose: () => void,
  ...label: (Node | string)[]
): HTMLElement {
  const input = el("input", { type: "radio", name, value, "data-focus": `${name}-${value}` });
  input.addEventListener("change", onChoose);
  return el("label", { class: "option" }, input, el("span", {}, ...label));
}
