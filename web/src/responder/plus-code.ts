// Plus codes (Open Location Code) of ten digits, an area of some 14 by 14 metres. Pure.

import type { Place } from "../state";

const DIGITS = "23456789CFGHJMPQRVWX";
const BASE = DIGITS.length;
const PAIRS = 5;
/** Where the `+` stands. */
const AREA_DIGITS = 8;
/** Cells of the last pair in a degree. */
const PER_DEGREE = 8000;

export function plusCode({ lon, lat }: Place): string {
  let north = Math.min(Math.max(cells(lat + 90), 0), 180 * PER_DEGREE - 1);
  let east = modulo(cells(lon + 180), 360 * PER_DEGREE);
  let code = "";
  for (let pair = 0; pair < PAIRS; pair++) {
    code = digit(north) + digit(east) + code;
    north = Math.floor(north / BASE);
    east = Math.floor(east / BASE);
  }
  return `${code.slice(0, AREA_DIGITS)}+${code.slice(AREA_DIGITS)}`;
}

/** Whole cells; what is written in decimals and lies on a border may come out a hair below it. */
function cells(degrees: number): number {
  return Math.floor(Number((degrees * PER_DEGREE).toFixed(6)));
}

function digit(value: number): string {
  return DIGITS.charAt(modulo(value, BASE));
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
