// What the server says, and how it is asked. Nothing else in the page fetches.

import type { StyleSpecification } from "maplibre-gl";
import type { components, paths } from "./generated/api";
import type { SpriteImage } from "./sprite";
import type { Lang, Place } from "./state";

type Schemas = components["schemas"];
type Reply<Path extends "/v1/layers" | "/v1/at"> =
  paths[Path]["get"]["responses"][200]["content"]["application/json"];
type Question = paths["/v1/at"]["get"]["parameters"]["query"];

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
  ) {
    super(detail || title);
  }
}

/** No answer came: no network, or it took too long. */
export class OfflineError extends Error {}

const PATIENCE_MS = 20_000;

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

export function getAnswer(place: Place, lang: Lang, signal?: AbortSignal): Promise<Answer> {
  const question: Question = { lon: place.lon, lat: place.lat, lang };
  const query = Object.entries(question).map(([name, value]) => [name, `${value}`]);
  return getJson(`/v1/at?${new URLSearchParams(query)}`, lang, signal);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function getJson<T>(path: string, lang: Lang, signal?: AbortSignal): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const either = signal ? AbortSignal.any([signal, patience]) : patience;
  try {
    const response = await fetch(path, {
      headers: { accept: "application/json", "accept-language": lang },
      signal: either,
    });
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as T;
  } catch (error) {
    if (error instanceof ProblemError || signal?.aborted) throw error;
    throw new OfflineError("no answer", { cause: error });
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const member = (name: string) => {
    const value = (body as Record<string, unknown> | null)?.[name];
    return typeof value === "string" ? value : "";
  };
  return new ProblemError(response.status, member("title"), member("detail"));
}
