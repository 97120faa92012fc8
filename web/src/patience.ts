// The server is busy: it is asked again when it said, by itself, until it has time.

import { BusyError } from "./api";

/** Units: seconds. */
const MOST_S = 60;

/** Gives the answer, or why else there is none. `onBusy` is told how many seconds it waits. */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  onBusy: (wait_s: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      // Each time longer: those who wait must not be what keeps it busy.
      const wait_s = Math.max(error.wait_s, Math.min(MOST_S, 2 ** turn));
      onBusy(wait_s);
      await pause(wait_s, signal);
    }
  }
}

function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
