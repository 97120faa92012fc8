// The notice of the city: always on the page, two lines of it at least, all of it when asked for.

import { el } from "./dom";
import type { Words } from "./words";

let watch: ResizeObserver | undefined;

/** `alarm` stands first and whole: a map that lacks a hazard must not look safe. */
export function showNotice(root: HTMLElement, text: string, alarm: string, w: Words): void {
  watch?.disconnect();
  root.hidden = !text && !alarm;
  root.setAttribute("aria-label", w.notice);
  const paragraph = el("p", { id: "notice-text" }, text);
  const more = el(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": "notice-text" },
    w.more,
  );
  more.addEventListener("click", () => {
    const open = root.dataset.open !== "true";
    setOpen(root, more, open, w);
  });
  const first = alarm ? [el("p", { class: "alarm" }, alarm)] : [];
  root.replaceChildren(...first, paragraph, more);
  setOpen(root, more, root.dataset.open === "true", w);
  // The button is there only while something is cut off, or could be again.
  watch = new ResizeObserver(() => {
    const cut = paragraph.scrollHeight > paragraph.clientHeight + 1;
    more.hidden = !cut && root.dataset.open !== "true";
  });
  watch.observe(paragraph);
}

function setOpen(root: HTMLElement, more: HTMLElement, open: boolean, w: Words): void {
  root.dataset.open = `${open}`;
  more.setAttribute("aria-expanded", `${open}`);
  more.textContent = open ? w.less : w.more;
}
