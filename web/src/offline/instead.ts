// What the page says where no answer came: what the map says that is kept on this device.

import { type Asked, OfflineError } from "../api";
import type { FindingContext } from "../finding";
import type { Sheet } from "../sheet";

export interface InsteadContext extends FindingContext {
  onRetry: () => void;
}

/** Draws it. */
export type Instead = (context: InsteadContext) => Sheet;

/** The answer; a failure for want of a network takes along what the kept map says. */
export async function orDrawn<Answer>(answer: Promise<Answer>, asked: Asked): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof OfflineError)) throw error;
    throw new OfflineError(error.message, { cause: error, instead: await drawn(asked) });
  }
}

/** Its code comes only now; it is kept with the page. */
async function drawn(asked: Asked): Promise<Instead | undefined> {
  try {
    const { drawnAnswer } = await import("./drawn");
    return await drawnAnswer(asked);
  } catch {
    return undefined; // Nothing is kept.
  }
}
