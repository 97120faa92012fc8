// A place as it is read out over radio, in four ways. Pure.

import { coordinates, number } from "../format";
import type { Lang, Place } from "../state";
import { say, words } from "../words";
import { plusCode } from "./plus-code";
import { utmOf } from "./utm";

export type Form = "decimal" | "dms" | "utm" | "plus";

export interface Reading {
  form: Form;
  /** What is read out in one breath, each. */
  groups: string[];
  /** What a program or a message takes. */
  copied: string;
}

export function readings(place: Place, lang: Lang): Reading[] {
  return [decimal(place, lang), dms(place, lang), utm(place, lang), plus(place)].filter(
    (one) => one !== null,
  );
}

function decimal(place: Place, lang: Lang): Reading {
  const { lon, lat } = place;
  return {
    form: "decimal",
    groups: coordinates(place, lang).split(/(?<=\p{L}),? /u),
    copied: `${lat.toFixed(6)}, ${lon.toFixed(6)}`,
  };
}

function dms({ lon, lat }: Place, lang: Lang): Reading {
  const w = words(lang);
  const groups = [
    `${sexagesimal(lat, lang)} ${lat < 0 ? w.south : w.north}`,
    `${sexagesimal(lon, lang)} ${lon < 0 ? w.west : w.east}`,
  ];
  return { form: "dms", groups, copied: groups.join(" ") };
}

/** Degrees, minutes and seconds to a tenth, three metres; 59.96 seconds are the next minute. */
function sexagesimal(degrees: number, lang: Lang): string {
  const tenths = Math.round(Math.abs(degrees) * 36_000);
  const seconds = number((tenths % 600) / 10, lang, 1);
  return `${Math.floor(tenths / 36_000)}° ${Math.floor(tenths / 600) % 60}′ ${seconds}″`;
}

function utm(place: Place, lang: Lang): Reading | null {
  const w = words(lang).responder;
  const at = utmOf(place);
  if (!at) return null;
  const [easting, northing] = [at.easting, at.northing].map(Math.round);
  const zone = say(w.zone, { zone: `${at.zone}`, hemisphere: w.hemispheres[at.hemisphere] });
  return {
    form: "utm",
    groups: [
      zone,
      say(w.easting, { metres: thousands(`${easting}`) }),
      say(w.northing, { metres: thousands(`${northing}`) }),
    ],
    copied: `UTM ${zone} ${easting} ${northing}`,
  };
}

function plus(place: Place): Reading {
  const code = plusCode(place);
  return { form: "plus", groups: [code.slice(0, 4), code.slice(4)], copied: code };
}

/** A point or a comma would be read out. */
function thousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}
