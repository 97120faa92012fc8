// The maps that a city has: themes of the server's styles, each by day and by night.

import type { Catalog, Layer } from "./api";
import type { MapId, State, Who } from "./state";
import type { Words } from "./words";

/** A map as it looks: which one, and whether by night. */
export interface Look {
  map: MapId;
  night: boolean;
}

/** What a map is about, in the words of the page. */
export type Subject = keyof Words["maps"];

/** What only this map draws; a city without any of it needs no such map. */
const OWN_KINDS: [MapId, readonly string[]][] = [
  ["bahaya", ["hazard", "facility"]],
  ["sekolah", ["school", "zoning"]],
  ["penduduk", ["population"]],
];

/** The maps that show something in this city, the first of them at the start. */
export function mapsOf({ layers }: Catalog): MapId[] {
  const draws = (kinds: readonly string[]) =>
    layers.some(
      (layer) => layer.status === "served" && layer.tiles && kinds.includes(kindOf(layer)),
    );
  const own = OWN_KINDS.filter(([, kinds]) => draws(kinds)).map(([map]) => map);
  return [...own, "dasar"];
}

/** Whether a layer is of a kind that only this map draws. */
export function isOwn(layer: Layer, map: MapId): boolean {
  return OWN_KINDS.some(([one, kinds]) => one === map && kinds.includes(kindOf(layer)));
}

/** The map that each begins with; null is the first that the city has. */
const FIRST: Record<Who, MapId | null> = {
  resident: null,
  parent: "sekolah",
  planner: null,
  responder: null,
};

/** The map that a state asks for. */
export function mapAsked({ map, who }: Pick<State, "map" | "who">): MapId | null {
  return map ?? FIRST[who];
}

/** A map as a link has it, which says only what differs. */
export function mapInLink(map: MapId | null, who: Who, maps: readonly MapId[]): MapId | null {
  return map === (FIRST[who] ?? maps[0]) ? null : map;
}

/** The map that is asked for where the city has it, else the city's first. */
export function mapOf(asked: MapId | null, catalog: Catalog | undefined): MapId {
  if (!catalog) return asked ?? "bahaya";
  const maps = mapsOf(catalog);
  return asked && maps.includes(asked) ? asked : (maps[0] ?? "dasar");
}

/** A map of hazards in a city without any is one of its facilities. */
export function subjectOf(map: MapId, catalog: Catalog): Subject {
  return map === "bahaya" && !hasKind(catalog, "hazard") ? "fasilitas" : map;
}

/** What the map is about, once that is known. */
export function mapTitle(map: MapId, catalog: Catalog | undefined, w: Words): string {
  return catalog ? w.mapTitles[subjectOf(map, catalog)] : w.tagline;
}

/** Whether there is a layer of this kind, and be it one that is refused. */
export function hasKind(catalog: Catalog, kind: string): boolean {
  return catalog.layers.some((layer) => kindOf(layer) === kind);
}

/** A layer that is refused may not say of what kind it is. */
export function kindOf(layer: Layer): string {
  return layer.kind ?? "";
}

/** What a click on this map tells first. */
export function topicOf(map: MapId, catalog: Catalog): keyof Words["hints"] {
  if (map === "bahaya" && hasKind(catalog, "hazard")) return "hazard";
  if (map === "sekolah" && hasKind(catalog, "zoning")) return "zoning";
  if (map === "penduduk" && hasKind(catalog, "population")) return "population";
  return "place";
}

/** The name of its style at the server. */
export function styleName({ map, night }: Look): string {
  return `${map}-${night ? "malam" : "siang"}`;
}

export function sameLook(a: Look, b: Look): boolean {
  return a.map === b.map && a.night === b.night;
}
