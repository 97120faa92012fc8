// Where a place is and what is there, in words. Pure.

import { levelWord, unitName } from "../answer";
import type { Around, Catalog } from "../api";
import { sentence, textIn } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";
import { gravestFirst, hazardText } from "./hazards";
import { peopleText } from "./people";

type AroundUnit = Around["units"][number];

/** The smallest unit first. */
export function whereabouts(units: AroundUnit[], catalog: Catalog, lang: Lang): string[] {
  const w = words(lang);
  if (!units.length) return [w.thisPlace];
  if (units.every((unit) => unit.status === "outside")) {
    return [say(w.outside, { city: textIn(catalog.city.name, lang) })];
  }
  return units.map((unit) => unitText(unit, catalog, lang));
}

/** The place, its hazards and its people, for who listens. */
export function inOneLine(answer: Around, catalog: Catalog, lang: Lang): string {
  const [title = ""] = whereabouts(answer.units, catalog, lang);
  const hazards = gravestFirst(answer.hazards, catalog).map((one) =>
    hazardText(one, catalog, lang),
  );
  return [title, ...hazards, peopleText(answer, lang)].join(". ");
}

function unitText(
  { level: id, status, name, code = "" }: AroundUnit,
  catalog: Catalog,
  lang: Lang,
) {
  const w = words(lang);
  const level = levelWord(id, catalog, lang);
  switch (status) {
    case "inside":
      return unitName(level, name || code, lang);
    case "gap":
      return say(w.inGap, { level });
    case "outside":
      return say(w.inNone, { level });
    default:
      return sentence(say(w.unitUnavailable, { level }));
  }
}
