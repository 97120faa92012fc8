// What of a map lies free of what stands on it. Pure: boxes in, a box out. Units: pixels, from the
// map's top left corner.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A part that is narrower or lower is no room to show something in. */
const LEAST = 240;

/** What the sheet leaves; on a phone that begins where the map does, and stands on its bottom. */
export function besideSheet(map: Box, sheet: Box | null): Box {
  if (!sheet) return map;
  return sheet.left < map.right * 0.2
    ? { ...map, bottom: between(0, sheet.top, map.bottom) }
    : { ...map, right: between(0, sheet.left, map.right) };
}

/**
 * The larger part that the legend leaves, beside it or above it: it stands in the lower left
 * corner. All of it where neither has room.
 */
export function besideLegend(free: Box, legend: Box | null): Box {
  if (!legend || !meet(free, legend)) return free;
  const parts = [
    { ...free, left: legend.right },
    { ...free, bottom: legend.top },
  ].filter((part) => widthOf(part) >= LEAST && heightOf(part) >= LEAST);
  return parts.sort((a, b) => areaOf(b) - areaOf(a))[0] ?? free;
}

/** Whether something stands over a point. */
export function isOver(box: Box | null, { x, y }: { x: number; y: number }): boolean {
  return box !== null && x > box.left && x < box.right && y > box.top && y < box.bottom;
}

export function widthOf({ left, right }: Box): number {
  return right - left;
}

export function heightOf({ top, bottom }: Box): number {
  return bottom - top;
}

function areaOf(box: Box): number {
  return widthOf(box) * heightOf(box);
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
