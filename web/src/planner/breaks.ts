// Classes of a figure for a map: as many units in each, the limits as round as two digits are.

export const CLASSES = 5;

/**
 * From which value each class goes, ascending, the first of them 0: who has nothing at all is
 * in no class. Fewer than `CLASSES` where values are few or alike.
 */
export function quantiles(values: readonly number[]): number[] {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (!some.length) return [];
  const limits = Array.from({ length: CLASSES - 1 }, (_, i) =>
    round(some[Math.floor((some.length * (i + 1)) / CLASSES)] ?? 0),
  );
  const apart = limits.filter((limit, i) => limit > (i ? (limits[i - 1] ?? 0) : 0));
  const most = some.at(-1) ?? 0;
  return [0, ...apart.filter((limit) => limit <= most)];
}

/** The class of a value, from 0; null for nothing. */
export function classOf(value: number, breaks: readonly number[]): number | null {
  if (value <= 0) return null;
  return breaks.filter((from) => from <= value).length - 1;
}

function round(value: number): number {
  return Number(value.toPrecision(2));
}
