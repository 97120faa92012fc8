// Numbers, distances, dates and links as a reader of the language writes them.

import type { Text } from "./api";
import { LOCALE } from "./moment";
import type { Lang, Place } from "./state";
import { words } from "./words";

/** The text in this language, else in Indonesian, else in any. */
export function textIn(text: Text | null | undefined, lang: Lang): string {
  return text?.[lang] ?? text?.id ?? Object.values(text ?? {})[0] ?? "";
}

export function number(value: number, lang: Lang, decimals = 0): string {
  return new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: decimals }).format(value);
}

/** With a capital where it begins, as a sentence or a line of its own does. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As it stands within a sentence; what is written in capitals, such as RW, stays so. */
export function within(label: string): string {
  const capitals = /^.\p{Lu}/u.test(label);
  return capitals ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** A distance; `metres` in metres. Whole metres below a kilometre: data is no finer. */
export function distance(metres: number, lang: Lang): string {
  if (metres < 1) return words(lang).less1m;
  if (metres < 999.5) return `${number(metres, lang)} m`;
  return `${number(metres / 1000, lang, metres < 9950 ? 1 : 0)} km`;
}

/** A date of ISO 8601 down to the day, the month or the year; other text as it came. */
export function date(iso: string, lang: Lang): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso);
  if (!match) return iso;
  const [, year, month, day] = match;
  const at = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)));
  if (Number.isNaN(at.getTime()) || (month && at.getUTCMonth() !== Number(month) - 1)) return iso;
  const options: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric" };
  if (month) options.month = "long";
  if (day) options.day = "numeric";
  return new Intl.DateTimeFormat(LOCALE[lang], options).format(at);
}

/** Degrees with the hemisphere by letter, latitude first as people read it. */
export function coordinates({ lon, lat }: Place, lang: Lang): string {
  const w = words(lang);
  const format = new Intl.NumberFormat(LOCALE[lang], { minimumFractionDigits: 5 });
  const degrees = (value: number) => `${format.format(Number(Math.abs(value).toFixed(5)))}°`;
  return `${degrees(lat)} ${lat < 0 ? w.south : w.north}, ${degrees(lon)} ${lon < 0 ? w.west : w.east}`;
}

/** A value of a feature's column, for reading. */
export function value(raw: unknown, lang: Lang): string {
  if (typeof raw === "number") return number(raw, lang, 3);
  if (typeof raw === "boolean") return raw ? words(lang).yes : words(lang).no;
  // A list without spaces, such as one of codes, would not know where to wrap.
  return typeof raw === "string" ? raw.replace(/;(?=\S)/g, "; ") : "";
}

/** The link if a reader may follow it; `javascript:` and the like may not pass. */
export function safeLink(href: string | undefined): string | null {
  if (!href || !URL.canParse(href)) return null;
  return /^(https?|mailto|tel):$/.test(new URL(href).protocol) ? href : null;
}

/** The `tel:` link of a number as it is printed. */
export function telLink(printed: string): string {
  return `tel:${printed.replace(/[^\d+*#]/g, "")}`;
}
