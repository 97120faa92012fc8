// What requests cost, as the browser has measured them.

export interface Cost {
  bytes: number;
  requests: number;
}

/** The service worker tells all pages of the network that it uses for them. */
export const WORKER_CHANNEL = "spent";

/** What came out of the browser's own cache cost nothing. */
export function costOf(entries: readonly { transferSize: number }[]): Cost {
  const sizes = entries.map((one) => one.transferSize).filter((size) => size > 0);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), requests: sizes.length };
}

/** Tells of all requests of these types from here, also of those that were before. */
export function watchRequests(
  types: readonly ("navigation" | "resource")[],
  onCost: (cost: Cost) => void,
): void {
  const observer = new PerformanceObserver((list) =>
    onCost(costOf(list.getEntries() as PerformanceResourceTiming[])),
  );
  for (const type of types) observer.observe({ type, buffered: true });
}
