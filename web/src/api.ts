// What the server says, and how it is asked. Nothing else in the page fetches.

import type { StyleSpecification } from "maplibre-gl";
import type { Lang, Place } from "./state";

/** A text in several languages, keyed by language tag. */
export type Text = Record<string, string>;

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number];

export interface HazardClass {
  id: string;
  label: Text;
  meaning?: Text;
  advice?: Text;
  color: string;
}

export interface Provenance {
  publisher?: string;
  licence?: string;
  /** The date of the data: a year, a month or a day of ISO 8601. */
  dated?: string;
  link?: string;
  contact?: string;
}

export interface Repair {
  reason: string;
  count: number;
  example?: string;
}

export interface Layer {
  id: string;
  kind: string;
  title: Text;
  status: "served" | "refused";
  problems?: string[];
  version?: string;
  features?: number;
  bounds?: Bounds;
  min_zoom?: number;
  max_zoom?: number;
  /** Absent when the layer has no geometry, so nothing to draw. */
  tiles?: string;
  /** Hazard layers only, from the least grave to the gravest. */
  classes?: HazardClass[];
  fields?: { name: string; type: string; label?: Text; tile: boolean }[];
  provenance?: Provenance;
  report?: { read: number; kept: number; repairs: Repair[]; warnings: string[] };
}

export interface City {
  name: Text;
  code: string;
  notice?: Text;
  area: Bounds;
  view: { lon: number; lat: number; zoom: number };
  emergency?: string;
  contact?: string;
  levels: { id: string; label: Text }[];
}

export interface Catalog {
  snapshot: string;
  city: City;
  layers: Layer[];
}

export interface NamedUnit {
  code: string;
  name: string;
}

export interface Unit extends Partial<NamedUnit> {
  level: string;
  status: "inside" | "gap" | "outside";
  /** Metres to the border of the unit. */
  border_m?: number;
  also?: NamedUnit[];
  nearest?: NamedUnit & { distance_m: number };
}

export interface Finding {
  layer: string;
  kind: string;
  title: string;
  status: "mapped" | "none" | "unmapped" | "unavailable";
  class?: string;
  label?: string;
  meaning?: string;
  advice?: string;
  color?: string;
  also?: { class: string; label: string }[];
  /** Metres to the nearest border. */
  border_m?: number;
  worse?: { class: string; label: string; distance_m: number };
  edge?: "near" | "clear";
}

export interface Zone {
  layer: string;
  title: string;
  id: string;
  name?: string;
  properties?: Record<string, unknown>;
}

export interface Population extends NamedUnit {
  level: string;
  people: number;
  layer: string;
  sums?: Record<string, number>;
}

export interface Answer {
  snapshot: string;
  place: Place;
  notice?: string;
  units: Unit[];
  findings: Finding[];
  zones: Zone[];
  population: Population | null;
  sources: Record<string, Provenance & { version?: string }>;
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

export function getStyle(lang: Lang, signal?: AbortSignal): Promise<StyleSpecification> {
  return getJson("/styles/bahaya-siang", lang, signal);
}

export function getAnswer(place: Place, lang: Lang, signal?: AbortSignal): Promise<Answer> {
  const query = new URLSearchParams({ lon: `${place.lon}`, lat: `${place.lat}`, lang });
  return getJson(`/v1/at?${query}`, lang, signal);
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
