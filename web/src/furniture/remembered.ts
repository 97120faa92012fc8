// Whether the reader wants the legend unfolded: remembered by the browser, not by the link.

const KEY = "wareng.legend";

/** Elsewhere there is no room for it beside the city. */
const WIDE = window.matchMedia("(min-width: 1080px)");

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
