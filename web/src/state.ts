// What a link carries: for whom the page is, the language, the asked place, the hidden layers,
// how opaque the others are, the view, and what only the page of that person knows.
// It stands behind the `#`, which a browser never sends: the server's log must
// not learn which place a person shared or reloaded.

export type Lang = "id" | "en";

/** For whom the page is. */
export type Who = "resident" | "parent" | "planner" | "responder";

export const PEOPLE = ["resident", "parent", "planner", "responder"] as const satisfies Who[];

/** What a link says for one of them alone, by words that only their page reads. */
export type Own = Readonly<Record<string, string>>;

/** A theme of the server's styles. */
export type MapId = "bahaya" | "sekolah" | "penduduk" | "dasar";

/** Degrees, WGS 84. */
export interface Place {
  lon: number;
  lat: number;
}

export interface View extends Place {
  zoom: number;
}

export interface State {
  lang: Lang;
  who: Who;
  /** The chosen map; null is that of the person, or the first that the city has. */
  map: MapId | null;
  /** Night or day, as chosen; null goes with the reader's system. */
  night: boolean | null;
  at: Place | null;
  /** Layers that the style shows and the reader switched off, sorted. */
  hide: readonly string[];
  /** Layers that the style leaves off and the reader switched on, sorted. */
  show: readonly string[];
  /** How opaque layers are that the reader made fainter. */
  opacity: Opacities;
  view: View | null;
  own: Own;
}

export type Choice = Pick<State, "hide" | "show">;

/** By layer. Units: per cent of what the style has. */
export type Opacities = Readonly<Record<string, number>>;

/** A layer that is switched on is never so faint that it seems to be off. Units: per cent. */
export const LEAST_OPACITY = 20;
export const FULL_OPACITY = 100;

export const START: State = {
  lang: "id",
  who: "resident",
  map: null,
  night: null,
  at: null,
  hide: [],
  show: [],
  opacity: {},
  view: null,
  own: {},
};

const MAPS: readonly string[] = ["bahaya", "sekolah", "penduduk", "dasar"] satisfies MapId[];
/** `in` is the old code of Indonesian; who reads Javanese or Sundanese reads Indonesian. */
const INDONESIAN = ["id", "in", "jv", "su"];
/** The words of a link that every page reads. */
const SHARED = ["lang", "who", "map", "night", "at", "hide", "show", "opacity", "view"];
const OWN_WORD = /^[a-z]{1,20}$/;
/** With a point what is no layer of the city, such as the basemap. */
const LAYER_ID = /^[a-z0-9_.-]+$/;

/** The language of a page whose link names none: English for those who ask for no Indonesian. */
export function startLang(wanted: readonly string[]): Lang {
  const tags = wanted.map((tag) => tag.toLowerCase().split(/[-_]/)[0] ?? "");
  return tags.includes("en") && !tags.some((tag) => INDONESIAN.includes(tag)) ? "en" : "id";
}

/**
 * Reads what it can and leaves the rest at its default: a link may be cut short.
 * `start` is the language where the link names none.
 */
export function parseHash(hash: string, start: Lang = START.lang): State {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const at = numbers(query.get("at"), 2);
  const view = numbers(query.get("view"), 3);
  return {
    lang: langOf(query.get("lang")) ?? start,
    who: PEOPLE.find((one) => one === query.get("who")) ?? START.who,
    map: mapId(query.get("map")),
    night: flag(query.get("night")),
    at: at ? place(at) : null,
    hide: sortedIds((query.get("hide") ?? "").split(",")),
    show: sortedIds((query.get("show") ?? "").split(",")),
    opacity: opacitiesOf((query.get("opacity") ?? "").split(",")),
    view: view ? viewOf(view) : null,
    own: ownOf(query),
  };
}

/** The hash of a state, `#` included; the start state has none. */
export function formatHash(state: State, start: Lang = START.lang): string {
  const parts: string[] = [];
  if (state.lang !== start) parts.push(`lang=${state.lang}`);
  if (state.who !== START.who) parts.push(`who=${state.who}`);
  if (state.map) parts.push(`map=${state.map}`);
  if (state.night !== null) parts.push(`night=${state.night ? 1 : 0}`);
  if (state.at) parts.push(`at=${degrees(state.at.lon)},${degrees(state.at.lat)}`);
  if (state.hide.length) parts.push(`hide=${state.hide.join(",")}`);
  if (state.show.length) parts.push(`show=${state.show.join(",")}`);
  const faint = Object.entries(state.opacity).sort();
  if (faint.length) parts.push(`opacity=${faint.map((one) => one.join(":")).join(",")}`);
  if (state.view) {
    const { lon, lat, zoom } = state.view;
    parts.push(`view=${degrees(lon, 5)},${degrees(lat, 5)},${degrees(zoom, 2)}`);
  }
  for (const [word, value] of Object.entries(state.own).sort()) {
    parts.push(`${word}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  }
  return parts.length ? `#${parts.join("&")}` : "";
}

/** A place as precise as a question needs it: six decimals, about 0.1 m. */
export function roundPlace({ lon, lat }: Place): Place {
  return { lon: Number(degrees(lon)), lat: Number(degrees(lat)) };
}

/** The layers that are off; `off` are those that the style leaves off. */
export function hiddenLayers({ hide, show }: Choice, off: readonly string[]): string[] {
  return sortedIds([...off.filter((id) => !show.includes(id)), ...hide]);
}

/** What a link must say after a switch: only what differs from the style. */
export function withLayer(
  { hide, show }: Choice,
  off: readonly string[],
  id: string,
  shown: boolean,
): Choice {
  const without = (ids: readonly string[]) => ids.filter((other) => other !== id);
  const differs = shown === off.includes(id);
  return {
    hide: sortedIds(differs && !shown ? [...hide, id] : without(hide)),
    show: sortedIds(differs && shown ? [...show, id] : without(show)),
  };
}

/** What a link must say after a layer was made so opaque. */
export function withLayerOpacity(
  { opacity }: Pick<State, "opacity">,
  id: string,
  percent: number,
): Pick<State, "opacity"> {
  const { [id]: _, ...others } = opacity;
  return { opacity: percent < FULL_OPACITY ? { ...others, [id]: percent } : others };
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  return a === b || (a !== null && b !== null && a.lon === b.lon && a.lat === b.lat);
}

function ownOf(query: URLSearchParams): Own {
  const own = [...query].filter(
    ([word, value]) => OWN_WORD.test(word) && !SHARED.includes(word) && value,
  );
  return Object.fromEntries(own);
}

function langOf(text: string | null): Lang | null {
  return text === "id" || text === "en" ? text : null;
}

function mapId(text: string | null): MapId | null {
  return text !== null && MAPS.includes(text) ? (text as MapId) : null;
}

function flag(text: string | null): boolean | null {
  return text === "1" ? true : text === "0" ? false : null;
}

function sortedIds(ids: string[]): string[] {
  return [...new Set(ids.filter((id) => LAYER_ID.test(id)))].sort();
}

/** Each as `layer:percent`. */
function opacitiesOf(parts: string[]): Opacities {
  const pairs = parts
    .map((part) => part.split(":"))
    .map(([id = "", percent]): [string, number] => [id, Number(percent)])
    .filter(([id, percent]) => LAYER_ID.test(id) && Number.isInteger(percent))
    .filter(([, percent]) => percent >= LEAST_OPACITY && percent < FULL_OPACITY);
  return Object.fromEntries(pairs);
}

function numbers(text: string | null, count: number): number[] | null {
  const parts = (text ?? "").split(",");
  const values = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

function place(values: number[]): Place | null {
  const [lon = Number.NaN, lat = Number.NaN] = values;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

function viewOf(values: number[]): View | null {
  const center = place(values);
  const zoom = values[2] ?? Number.NaN;
  return center && zoom >= 0 && zoom <= 24 ? { ...center, zoom } : null;
}

function degrees(value: number, decimals = 6): string {
  return `${Number(value.toFixed(decimals))}`;
}
