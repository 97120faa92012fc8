// Day and night of the page around the map.

/** Whether the reader's system asks for night. */
export const NIGHT = window.matchMedia("(prefers-color-scheme: dark)");

/** The style sheets have the colours; the browser's own bar takes the page's. */
export function setLight(night: boolean): void {
  const root = document.documentElement;
  root.dataset.flavor = night ? "malam" : "siang";
  const surface = getComputedStyle(root).getPropertyValue("--surface").trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", surface);
}
