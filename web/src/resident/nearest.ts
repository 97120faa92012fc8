// The nearest facility of each kind: how far, which way, and its number to call.

import type { Around, Facility } from "../api";
import { callLink } from "../call";
import { el } from "../dom";
import { kindWord } from "../facility";
import { number, sentence } from "../format";
import type { Reply } from "../question";
import type { Lang } from "../state";
import { way } from "../way";
import { say, words } from "../words";

/** Nobody goes farther for help: who asks about another city is not sent to this one. */
const REACH_M = 50_000;

/** The answer with those facilities that can be reached. */
export function inReach(answer: Around): Around {
  return { ...answer, nearest: answer.nearest.filter(({ distance_m }) => distance_m <= REACH_M) };
}

export function nearest(
  reply: Reply<Around>,
  lang: Lang,
  onShow: (facility: Facility) => void,
): HTMLElement {
  return el(
    "section",
    { class: "block nearest", "data-part": "nearest", "data-state": reply.kind },
    el("h3", {}, words(lang).around.title),
    ...contents(reply, lang, onShow),
  );
}

function contents(
  reply: Reply<Around>,
  lang: Lang,
  onShow: (facility: Facility) => void,
): HTMLElement[] {
  const { around } = words(lang);
  if (reply.kind === "loading" || reply.kind === "busy")
    return [el("p", { class: "remark" }, around.waiting)];
  if (reply.kind !== "answer") return [el("p", { class: "remark" }, around.failed)];
  if (!reply.answer.nearest.length) return [el("p", { class: "remark" }, around.none)];
  const items = reply.answer.nearest.map((one) => item(one, lang, () => onShow(one)));
  return [el("ul", { class: "facilities" }, ...items), el("p", { class: "remark" }, around.note)];
}

function item(facility: Facility, lang: Lang, onShow: () => void): HTMLElement {
  const { around } = words(lang);
  const { name, capacity, phone } = facility;
  const kind = kindWord(facility.kind, lang);
  const label = name ?? kind;
  const show = el("button", { type: "button", class: "link-button" }, label);
  show.setAttribute("aria-label", say(around.show, { name: label }));
  show.addEventListener("click", onShow);
  const holds = capacity === undefined ? null : number(capacity, lang);
  return el(
    "li",
    { class: "facility" },
    el(
      "div",
      {},
      el("p", {}, el("strong", {}, kind), " · ", el("span", { class: "way" }, way(facility, lang))),
      el("p", {}, show),
      holds ? el("p", { class: "remark" }, sentence(say(around.capacity, { count: holds }))) : null,
    ),
    phone
      ? callLink(phone, {
          shown: phone,
          label: say(around.call, { name: label, phone }),
          look: "call",
        })
      : null,
  );
}
