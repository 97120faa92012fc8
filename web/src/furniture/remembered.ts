// Whether the reader wants the legend unfolded: remembered by the browser, not by the link.

const KEY = "wareng.legend";

/** A phone has no room for it beside the map. */
const WIDE = window.matchMedia("(min-width: 761px)");

export function startsOpen(): boolean {
  try {
    const said = localStorage.getItem(KEY);
    return said === null ? WIDE.matches : said === "open";
  } catch {
    return WIDE.matches; // A browser may refuse to remember anything.
  }
}

export function remember(open: boolean): void {
  try {
    localStorage.setItem(KEY, open ? "open" : "folded");
  } catch {
    // Then it is as at the start next time.
  }
}
