// Fetches what an area needs into its cache, some at a time, and says how far it is.

import { bytesOf, copyOf, findTile, tileKey } from "./store";

/** So many are under way at once. */
const ABREAST = 6;

/** Why an area is not saved. */
export type Why = "large" | "gone" | "busy" | "full";

export class SaveError extends Error {
  constructor(
    readonly why: Why,
    cause?: unknown,
  ) {
    super(why, { cause });
  }
}

export interface Progress {
  done: number;
  all: number;
  bytes: number;
}

export class Download {
  #bytes = 0;

  constructor(
    private readonly cache: Cache,
    private readonly signal: AbortSignal,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps what the server says to this request now. */
  async fetch(request: Request): Promise<Response> {
    return this.#put(request, await copyOf(await this.#live(request)));
  }

  /** Keeps all of them; what is here already under such an address need not come again. */
  async fetchTiles(urls: readonly string[], onProgress: (progress: Progress) => void) {
    const waiting = urls.values();
    let done = 0;
    const work = async () => {
      for (const url of waiting) {
        await this.#fetchTile(url);
        done += 1;
        onProgress({ done, all: urls.length, bytes: this.#bytes });
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
  }

  async #fetchTile(url: string): Promise<void> {
    this.signal.throwIfAborted();
    const key = tileKey(new URL(url, location.origin).href);
    const whole = (await findTile(key)).same ?? (await this.#live(new Request(url)));
    await this.#put(new Request(key.address), await copyOf(whole, key.version));
  }

  /** Past all that is kept already: it may be old. */
  async #live(request: Request): Promise<Response> {
    const { signal } = this;
    const response = await fetch(request, { cache: "no-store", signal }).catch((cause) => {
      if (signal.aborted) throw cause;
      throw new SaveError("gone", cause);
    });
    if (!response.ok) throw new SaveError("busy");
    return response;
  }

  async #put(request: Request, copy: Response): Promise<Response> {
    const answer = copy.clone();
    try {
      await this.cache.put(request, copy);
    } catch (cause) {
      throw new SaveError("full", cause);
    }
    this.#bytes += bytesOf(answer);
    return answer;
  }
}
