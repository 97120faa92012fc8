// How large something is and when it was kept, as a reader of the language writes it.

import { number } from "../format";
import type { Lang } from "../state";

export function megabytes(bytes: number, lang: Lang): string {
  const mb = bytes / 1_000_000;
  return `${number(mb, lang, mb < 10 ? 1 : 0)} MB`;
}
