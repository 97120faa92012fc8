// How many people are within a radius, and the keys that choose it.

import type { Around } from "../api";
import { el } from "../dom";
import { distance, number } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";
import { RADII } from "./choices";

export function radiusKeys(
  chosen: number,
  lang: Lang,
  onChoose: (radius_m: number) => void,
): HTMLElement {
  const keys = RADII.map((radius) => {
    const key = el(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-pressed": `${radius === chosen}`,
        "data-focus": `radius-${radius}`,
      },
      distance(radius, lang),
    );
    key.addEventListener("click", () => onChoose(radius));
    return key;
  });
  const label = words(lang).responder.radius;
  return el("div", { class: "radii", role: "group", "aria-label": label }, ...keys);
}

export function peopleWithin(answer: Around, lang: Lang): HTMLElement {
  const { spread } = words(lang).responder;
  const note = answer.people ? el("small", {}, spread) : null;
  return el("p", { class: "people" }, el("strong", {}, peopleText(answer, lang)), " ", note);
}

export function peopleText({ people, radius_m }: Around, lang: Lang): string {
  const w = words(lang);
  const radius = distance(radius_m, lang);
  return say(w.responder.within, {
    radius,
    count: people ? counted(people, lang) : w.unavailableShort,
  });
}

function counted({ count, hidden }: NonNullable<Around["people"]>, lang: Lang): string {
  const w = words(lang);
  if (hidden && !count) return w.untoldWhy;
  const value = say(w.people, { count: number(count, lang) });
  return hidden ? say(w.atLeast, { value }) : value;
}
