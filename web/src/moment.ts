// When something was, as a reader of the language writes it.

import type { Lang } from "./state";

export const LOCALE: Record<Lang, string> = { id: "id-ID", en: "en-GB" };

/** A day and a time, by the clock of the reader. */
export function moment(at: Date, lang: Lang): string {
  const format = new Intl.DateTimeFormat(LOCALE[lang], { dateStyle: "medium", timeStyle: "short" });
  return format.format(at);
}
