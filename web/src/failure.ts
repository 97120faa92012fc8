// What stands in the place of the map when it cannot be there.

import { OfflineError, ProblemError } from "./api";
import { el } from "./dom";
import type { Words } from "./words";

/** Shows why, and a button to try again; takes it away where nothing failed. */
export function showFailure(root: HTMLElement, error: unknown, w: Words, retry: () => void): void {
  root.querySelector(".page-failure")?.remove();
  if (error === undefined) return;
  const button = el("button", { type: "button", class: "button" }, w.retry);
  button.addEventListener("click", retry);
  root.append(
    el(
      "div",
      { class: "page-failure", role: "alert" },
      el("h2", {}, w.pageFailed),
      el("p", {}, reason(error, w)),
      button,
    ),
  );
}

function reason(error: unknown, w: Words): string {
  if (error instanceof ProblemError) return error.detail || error.title || w.failedDetail;
  return error instanceof OfflineError ? w.offlineDetail : w.noWebgl;
}
