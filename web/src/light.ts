// Day and night of the page around the map.

/** Whether the reader's system asks for night. */
export const NIGHT = window.matchMedia("(prefers-color-scheme: dark)");

// Paper is white.
window.addEventListener("beforeprint", () => show(false));
window.addEventListener("afterprint", () => show(chosen));

let chosen = false;

/** The style sheets have the colours; the browser's own bar takes the page's. */
export function setLight(night: boolean): void {
  chosen = night;
  show(night);
  const surface = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", surface);
}

function show(night: boolean): void {
  document.documentElement.dataset.flavor = night ? "malam" : "siang";
}
