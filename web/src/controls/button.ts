import { el, icon } from "../dom";

/** A MapLibre control group of buttons that look like the rest of the page. */
export function group(...buttons: HTMLElement[]): HTMLElement {
  return el("div", { class: "maplibregl-ctrl control-group" }, ...buttons);
}

export function button(label: string, path: string, onClick: () => void): HTMLButtonElement {
  const element = el(
    "button",
    { type: "button", class: "control-button", "aria-label": label, title: label },
    icon(path),
  );
  element.addEventListener("click", onClick);
  return element;
}
