// The sheet of a place: where it is first, which needs no network, then what the server knows.

import type { Around, Catalog, Facility } from "../api";
import { servedLayer } from "../api";
import { el } from "../dom";
import { textIn } from "../format";
import { keptAt } from "../kept";
import type { LookView } from "../looks";
import { provenance } from "../provenance";
import type { Reply } from "../question";
import { failed, type Sheet, waiting } from "../sheet";
import type { Lang, Place } from "../state";
import { words } from "../words";
import { type FacilityContext, facilities } from "./facilities";
import { hazardLines } from "./hazards";
import { whereabouts } from "./headline";
import { peopleWithin, radiusKeys } from "./people";
import { readout } from "./readout";

export interface SheetContext extends FacilityContext {
  place: Place;
  radius_m: number;
  /** The facilities that are listed. */
  nearest: Facility[];
  view: LookView;
  onRadius: (radius_m: number) => void;
  onRetry: () => void;
  onSay: (message: string) => void;
}

export function placeSheet(reply: Reply<Around>, context: SheetContext): Sheet {
  const { place, lang, view, onRetry } = context;
  const w = words(lang);
  const key = `place ${place.lon} ${place.lat}`;
  if (reply.kind === "answer") return { ...answered(reply.answer, context), key };
  if (reply.kind === "offline" && reply.instead) {
    const sheet = reply.instead({ ...view, lang, onRetry });
    return { ...sheet, key, body: [position(context), ...sheet.body] };
  }
  const sheet =
    reply.kind === "loading"
      ? waiting(w.responder.asking, reply.slow, w)
      : failed(reply, w, onRetry);
  return { ...sheet, key, body: [position(context), ...sheet.body, people(null, context)] };
}

function answered(answer: Around, context: SheetContext): Sheet {
  const { lang, nearest, view } = context;
  const [title = "", ...others] = whereabouts(answer.units, view.catalog, lang);
  return {
    state: "answer",
    title: { text: title },
    lines: others.length ? [{ text: others.join(" · ") }] : [],
    small: [],
    kept: keptAt(answer),
    body: [
      position(context),
      hazardLines(answer.hazards, { ...view, lang }),
      people(answer, context),
      facilities(nearest, context),
      sources(answer, view.catalog, lang),
      answer.notice ? el("p", { class: "card-notice" }, answer.notice) : null,
    ],
  };
}

function position({ place, lang, onSay }: SheetContext): HTMLElement {
  return readout(place, lang, onSay);
}

/** The keys stay while their answer is on its way. */
function people(answer: Around | null, context: SheetContext): HTMLElement {
  const { lang, radius_m, onRadius } = context;
  return el(
    "section",
    { class: "block" },
    el("h3", {}, words(lang).population),
    answer ? peopleWithin(answer, lang) : null,
    radiusKeys(radius_m, lang, onRadius),
  );
}

/** The answer is short: it names its layers, and the catalogue says of whom they are. */
function sources(answer: Around, catalog: Catalog, lang: Lang): HTMLElement {
  const parts = Object.keys(answer.sources).flatMap((id) => {
    const layer = servedLayer(catalog, id);
    if (!layer) return [];
    return [el("h3", {}, textIn(layer.title, lang) || id), provenance(layer.provenance, lang)];
  });
  return el("details", { class: "sources" }, el("summary", {}, words(lang).sources), ...parts);
}
