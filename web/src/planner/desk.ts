// Where a planner says what is asked: units of a level, an area drawn by hand, or a file.

import type { Catalog } from "../api";
import { el } from "../dom";
import { coordinates } from "../format";
import type { Lang } from "../state";
import { say, words } from "../words";
import { canEdit } from "./corners";
import { key, refill, select } from "./keys";
import type { Plan, Task } from "./plan";
import { levelLabel, levelOf } from "./reading";
import { type Corner, cornersOf, type Ring, type Shape } from "./shape";
import type { Fault } from "./upload";

export interface DeskContext {
  plan: Plan;
  lang: Lang;
  catalog: Catalog | undefined;
  /** What was wrong with the last file. */
  fault: Fault | null;
  /** Whether the page has the area that no link can carry. */
  hasHeld: boolean;
  /** The corner that the keyboard moves. */
  corner: number;
  events: DeskEvents;
}

export interface DeskEvents {
  onTask: (task: Task) => void;
  onLevel: (level: string) => void;
  onOpen: () => void;
  onFile: (file: File) => void;
  onClose: (corners: Ring, byKeyboard: boolean) => void;
  /** Which corner the keyboard moves. */
  onCorner: (index: number) => void;
  onMoveCorner: () => void;
  onDropCorner: () => void;
}

export function showDesk(root: HTMLElement, context: DeskContext): void {
  root.setAttribute("aria-label", words(context.lang).planner.ask);
  refill(root, [tasks(context), ...controls(context)]);
}

/** What each of the keys begins, and under which tasks it is the one that is pressed. */
const KEYS = [
  { name: "units", begins: { kind: "units", chosen: [] }, of: ["units"] },
  { name: "draw", begins: { kind: "draw", corners: [] }, of: ["draw", "area"] },
  { name: "upload", begins: { kind: "upload" }, of: ["upload", "held"] },
] as const satisfies { name: string; begins: Task; of: Task["kind"][] }[];

function tasks({ plan, lang, events }: DeskContext): HTMLElement {
  const w = words(lang).planner;
  const keys = KEYS.map(({ name, begins, of }) => {
    const pressed = (of as readonly string[]).includes(plan.task.kind);
    return key(w.tasks[name], { focus: name, pressed }, () => events.onTask(begins));
  });
  return el("div", { class: "tasks", role: "group", "aria-label": w.ask }, ...keys);
}

function controls(context: DeskContext): (HTMLElement | null)[] {
  const { task } = context.plan;
  switch (task.kind) {
    case "units":
      return unitControls(context);
    case "draw":
      return drawControls(task.corners, context);
    case "upload":
      return uploadControls(context);
    case "area":
      return areaControls(task, context);
    case "held":
      return heldControls(context);
  }
}

function unitControls(context: DeskContext): (HTMLElement | null)[] {
  const { plan, lang, catalog, events } = context;
  const w = words(lang).planner;
  if (!catalog) return [];
  const options = catalog.city.levels.map(({ id }) => [id, levelLabel(id, catalog, lang)] as const);
  const chosen = { chosen: levelOf(plan, catalog), focus: "level" };
  return [select(w.level, options, chosen, events.onLevel), hint(w.hintUnits), opener(context)];
}

function drawControls(corners: Ring, { lang, events }: DeskContext): HTMLElement[] {
  const w = words(lang).planner;
  const undo = { focus: "undo", disabled: !corners.length };
  const close = { focus: "finish", look: "button", disabled: corners.length < 3 };
  const back: Task = { kind: "draw", corners: corners.slice(0, -1) };
  return [
    hint(w.hintDraw, w.hintDrawKeys),
    el("p", { class: "remark", role: "status" }, say(w.corners, { count: `${corners.length}` })),
    el(
      "div",
      { class: "keys" },
      key(w.undo, undo, () => events.onTask(back)),
      key(w.finish, close, (byKeyboard) => events.onClose(corners, byKeyboard)),
    ),
  ];
}

function areaControls(
  { shape, editing }: { shape: Shape; editing: boolean },
  context: DeskContext,
): (HTMLElement | null)[] {
  const { lang, events } = context;
  const w = words(lang).planner;
  const edit = (on: boolean): Task => ({ kind: "area", shape, editing: on });
  if (editing) {
    const done = { focus: "done", look: "button" };
    return [
      hint(w.hintEdit, w.hintEditKeys),
      cornerControls(cornersOf(shape), context),
      el(
        "div",
        { class: "keys" },
        key(w.done, done, () => events.onTask(edit(false))),
        opener(context),
      ),
    ];
  }
  const clear = key(w.remove, { focus: "remove" }, () =>
    events.onTask({ kind: "draw", corners: [] }),
  );
  const change = key(w.edit, { focus: "edit", disabled: !canEdit(shape) }, () =>
    events.onTask(edit(true)),
  );
  return [el("div", { class: "keys" }, change, clear, opener(context))];
}

/** Without a pointer: one corner at a time, to the centre of the map. */
function cornerControls(
  corners: readonly Corner[],
  { lang, corner, events }: DeskContext,
): HTMLElement {
  const w = words(lang).planner;
  const options = corners.map(([lon, lat], i) => {
    const at = coordinates({ lon, lat }, lang);
    return [`${i}`, say(w.corner, { number: `${i + 1}`, at })] as const;
  });
  const chosen = { chosen: `${corner}`, focus: "corner" };
  return el(
    "details",
    { class: "corners", "data-fold": "corners" },
    el("summary", { "data-focus": "corners" }, w.withoutDrag),
    select(w.cornerChoice, options, chosen, (index) => events.onCorner(Number(index))),
    el(
      "div",
      { class: "keys" },
      key(w.moveCorner, { focus: "move" }, events.onMoveCorner),
      key(w.dropCorner, { focus: "drop", disabled: corners.length <= 3 }, events.onDropCorner),
    ),
  );
}

function uploadControls({ lang, fault, events }: DeskContext): (HTMLElement | null)[] {
  const w = words(lang).planner;
  const input = el("input", {
    type: "file",
    class: "visually-hidden",
    id: "planner-file",
    accept: ".geojson,.json,application/geo+json,application/json",
    "data-focus": "file",
  });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) events.onFile(file);
  });
  return [
    el("label", { class: "button file", for: "planner-file" }, input, w.chooseFile),
    el("p", { class: "hint hint-short hint-upload" }, w.hintUpload),
    fault ? el("p", { class: "failure", role: "alert" }, w.faults[fault]) : null,
  ];
}

function heldControls(context: DeskContext): (HTMLElement | null)[] {
  const w = words(context.lang).planner;
  const upload = uploadControls(context);
  return context.hasHeld
    ? [...upload, opener(context)]
    : [...upload, el("p", { class: "failure", role: "alert" }, w.heldLost)];
}

/** The way back to the table that was put away. */
function opener({ plan, lang, events }: DeskContext): HTMLElement | null {
  if (!plan.shut) return null;
  return key(words(lang).planner.open, { focus: "open", look: "button" }, events.onOpen);
}

/** `keys`: how it is done by keyboard. */
function hint(text: string, keys?: string): HTMLElement {
  const byKeys = keys && el("span", { class: "hint-keys hint-by-keys" }, keys);
  return el("p", { class: keys ? "hint" : "hint hint-short" }, text, byKeys);
}
