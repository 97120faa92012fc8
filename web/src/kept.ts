// What is shown that did not come from the server just now, but from what this device keeps.

/** The header by which a kept answer says when it was fetched (ISO 8601). */
export const KEPT = "wareng-kept";

const dates = new WeakMap<object, Date>();
const listeners = new Set<(since: Date | null) => void>();
let shown: Date | null = null;

/** Notes of an answer whether it was kept, and when it was fetched then. */
export function noteReply(answer: unknown, { headers }: Response): void {
  const date = keptDate(headers);
  if (date && typeof answer === "object" && answer) dates.set(answer, date);
  const before = shown;
  shown = date && before && before < date ? before : date;
  if (shown?.getTime() === before?.getTime()) return;
  for (const listener of listeners) listener(shown);
}

/** When the answer was fetched, if it was kept. */
export function keptAt(answer: object): Date | undefined {
  return dates.get(answer);
}

/** Calls with the oldest date of what is kept and shown; null once the server answers again. */
export function onKept(listener: (since: Date | null) => void): void {
  listeners.add(listener);
}

export function keptDate(headers: Headers): Date | null {
  const text = headers.get(KEPT);
  return text === null ? null : new Date(text);
}
