// The top bar: whose map this is, the language, and on a phone the way to the layers.

import { el, icon } from "./dom";
import type { Lang } from "./state";
import { words } from "./words";

export interface BarContext {
  lang: Lang;
  /** What the map is about. */
  title: string;
  /** The city's name, empty until the catalogue has come. */
  city: string;
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
      el("span", { class: "bar-kicker" }, context.title),
      " ",
      el("span", { class: "bar-city" }, context.city),
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
