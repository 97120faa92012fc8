// A hit that is larger than a place: marked on the map, and told of as what it is.

import { type Exposure, getAreaAnswer, getFound } from "../api";
import { keptAt } from "../kept";
import { ink, NO_OVERLAY, type Overlay } from "../overlay";
import type { Host, Scene } from "../people";
import { isOwed, Question, type Reply } from "../question";
import { type Extent, type ExtentHit, hitOf, keyOf } from "../search/hit";
import { failed, type Sheet, showSheet, waiting } from "../sheet";
import { START, type State } from "../state";
import { words } from "../words";
import { areaSheet } from "./area";
import { streetSheet } from "./street";

/** What a link says of it: the words that find it, and which of the hits it is. */
export interface ExtentLink {
  text: string;
  key: string;
}

export class ExtentSheet {
  #scene: Scene | undefined;
  #shown: ExtentLink | undefined;
  #told: ExtentHit | undefined;
  #hit: ExtentHit | undefined;
  #area: Reply<Exposure> | undefined;
  /** Whether what was asked last did not come. */
  #offline = false;
  #find = new Question<ExtentHit | undefined>((reply) => this.#onFound(reply));
  #ask = new Question<Exposure>((reply) => this.#onArea(reply));

  constructor(private readonly host: Host) {}

  /** A hit that is about to be shown: it need not be found again. */
  tell(hit: ExtentHit): void {
    this.#told = hit;
  }

  show(link: ExtentLink, scene: Scene): void {
    if (!scene.view) return; // A hit is written in the words of the city.
    const before = this.#scene;
    this.#scene = scene;
    const told = this.#told;
    this.#told = undefined;
    if (told && keyOf(told.extent) === link.key) this.#open(link, told);
    else if (link.key !== this.#shown?.key || scene.state.lang !== before?.state.lang) {
      this.#shown = link;
      this.#search(link);
    } else if (looksOther(before, scene)) this.#draw();
  }

  retry(): void {
    if (this.#shown && (this.#offline || isOwed(this.#area))) this.#search(this.#shown);
  }

  drop(): void {
    if (!this.#shown) return;
    this.#shown = undefined;
    this.#hit = undefined;
    this.#area = undefined;
    this.#find.drop();
    this.#ask.drop();
    this.host.stage.cover(NO_OVERLAY);
  }

  #search({ text, key }: ExtentLink): void {
    const { lang, view: near } = this.#state;
    void this.#find.ask(async (signal) => {
      const { features } = await getFound({ text, near, lang }, signal);
      const hits = features.map((one) => hitOf(one, this.#scene?.view?.catalog, lang));
      return hits.find((hit): hit is ExtentHit => {
        return hit !== null && "extent" in hit && keyOf(hit.extent) === key;
      });
    });
  }

  #onFound(reply: Reply<ExtentHit | undefined>): void {
    if (reply.kind !== "answer") this.#showUnanswered(reply);
    else if (reply.answer && this.#shown) this.#open(this.#shown, reply.answer);
    else this.host.keep({ own: {} }); // The link is of another year: there is no such hit now.
  }

  #open(link: ExtentLink, hit: ExtentHit): void {
    this.#shown = link;
    this.#hit = hit;
    this.#area = undefined;
    this.#offline = false;
    const { kind, layer, id } = hit.extent;
    const { lang } = this.#state;
    if (kind === "area") void this.#ask.ask((signal) => getAreaAnswer({ layer, id, lang }, signal));
    else this.#draw();
    this.host.stage.frame(hit.extent.bounds);
  }

  #onArea(reply: Reply<Exposure>): void {
    this.#area = reply;
    this.#draw();
    if (reply.kind === "answer") this.host.seen(reply.answer.snapshot);
  }

  #showUnanswered(reply: Exclude<Reply<unknown>, { kind: "answer" }>): void {
    this.#offline = reply.kind === "offline";
    const w = words(this.#state.lang);
    const again = () => this.#shown && this.#search(this.#shown);
    const sheet =
      reply.kind === "loading"
        ? waiting(w.resident.areaAsking, reply.slow, w)
        : failed(reply, w, again);
    this.#showSheet(sheet);
  }

  #draw(): void {
    const [hit, area, view] = [this.#hit, this.#area, this.#scene?.view];
    if (!hit || !view) return;
    this.host.stage.cover(outline(hit.extent));
    const { lang } = this.#state;
    if (hit.extent.kind === "street") {
      this.#showSheet(streetSheet(hit, this.#shown?.text ?? "", lang));
    } else if (area?.kind === "answer") {
      const sheet = areaSheet(hit, area.answer, { ...view, lang });
      this.#showSheet({ ...sheet, kept: keptAt(area.answer) });
    } else if (area) this.#showUnanswered(area);
  }

  #showSheet(sheet: Sheet): void {
    const { view, byKeyboard = false } = this.#scene ?? {};
    if (!view) return;
    const { lang } = this.#state;
    const onClose = () => this.host.close();
    const context = { lang, catalog: view.catalog, onClose };
    showSheet(this.host.sheet, sheet, context, byKeyboard);
    if (sheet.state === "answer") this.host.say(sheet.title.text);
  }

  get #state(): State {
    return this.#scene?.state ?? START;
  }
}

/** Whether what is drawn already has other words or colours now. */
function looksOther({ view: before }: Scene, { view: now }: Scene): boolean {
  return (
    before?.catalog !== now?.catalog ||
    before?.look.night !== now?.look.night ||
    before?.sprite !== now?.sprite
  );
}

function outline({ kind, geometry }: Extent): Overlay {
  const source = "resident-extent";
  return {
    sources: {
      [source]: { type: "geojson", data: { type: "Feature", properties: {}, geometry } },
    },
    under: [],
    over: [
      {
        id: "resident-extent-casing",
        type: "line",
        source,
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": ink("--surface"), "line-width": kind === "street" ? 11 : 6 },
      },
      {
        id: "resident-extent-line",
        type: "line",
        source,
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": ink("--accent"), "line-width": kind === "street" ? 6 : 3 },
      },
    ],
  };
}
