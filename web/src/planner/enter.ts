// The planner: says for what, and learns how much of it lies in which class of which hazard.

import "./planner.css";
import "./paper.css";
import type { Host, Person, Scene, Step } from "../people";
import { Press } from "../press";
import { closeSheet, type Sheet, showSheet } from "../sheet";
import type { Place } from "../state";
import { words } from "../words";
import { Board } from "./board";
import { layerOf } from "./choropleth";
import { CornerKeys } from "./corner-keys";
import { showDesk } from "./desk";
import { takeDrops } from "./drop";
import { Inquiry, type Wish } from "./inquiry";
import { paper } from "./paper";
import { ownOf, type Plan, planOf, sameButFind, taskFor } from "./plan";
import { find } from "./ranked";
import { levelOf, type Reading, readingOf } from "./reading";
import { boundsOf, type Corner, type Ring, type Shape } from "./shape";
import { planSheet, type SheetEvents } from "./sheet";
import { Sketch } from "./sketch";
import { type Drawing, drawingOf } from "./sketch-overlay";
import { unanswered } from "./unanswered";
import { type Fault, readFile } from "./upload";

export function enter(host: Host): Person {
  return new Planner(host);
}

class Planner implements Person {
  #scene: Scene | undefined;
  #plan: Plan = planOf({});
  /** The area that is too large for a link. */
  #held: Shape | null = null;
  #fault: Fault | null = null;
  #corners = new CornerKeys((shape) => this.#edit(shape));
  #framed = false;
  /** Whether the area was drawn just now, and may lie where its table comes. */
  #drawn = false;
  /** Whether the sheet gives way until a corner has been moved. */
  #mending = false;
  #inquiry = new Inquiry(() => this.#onReply());
  #board: Board;
  #sketch = new Sketch({
    onDraw: (corners) => this.#change({ task: { kind: "draw", corners } }),
    onClose: (corners) => this.#close(corners, false),
    onEdit: (shape) => this.#edit(shape),
  });
  #stopDrops: () => void;
  #press: Press;

  constructor(private readonly host: Host) {
    this.#board = new Board(host, (place) => this.ask(place, false));
    const stage = host.sheet.parentElement ?? host.sheet;
    this.#stopDrops = takeDrops(stage, (file) => void this.#onFile(file));
    this.#press = new Press(stage, () => this.#page());
  }

  show(scene: Scene): void {
    const [before, plan] = [this.#scene?.state, planOf(scene.state.own)];
    const onlyFind = before && sameButFind(before, scene.state) && plan.find !== this.#plan.find;
    // A link without a view is shown where what it asks about lies.
    if (!before) this.#framed = scene.state.view !== null;
    this.#scene = scene;
    this.#plan = plan;
    if (onlyFind) {
      find(this.host.sheet, plan.find, scene.state.lang);
      return;
    }
    this.#inquiry.ask(this.#wish, scene.state.lang);
    this.#draw(false);
  }

  close(): void {
    this.#change({ shut: true });
  }

  ask(place: Place, byKeyboard: boolean): boolean {
    const { task } = this.#plan;
    if (task.kind === "draw") this.#sketch.take(place);
    else if (task.kind === "area" && task.editing && byKeyboard)
      this.#corners.move(this.#shape, place);
    else if (task.kind === "units") this.#chooseAt(place);
    return true;
  }

  retry(): void {
    this.#inquiry.retry();
  }

  drawn(): Promise<void> {
    return this.#board.drawn();
  }

  leave(): void {
    this.#stopDrops();
    this.#press.leave();
    this.#inquiry.drop();
    this.#sketch.leave();
    this.#board.leave();
    closeSheet(this.host.sheet);
    this.host.desk.removeAttribute("aria-label");
    this.host.desk.replaceChildren();
  }

  get #lang() {
    return this.#scene?.state.lang ?? "id";
  }

  get #shape(): Shape | null {
    const { task } = this.#plan;
    if (task.kind === "area") return task.shape;
    return task.kind === "held" ? this.#held : null;
  }

  get #wish(): Wish | null {
    const { view } = this.#scene ?? {};
    if (!view) return null;
    if (this.#plan.task.kind === "units") return { level: levelOf(this.#plan, view.catalog) };
    return this.#shape && { shape: this.#shape };
  }

  /** Whether units are about to be coloured. */
  get #awaitsColours(): boolean {
    const { task, plain } = this.#plan;
    const { reply } = this.#inquiry;
    return task.kind === "units" && !plain && (!reply || reply.kind === "loading");
  }

  get #drawing(): Drawing | null {
    return drawingOf(this.#plan.task, this.#shape, this.#inquiry.fault);
  }

  get #reading(): Reading | null {
    const { view } = this.#scene ?? {};
    const { reply } = this.#inquiry;
    if (!view || reply?.kind !== "answer") return null;
    return readingOf(reply.answer, this.#plan, { catalog: view.catalog, lang: this.#lang });
  }

  #onReply(): void {
    this.#draw(true);
    const { reply } = this.#inquiry;
    this.#board.revealFault(this.#drawing);
    if (reply?.kind !== "answer") return;
    if (this.#drawn && this.#shape) this.#board.reveal(boundsOf(this.#shape));
    this.#drawn = false;
    this.host.seen(reply.answer.snapshot);
    const title = this.#reading?.title;
    if (title) this.host.say(title);
  }

  #frameOnce({ level, catalog }: Reading): void {
    if (this.#framed || !this.host.stage.map) return;
    this.#framed = true;
    const layer = level === null ? undefined : layerOf(level, catalog);
    const bounds = this.#shape ? boundsOf(this.#shape) : layer?.bounds;
    if (bounds) this.host.stage.frame(bounds);
  }

  #draw(fresh: boolean): void {
    const scene = this.#scene;
    if (!scene) return;
    const reading = this.#reading;
    this.#showDesk();
    this.#showSheet(reading, fresh && scene.byKeyboard);
    this.#sketch.show(this.host.stage.map, this.#drawing);
    this.#board.show(reading, this.#drawing, scene, this.#awaitsColours);
    if (reading) this.#frameOnce(reading);
  }

  #showSheet(reading: Reading | null, focus: boolean): void {
    const { view } = this.#scene ?? {};
    const sheet = this.#plan.shut ? null : this.#sheet(reading);
    if (!view || !sheet) {
      closeSheet(this.host.sheet);
      return;
    }
    const context = {
      lang: this.#lang,
      catalog: view.catalog,
      onClose: () => this.host.close(),
    };
    showSheet(this.host.sheet, sheet, context, focus);
  }

  #sheet(reading: Reading | null): Sheet | null {
    const { view } = this.#scene ?? {};
    if (reading && view) return planSheet(reading, view, this.#events(reading));
    if (!this.#wish) return null;
    const onMend = (fault: Corner) => this.#mend(fault);
    const events = { onRetry: () => this.retry(), onMend };
    return unanswered(this.#inquiry.reply, this.#shape, words(this.#lang), events);
  }

  #events(reading: Reading): SheetEvents {
    const { view } = this.#scene ?? {};
    return {
      layer: reading.level && view ? layerOf(reading.level, view.catalog) : undefined,
      shape: this.#shape,
      onPrint: () => this.host.print(),
      onSay: (message) => this.host.say(message),
      onFigure: (figure) => this.#change({ figure }),
      onBeside: (beside) => this.#board.keepSight(() => this.#change({ beside })),
      onPlain: (plain) => this.#change({ plain }),
      onColumns: (columns) => this.#change({ columns }),
      onFind: (text) => this.#change({ find: text }, { history: "replace" }),
      onAll: () => this.#change({ all: true }),
      onChoose: (code, on) => this.#choose(code, on),
      onClear: () => this.#change({ task: { kind: "units", chosen: [] } }),
    };
  }

  /** The page of paper of what is shown now. */
  #page(): HTMLElement | null {
    const reading = this.#reading;
    const { view } = this.#scene ?? {};
    return reading && view ? paper(reading, this.#board.pictures(), view) : null;
  }

  #showDesk(): void {
    showDesk(this.host.desk, {
      plan: this.#plan,
      lang: this.#lang,
      catalog: this.#scene?.view?.catalog,
      fault: this.#fault,
      hasHeld: this.#held !== null,
      corner: this.#corners.index,
      events: {
        onTask: (task) => this.#begin({ task }),
        onLevel: (level) => this.#begin({ level, task: { kind: "units", chosen: [] } }),
        onOpen: () => this.#change({ shut: false }),
        onFile: (file) => void this.#onFile(file),
        onClose: (corners, byKeyboard) => this.#close(corners, byKeyboard),
        onCorner: (index) => this.#corners.goTo(index, this.#shape, this.host.stage),
        onMoveCorner: () => this.#corners.moveToCenter(this.#shape, this.host.stage),
        onDropCorner: () => this.#corners.drop(this.#shape),
      },
    });
  }

  /** Puts into the link, and shows, what is different. */
  #change(change: Partial<Plan>, step: Step = { history: "push" }): void {
    this.host.keep({ own: ownOf({ ...this.#plan, ...change }), at: null }, step);
  }

  #begin(change: Partial<Plan>): void {
    this.#fault = null;
    this.#corners.index = 0;
    this.#change({ find: "", all: false, shut: false, ...change });
  }

  #close(corners: Ring, byKeyboard: boolean): void {
    const step: Step = { history: "push", byKeyboard };
    this.#drawn = true;
    this.#change({ task: taskFor([[corners]]), shut: false }, step);
  }

  #edit(shape: Shape): void {
    const task = taskFor(shape);
    const shut = this.#plan.shut && !this.#mending;
    this.#mending = false;
    this.#change({ task: task.kind === "area" ? { ...task, editing: true } : task, shut });
  }

  /** To the corner at fault, which may be moved at once, by hand or by keyboard. */
  #mend(fault: Corner): void {
    const { task } = this.#plan;
    if (task.kind !== "area") return;
    this.#mending = true;
    this.#corners.goNear(fault, task.shape, this.host.stage);
    this.#change({ task: { ...task, editing: true }, shut: true });
    this.host.stage.focus();
  }

  async #onFile(file: File): Promise<void> {
    const read = await readFile(file);
    if ("fault" in read) {
      this.#fault = read.fault;
      this.#change({ task: { kind: "upload" } });
      return;
    }
    const task = taskFor(read.shape);
    this.#fault = null;
    this.#held = task.kind === "held" ? read.shape : null;
    this.#framed = true;
    this.#change({ task, shut: false });
    this.host.stage.frame(boundsOf(read.shape));
  }

  #chooseAt(place: Place): void {
    const reading = this.#reading;
    const code = reading && this.#board.unitAt(place, reading);
    if (code) this.#choose(code, !reading.chosen.some((one) => one.code === code));
    else this.host.say(words(this.#lang).planner.noUnit);
  }

  #choose(code: string, on: boolean): void {
    const { task } = this.#plan;
    if (task.kind !== "units") return;
    const others = task.chosen.filter((one) => one !== code);
    const chosen = on ? [...others, code] : others;
    this.#change({ task: { kind: "units", chosen } });
    if (this.#reading) this.host.say(this.#reading.title);
  }
}
