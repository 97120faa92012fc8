// The position on the sheet: large, each way with a key that copies it.

import { el, icon } from "../dom";
import type { Lang, Place } from "../state";
import { say, words } from "../words";
import { type Reading, readings } from "./position";

const COPY = "M7 7h9v9H7ZM4 13V4h9";

export function readout(place: Place, lang: Lang, onSay: (message: string) => void): HTMLElement {
  const w = words(lang).responder;
  const rows = readings(place, lang).map((reading) => row(reading, lang, onSay));
  return el("section", { class: "readout", "aria-label": w.position }, el("dl", {}, ...rows));
}

function row(reading: Reading, lang: Lang, onSay: (message: string) => void): HTMLElement {
  const w = words(lang).responder;
  const { form, groups, copied } = reading;
  const name = w.forms[form];
  const key = el(
    "button",
    { type: "button", class: "tool", "data-focus": `copy-${form}` },
    icon(COPY),
    el("span", { class: "visually-hidden" }, say(w.copy, { name })),
  );
  const value = el("dd", { class: "reading" });
  // Spaces between the groups, also where nobody sees how they are set.
  value.append(...groups.flatMap((group, i) => (i ? [" ", part(group)] : [part(group)])));
  key.addEventListener("click", () => void copy(copied, name, value, lang, onSay));
  return el(
    "div",
    { "data-form": form },
    el("dt", {}, name),
    value,
    el("dd", { class: "reading-key" }, key),
  );
}

function part(group: string): HTMLElement {
  return el("span", {}, group);
}

async function copy(
  text: string,
  name: string,
  value: HTMLElement,
  lang: Lang,
  onSay: (message: string) => void,
): Promise<void> {
  const w = words(lang).responder;
  try {
    await navigator.clipboard.writeText(text);
    value.dataset.copied = w.copied;
    onSay(`${name}: ${w.copied}`);
  } catch {
    // Where the page may not copy, what is to be copied is at least marked.
    getSelection()?.selectAllChildren(value);
    onSay(w.copyFailed);
  }
}
