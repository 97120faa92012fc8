// The sheet while there is no answer: it is waited for, did not come, or the area is refused.

import type { Exposure } from "../api";
import { el } from "../dom";
import type { Reply } from "../question";
import { failed, type Sheet, waiting } from "../sheet";
import type { Words } from "../words";
import { canEdit } from "./corners";
import { key } from "./keys";
import type { Corner, Shape } from "./shape";

export interface UnansweredEvents {
  onRetry: () => void;
  /** To the place of the border that is wrong. */
  onMend: (fault: Corner) => void;
}

export function unanswered(
  reply: Reply<Exposure> | undefined,
  shape: Shape | null,
  w: Words,
  { onRetry, onMend }: UnansweredEvents,
): Sheet | null {
  if (!reply || reply.kind === "loading") {
    return waiting(w.planner.asking, reply?.slow ?? false, w);
  }
  if (reply.kind === "answer") return null;
  const fault = reply.kind === "problem" ? reply.at : null;
  return shape && fault ? refused(shape, w, () => onMend(fault)) : failed(reply, w, onRetry);
}

/** What is wrong with a border is marked on the map, and mended there. */
function refused(shape: Shape, { planner: w }: Words, onMend: () => void): Sheet {
  const mend = key(w.mend, { focus: "mend", look: "button" }, onMend);
  return {
    state: "problem",
    key: "problem",
    title: { text: w.wrongBorder },
    lines: [],
    small: [],
    body: [
      el("p", { class: "failure", role: "alert" }, w.wrongBorderDetail),
      // What comes from a file may have too many corners to be moved by hand.
      canEdit(shape) ? mend : null,
    ],
  };
}
