// What was merely seen: kept within bounds, the oldest makes room.

import { bytesOf } from "../store";

export interface Bounds {
  count: number;
  bytes: number;
}

interface Entry {
  request: Request;
  bytes: number;
}

export class Seen {
  /** What is there, the oldest first; read once from the cache. */
  #ledger: Promise<Map<string, Entry>> | undefined;

  constructor(
    private readonly name: string,
    private readonly most: Bounds,
  ) {}

  async keep(request: Request, copy: Response): Promise<void> {
    const bytes = bytesOf(copy);
    // The reader may have had all of it forgotten.
    if (!(await caches.has(this.name))) this.#ledger = undefined;
    const cache = await caches.open(this.name);
    this.#ledger ??= ledgerOf(cache);
    const ledger = await this.#ledger;
    await cache.put(request, copy);
    const key = keyOf(request);
    ledger.delete(key);
    ledger.set(key, { request, bytes });
    await this.#makeRoom(cache, ledger);
  }

  async #makeRoom(cache: Cache, ledger: Map<string, Entry>): Promise<void> {
    let bytes = [...ledger.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [key, oldest] of ledger) {
      if (ledger.size <= this.most.count && bytes <= this.most.bytes) return;
      ledger.delete(key);
      bytes -= oldest.bytes;
      await cache.delete(oldest.request);
    }
  }
}

async function ledgerOf(cache: Cache): Promise<Map<string, Entry>> {
  const [requests, responses] = await Promise.all([cache.keys(), cache.matchAll()]);
  return new Map(
    requests.map((request, i) => {
      const response = responses[i];
      return [keyOf(request), { request, bytes: response ? bytesOf(response) : 0 }];
    }),
  );
}

/** An answer in another language is another answer. */
function keyOf({ url, headers }: Request): string {
  return `${url} ${headers.get("accept-language") ?? ""}`;
}
