// What this page has spent of the reader's data since it was opened.

import { type Cost, WORKER_CHANNEL, watchRequests } from "./cost";

/** A page does not see the requests of its workers: they tell them on a channel of this name. */
export const SPENT_CHANNEL = `spent-${performance.timeOrigin}-${Math.random()}`;

const listeners = new Set<() => void>();
let sum: Cost = { bytes: 0, requests: 0 };

watchRequests(["navigation", "resource"], add);
for (const name of [SPENT_CHANNEL, WORKER_CHANNEL]) {
  new BroadcastChannel(name).addEventListener("message", ({ data }: MessageEvent<Cost>) =>
    add(data),
  );
}

export function spent(): Cost {
  return sum;
}

/** Calls whenever more was spent, until what it gives back is called. */
export function onSpent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function add({ bytes, requests }: Cost): void {
  sum = { bytes: sum.bytes + bytes, requests: sum.requests + requests };
  for (const listener of listeners) listener();
}
