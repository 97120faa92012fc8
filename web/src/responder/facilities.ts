// The nearest facility of each chosen kind: whom to call, how far, which way.

import type { Facility } from "../api";
import { callLink } from "../call";
import { el } from "../dom";
import { kindWord } from "../facility";
import { number, sentence } from "../format";
import type { Lang } from "../state";
import { way } from "../way";
import { say, words } from "../words";

export interface FacilityContext {
  lang: Lang;
  /** All kinds that may be chosen, and those that are. */
  offered: readonly string[];
  chosen: readonly string[];
  /** The kind whose line is drawn strong. */
  to: string | null;
  onKinds: (kinds: string[]) => void;
  onShow: (facility: Facility) => void;
}

export function facilities(nearest: Facility[], context: FacilityContext): HTMLElement {
  const { lang, offered } = context;
  const { around, responder: w } = words(lang);
  const items = nearest.map((one) => item(one, context));
  return el(
    "section",
    { class: "block nearest" },
    el("h3", {}, around.title),
    offered.length ? kindKeys(context) : null,
    items.length
      ? el("ul", { class: "facilities" }, ...items)
      : el("p", {}, offered.length ? w.noKind : w.noFacility),
    el("p", { class: "remark" }, around.note),
  );
}

function kindKeys({ lang, offered, chosen, onKinds }: FacilityContext): HTMLElement {
  const keys = offered.map((kind) => {
    const on = chosen.includes(kind);
    const key = el(
      "button",
      { type: "button", class: "tool", "aria-pressed": `${on}`, "data-focus": `kind-${kind}` },
      kindWord(kind, lang),
    );
    key.addEventListener("click", () =>
      onKinds(offered.filter((one) => (one === kind ? !on : chosen.includes(one)))),
    );
    return key;
  });
  const label = words(lang).responder.kinds;
  return el("div", { class: "kinds", role: "group", "aria-label": label }, ...keys);
}

function item(facility: Facility, { lang, to, onShow }: FacilityContext): HTMLElement {
  const { around, responder: w } = words(lang);
  const { kind, name, capacity, phone, bearing } = facility;
  const label = name ?? kindWord(kind, lang);
  const show = el(
    "button",
    {
      type: "button",
      class: "tool facility-show",
      "aria-pressed": `${kind === to}`,
      "data-focus": `show-${kind}`,
    },
    el("span", {}, kindWord(kind, lang)),
    " ",
    el("strong", {}, label),
    " ",
    el("span", { class: "facility-way" }, [way(facility, lang), degrees(bearing)].join("")),
  );
  show.addEventListener("click", () => onShow(facility));
  const holds = capacity === undefined ? null : number(capacity, lang);
  return el(
    "li",
    { class: "facility", "data-kind": kind },
    show,
    phone
      ? callLink(phone, {
          shown: phone,
          label: say(around.call, { name: label, phone }),
          look: "call",
        })
      : el("span", { class: "remark" }, w.noPhone),
    holds ? el("p", { class: "remark" }, sentence(say(around.capacity, { count: holds }))) : null,
  );
}

/** As a compass has it: three digits. */
function degrees(bearing: number | undefined): string {
  if (bearing === undefined) return "";
  return `, ${`${Math.round(bearing) % 360}`.padStart(3, "0")}°`;
}
