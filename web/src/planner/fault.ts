// Where an area is wrong, of which the server tells no more than a sentence.

import type { Reply } from "../question";
import type { Corner } from "./shape";

/** A longitude and a latitude as the server writes places: to six decimals. */
const PLACE = /(-?\d+\.\d{6}) (-?\d+\.\d{6})/;

export function faultOf(reply: Reply<unknown> | undefined): Corner | null {
  const [, lon, lat] = (reply?.kind === "problem" && PLACE.exec(reply.detail)) || [];
  return lon === undefined || lat === undefined ? null : [Number(lon), Number(lat)];
}
