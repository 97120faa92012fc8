// What the server says, and how it is asked. Nothing else in the page fetches.

import type { MultiPolygon, Polygon } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import type { components, paths } from "./generated/api";
import { noteReply } from "./kept";
import type { Instead } from "./offline/instead";
import type { SpriteImage } from "./sprite";
import type { Lang, Place } from "./state";

type Schemas = components["schemas"];
type Reply<Path extends "/v1/layers" | "/v1/at"> =
  paths[Path]["get"]["responses"][200]["content"]["application/json"];
/** What an address takes behind its `?`. */
type Query<
  Path extends
    | "/v1/at"
    | "/v1/search"
    | "/v1/reverse"
    | "/v1/around"
    | "/v1/schools"
    | "/v1/exposure"
    | "/v1/within",
> = NonNullable<paths[Path]["get"]["parameters"]["query"]>;

/** A text in several languages, keyed by language tag. */
export type Text = Schemas["Words"];

/** West, south, east, north in degrees. */
export type Bounds = Schemas["CityInfo"]["area"];

export type Provenance = Schemas["Provenance"];
export type Layer = Schemas["LayerInfo"];
export type ServedLayer = Extract<Layer, { status: "served" }>;
export type RefusedLayer = Extract<Layer, { status: "refused" }>;
export type FieldInfo = Schemas["FieldInfo"];
export type City = Schemas["CityInfo"];
export type Catalog = Reply<"/v1/layers">;
export type Unit = Schemas["Unit"];
export type Finding = Schemas["Finding"];
export type Zone = Schemas["Zone"];
export type Population = Schemas["PopulationOfUnit"];
export type Answer = Reply<"/v1/at">;
export type Found = Schemas["Found"];
export type Feature = Schemas["Feature"];
export type Around = Schemas["Around"];
export type Facility = Schemas["AroundFacility"];
export type AroundHazard = Schemas["AroundHazard"];
export type Exposure = Schemas["Exposure"];
export type Exposed = Schemas["Exposed"];
export type ExposedUnit = Schemas["ExposedUnit"];
export type Figures = Schemas["Figures"];
export type ClassRow = Schemas["ClassRow"];
export type PageOfFeatures = Schemas["PageOfFeatures"];
export type Schools = Schemas["Schools"];
export type School = Schemas["SchoolOf"];
export type Admission = Schemas["AdmissionOfYear"];
export type ZonesOfSchool = Schemas["ZonesOfSchool"];
export type SourceNote = Schemas["SourceNote"];

/** A layer of the catalogue, where it is served. */
export function servedLayer(catalog: Catalog, id: string): ServedLayer | undefined {
  const layer = catalog.layers.find((one) => one.id === id);
  return layer?.status === "served" ? layer : undefined;
}

/** The server answered, and said no: an RFC 9457 problem. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** The place at fault in what was sent. */
    readonly at: readonly [lon: number, lat: number] | null = null,
  ) {
    super(detail || title);
  }
}

/** The server has no time now, and asks to be asked again. */
export class BusyError extends ProblemError {
  constructor(
    { status, title, detail }: ProblemError,
    /** After how long. Units: seconds. */
    readonly wait_s: number,
  ) {
    super(status, title, detail);
  }
}

/** No answer came: no network, or it took too long. */
export class OfflineError extends Error {
  /** What is said in the place of the answer. */
  readonly instead: Instead | undefined;

  constructor(
    message: string,
    { instead, ...options }: ErrorOptions & { instead?: Instead | undefined },
  ) {
    super(message, options);
    this.instead = instead;
  }
}

const PATIENCE_MS = 20_000;

/** What says that the server is busy, and how long is waited where it does not say. */
const BUSY: readonly number[] = [429, 503];
const WAIT_S = 2;

export function getCatalog(lang: Lang, signal?: AbortSignal): Promise<Catalog> {
  return getJson("/v1/layers", lang, signal);
}

export function getStyle(name: string, lang: Lang): Promise<StyleSpecification> {
  return getJson(`/styles/${name}`, lang);
}

/** Which image stands where on a sprite's sheet. It has no words in it. */
export function getSpriteIndex(url: string): Promise<Record<string, SpriteImage>> {
  return getJson(url, "id");
}

/** What is asked about a place. */
export interface Asked {
  place: Place;
  lang: Lang;
}

export function getAnswer({ place, lang }: Asked, signal: AbortSignal): Promise<Answer> {
  const query = { ...place, lang } satisfies Query<"/v1/at">;
  return getJson(`/v1/at?${written(query)}`, lang, signal);
}

/** What is searched for, and around where: what is near comes first. */
export interface Sought {
  text: string;
  near: Place | null;
  lang: Lang;
}

export function getFound({ text, near, lang }: Sought, signal: AbortSignal): Promise<Found> {
  const around = near && { lon: near.lon, lat: near.lat };
  const query = { q: text, ...around, limit: 6, lang } satisfies Query<"/v1/search">;
  return getJson(`/v1/search?${written(query)}`, lang, signal);
}

export function getReverse({ place, lang }: Asked, signal: AbortSignal): Promise<Found> {
  const query = { ...place, lang } satisfies Query<"/v1/reverse">;
  return getJson(`/v1/reverse?${written(query)}`, lang, signal);
}

/** Without kinds of facilities all of them are asked for. */
export function getAround(
  { place, lang, radius_m, kinds }: Asked & { radius_m?: number; kinds?: readonly string[] },
  signal: AbortSignal,
): Promise<Around> {
  const query = {
    ...place,
    ...(radius_m !== undefined && { radius_m }),
    ...(kinds?.length && { kinds: [...kinds] }),
    lang,
  } satisfies Query<"/v1/around">;
  return getJson(`/v1/around?${written(query)}`, lang, signal);
}

/** `limit`: how many schools besides those whose zone holds the place. */
export function getSchools(
  { place, lang, jenjang, limit }: Asked & { jenjang: string; limit: number },
  signal: AbortSignal,
): Promise<Schools> {
  const query = { ...place, jenjang, limit, lang } satisfies Query<"/v1/schools">;
  return getJson(`/v1/schools?${written(query)}`, lang, signal);
}

export function getZones(npsn: string, lang: Lang, signal: AbortSignal): Promise<ZonesOfSchool> {
  return getJson(`/v1/schools/${encodeURIComponent(npsn)}/zone?${written({ lang })}`, lang, signal);
}

/** What is true of an area, such as a kelurahan. */
export function getAreaAnswer(
  { layer, id, lang }: { layer: string; id: string; lang: Lang },
  signal: AbortSignal,
): Promise<Exposure> {
  const path = `/v1/at/${encodeURIComponent(layer)}/${encodeURIComponent(id)}`;
  return getJson(`${path}?${written({ lang })}`, lang, signal);
}

/** How much lies in which class, of every unit of a level. */
export function getExposure(level: string, lang: Lang, signal: AbortSignal): Promise<Exposure> {
  const query = { by: level, lang } satisfies Query<"/v1/exposure">;
  return getJson(`/v1/exposure?${written(query)}`, lang, signal);
}

/** The same of an area of one's own. */
export function getExposureOf(
  area: Polygon | MultiPolygon,
  lang: Lang,
  signal: AbortSignal,
): Promise<Exposure> {
  return getJson(`/v1/exposure?${written({ lang })}`, lang, signal, area);
}

/** A page of the features of a layer in a box; `cursor` is `next` of the page before. */
export function getFeatures(
  { layer, box, cursor, lang }: { layer: string; box: Bounds; cursor?: string; lang: Lang },
  signal?: AbortSignal,
): Promise<PageOfFeatures> {
  const page = cursor === undefined ? {} : { cursor };
  const query = { layers: [layer], bbox: box, limit: 1000, lang, ...page };
  return getJson(`/v1/within?${written(query satisfies Query<"/v1/within">)}`, lang, signal);
}

/** Lists are written with commas. */
function written(query: Record<string, string | number | readonly unknown[]>): URLSearchParams {
  return new URLSearchParams(Object.entries(query).map(([name, value]) => [name, `${value}`]));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** `body`: what is asked about, where an address cannot say it. */
async function getJson<T>(
  path: string,
  lang: Lang,
  signal?: AbortSignal,
  body?: Polygon | MultiPolygon,
): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const either = signal ? AbortSignal.any([signal, patience]) : patience;
  try {
    const type = body && { "content-type": "application/geo+json" };
    const response = await fetch(path, {
      headers: { accept: "application/json", "accept-language": lang, ...type },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      signal: either,
    });
    if (!response.ok) throw await problemOf(response);
    const answer = (await response.json()) as T;
    noteReply(answer, response);
    return answer;
  } catch (error) {
    if (error instanceof ProblemError || signal?.aborted) throw error;
    throw new OfflineError("no answer", { cause: error });
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  // What stands between us and the server may say something else, or nothing.
  const body: Partial<Schemas["Problem"]> | null = await response.json().catch(() => null);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const [lon, lat] = Array.isArray(body?.at) ? body.at : [];
  const at = typeof lon === "number" && typeof lat === "number" ? ([lon, lat] as const) : null;
  const problem = new ProblemError(response.status, text(body?.title), text(body?.detail), at);
  if (!BUSY.includes(response.status)) return problem;
  return new BusyError(problem, Number(response.headers.get("retry-after")) || WAIT_S);
}
