import type { ControlPosition, IControl } from "maplibre-gl";
import type { Catalog } from "../api";
import type { Words } from "../words";
import { CenterControl } from "./center";
import { CreditControl } from "./credit";
import { NorthControl } from "./north";
import { ZoomControl } from "./zoom";

/** The controls of the map, from the top, in the words of one language. */
export function allControls(
  words: Words,
  catalog: Catalog,
  outside: readonly string[],
  onAsk: (lon: number, lat: number) => void,
): [IControl, ControlPosition][] {
  return [
    [new ZoomControl(words), "top-left"],
    [new CenterControl(words, onAsk), "top-left"],
    [new CreditControl(words, catalog, outside), "bottom-left"],
    [new NorthControl(words), "bottom-left"],
  ];
}
