// What stands in the place of the map when it cannot be there.

import { OfflineError, ProblemError } from "./api";
import { el } from "./dom";
import { type Failure, failureOf, told } from "./question";
import type { Words } from "./words";

/** Why there is no map: the server, the network, or a browser that cannot draw it. */
export type NoMap = Failure | { kind: "undrawn" };

export function noMapFor(error: unknown): NoMap {
  const unanswered = error instanceof ProblemError || error instanceof OfflineError;
  return unanswered ? failureOf(error) : { kind: "undrawn" };
}

export function hasNoMap(): boolean {
  return document.body.dataset.state === "failed";
}

/** Shows why, and a button to try again; takes it away where nothing failed. */
export function showFailure(
  root: HTMLElement,
  failure: NoMap | undefined,
  w: Words,
  retry: () => void,
): void {
  root.querySelector(".page-failure")?.remove();
  if (!failure) return;
  const button = el("button", { type: "button", class: "button" }, w.retry);
  button.addEventListener("click", retry);
  root.append(
    el(
      "div",
      { class: "page-failure", role: "alert" },
      el("h2", {}, failure.kind === "busy" ? w.busyTitle : w.pageFailed),
      el("p", {}, detailOf(failure, w)),
      button,
    ),
  );
}

function detailOf(failure: NoMap, w: Words): string {
  if (failure.kind === "undrawn") return w.noWebgl;
  // What could not be fetched is no answer here.
  return failure.kind === "offline" ? w.offlineDetail : told(failure, w).detail;
}
