// Takes the answer away: as a link, as text, on paper, as a page without a map.

import "./styles/take.css";
import { el } from "./dom";
import type { Lang } from "./state";
import { textPage } from "./text-page";
import { type Words, words } from "./words";

export interface TakeContext {
  lang: Lang;
  /** What is shared, in a line. */
  title: string;
  asText: () => string;
  /** Where the same answer is without a map. */
  address: string;
  onPrint: () => void;
  onSay: (message: string) => void;
}

export function take(context: TakeContext): HTMLElement {
  const w = words(context.lang).take;
  const note = el("p", { class: "take-note" });
  return el(
    "section",
    { class: "block take", "aria-label": w.title },
    el(
      "div",
      { class: "keys" },
      key("share", w.share, () => share(context, note)),
      key("copy", w.copy, () => copy(context.asText(), w.copied, note, context)),
      key("print", w.print, context.onPrint),
      textPage(context.address, context.lang),
    ),
    note,
  );
}

function key(name: string, label: string, onClick: () => void): HTMLElement {
  const button = el(
    "button",
    { type: "button", class: "key", "data-focus": `take-${name}` },
    label,
  );
  button.addEventListener("click", onClick);
  return button;
}

/** By whatever the device shares with; where it has nothing, the link is copied. */
async function share(context: TakeContext, note: HTMLElement): Promise<void> {
  const { address: url } = context;
  if (!navigator.share) {
    await copy(url, words(context.lang).take.shared, note, context);
    return;
  }
  // Whoever closes the device's own list has not failed.
  await navigator.share({ title: context.title, url }).catch(() => {});
}

async function copy(
  text: string,
  done: string,
  note: HTMLElement,
  { lang, onSay }: TakeContext,
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    note.replaceChildren(done);
    onSay(done);
  } catch {
    offer(text, note, words(lang));
  }
}

/** Where the page may not copy, the reader still can. */
function offer(text: string, note: HTMLElement, w: Words): void {
  const { copyFailed } = w.take;
  const area = el("textarea", { readonly: true, rows: 6, "aria-label": copyFailed }, text);
  note.replaceChildren(copyFailed, area);
  area.focus();
  area.select();
}
