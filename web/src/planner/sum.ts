// Several units together. The server rounds so that units add up; so do these.

import type { ClassRow, Exposed, Figures } from "../api";

export function together(units: readonly Exposed[]): Exposed | null {
  const [first] = units;
  if (!first) return null;
  const whole = sum(units);
  const hazards = Object.entries<ClassRow[]>(first.hazards).map(([hazard, rows]) => [
    hazard,
    rows.map((row) => sumRow(row, hazard, units, whole)),
  ]);
  const hidden = [...new Set(units.flatMap((unit) => unit.hidden ?? []))];
  return {
    ...whole,
    ...(hidden.length > 0 && { hidden }),
    hazards: Object.fromEntries(hazards),
  };
}

/** Whether two rows of a hazard say the same. */
export function sameClass(a: ClassRow, b: ClassRow): boolean {
  return a.status === b.status && a.class === b.class;
}

function sumRow(
  row: ClassRow,
  hazard: string,
  units: readonly Exposed[],
  whole: Figures,
): ClassRow {
  const rows = units.flatMap(({ hazards }) =>
    (hazards[hazard] ?? []).filter((one) => sameClass(one, row)),
  );
  const { status, class: id, label } = row;
  const figures = sum(rows);
  return {
    status,
    ...(id !== undefined && { class: id }),
    ...(label !== undefined && { label }),
    ...figures,
    share: part(figures.area_m2, whole.area_m2),
    ...(figures.people !== undefined && {
      people_share: part(figures.people, whole.people ?? 0),
    }),
  };
}

function sum(all: readonly Figures[]): Figures {
  const add = (a: number, b: number) => a + b;
  return all
    .map(({ area_m2, people, measures, facilities }) => ({
      area_m2,
      ...(people !== undefined && { people }),
      ...(measures && { measures }),
      ...(facilities && { facilities }),
    }))
    .reduce((one, other) => ({
      area_m2: one.area_m2 + other.area_m2,
      ...joined("people", one.people, other.people, add),
      ...joined("measures", one.measures, other.measures, (a, b) => merge(a, b, add)),
      ...joined("facilities", one.facilities, other.facilities, (a, b) =>
        merge(a, b, (x, y) => ({
          count: x.count + y.count,
          ...joined("sums", x.sums, y.sums, (s, t) => merge(s, t, add)),
        })),
      ),
    }));
}

/** A member that either may lack. */
function joined<Name extends string, T>(
  name: Name,
  one: T | undefined,
  other: T | undefined,
  join: (a: T, b: T) => T,
): { [name in Name]?: T } {
  const value = one === undefined ? other : other === undefined ? one : join(one, other);
  return (value === undefined ? {} : { [name]: value }) as { [name in Name]?: T };
}

function merge<T>(
  one: Record<string, T>,
  other: Record<string, T>,
  join: (a: T, b: T) => T,
): Record<string, T> {
  const all = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = all[name];
    all[name] = before === undefined ? value : join(before, value);
  }
  return all;
}

function part(amount: number, whole: number): number {
  return whole > 0 ? amount / whole : 0;
}
