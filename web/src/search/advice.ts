// What helps where a place was not found: nobody is sent to a map that is not there.

import { hasNoMap } from "../failure";
import type { Words } from "../words";

export function advice({ search }: Words): Words["search"]["withoutMap"] {
  return hasNoMap() ? search.withoutMap : search;
}
