// What a planner's link says. Pure: the words of a link in, a plan out, and back.

import type { Own, State } from "../state";
import {
  formatRing,
  formatShape,
  MOST_IN_LINK,
  parseRing,
  parseShape,
  type Ring,
  type Shape,
} from "./shape";

/** What is asked about, or on its way to be. */
export type Task =
  | { kind: "units"; chosen: readonly string[] }
  | { kind: "draw"; corners: Ring }
  | { kind: "upload" }
  | { kind: "area"; shape: Shape; editing: boolean }
  /** An area that is too large for a link: this page has it, another does not. */
  | { kind: "held" };

export interface Plan {
  task: Task;
  /** The level whose units are told; null is the first of the city. */
  level: string | null;
  /** The figure that is ranked and coloured, as it is written; null is the first there is. */
  figure: string | null;
  /** The hazard that a second map shows. */
  beside: string | null;
  /** Which columns the table has; null is the first choice. */
  columns: string | null;
  /** What the names in the list are to hold. */
  find: string;
  /** Whether the map shows the hazards themselves instead of the figure. */
  plain: boolean;
  /** Whether the list shows all units. */
  all: boolean;
  /** Whether the sheet is put away. */
  shut: boolean;
}

/** More would make a link that is too long; nobody chooses so many by hand. */
const MOST_CHOSEN = 300;

export function planOf(own: Own): Plan {
  return {
    task: taskOf(own),
    level: own.by ?? null,
    figure: own.figure ?? null,
    beside: own.beside ?? null,
    columns: own.columns ?? null,
    find: own.find ?? "",
    plain: own.plain === "1",
    all: own.all === "1",
    shut: own.shut === "1",
  };
}

export function ownOf({ task, level, plain, all, shut, ...rest }: Plan): Own {
  const { figure, beside, columns, find } = rest;
  const words = {
    ...taskWords(task),
    by: level,
    figure,
    beside,
    columns,
    find,
    plain: plain && "1",
    all: all && "1",
    shut: shut && "1",
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value)) as Own;
}

/** The task of an area, by whether a link can carry it. */
export function taskFor(shape: Shape): Task {
  const carried = parseShape(formatShape(shape));
  return carried ? { kind: "area", shape: carried, editing: false } : { kind: "held" };
}

/** Whether nothing else is different than what the names in the list are to hold. */
export function sameButFind(a: State, b: State): boolean {
  const rest = ({ own: { find: _, ...own }, lang, map, night }: State) =>
    JSON.stringify([own, lang, map, night]);
  return rest(a) === rest(b);
}

function taskOf({ task, area, draft, units }: Own): Task {
  const shape = area ? parseShape(area) : null;
  if (shape) return { kind: "area", shape, editing: task === "edit" };
  if (task === "draw") {
    const corners = draft && draft.length <= MOST_IN_LINK ? parseRing(draft) : null;
    return { kind: "draw", corners: corners ?? [] };
  }
  if (task === "upload" || task === "held") return { kind: task };
  const chosen = [...new Set((units ?? "").split(",").filter((code) => code))];
  return { kind: "units", chosen: chosen.slice(0, MOST_CHOSEN) };
}

function taskWords(task: Task): Record<string, string | false> {
  switch (task.kind) {
    case "units":
      return { units: task.chosen.join(",") };
    case "draw":
      return { task: "draw", draft: formatRing(task.corners) };
    case "area":
      return { area: formatShape(task.shape), task: task.editing && "edit" };
    default:
      return { task: task.kind };
  }
}
