// The top bar, and the title of the page: whose map this is, the language, and on a phone the way to the layers.

import type { Catalog } from "./api";
import { el, icon } from "./dom";
import { textIn } from "./format";
import { mapTitle } from "./maps";
import type { Lang, MapId } from "./state";
import { say, words } from "./words";

export interface BarContext {
  lang: Lang;
  map: MapId;
  /** Nothing until it has come. */
  catalog: Catalog | undefined;
  drawerOpen: boolean;
  onLang: (lang: Lang) => void;
  onDrawer: () => void;
}

const LANGS: [Lang, string, string][] = [
  ["id", "ID", "Bahasa Indonesia"],
  ["en", "EN", "English"],
];

export function showBar(root: HTMLElement, context: BarContext): void {
  const w = words(context.lang);
  const map = mapTitle(context.map, context.catalog, w);
  const city = textIn(context.catalog?.city.name, context.lang);
  document.title = city ? say(w.title, { map, city }) : map;
  const focused = document.activeElement?.getAttribute("data-focus");
  const drawer = el(
    "button",
    {
      type: "button",
      class: "button drawer-button",
      "data-focus": "drawer",
      "aria-expanded": `${context.drawerOpen}`,
      "aria-controls": "panel",
    },
    icon("M10 3l7 4-7 4-7-4 7-4ZM3 11l7 4 7-4"),
    w.openLayers,
  );
  drawer.addEventListener("click", context.onDrawer);
  root.replaceChildren(
    el(
      "h1",
      {},
      el("span", { class: "bar-kicker" }, map),
      " ",
      el("span", { class: "bar-city" }, city),
    ),
    el(
      "div",
      { class: "languages", role: "group", "aria-label": w.language },
      ...LANGS.map((lang) => languageButton(lang, context)),
    ),
    drawer,
  );
  if (focused) root.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
}

function languageButton([lang, short, name]: (typeof LANGS)[number], context: BarContext) {
  const button = el(
    "button",
    {
      type: "button",
      lang,
      "data-focus": lang,
      "data-lang": lang,
      "aria-pressed": `${lang === context.lang}`,
      title: name,
    },
    el("span", { "aria-hidden": "true" }, short),
    el("span", { class: "visually-hidden" }, name),
  );
  button.addEventListener("click", () => context.onLang(lang));
  return button;
}
