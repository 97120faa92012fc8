// A line between browser and server that is as slow as one wishes, for all that a page asks:
// the browser's own throttle does not reach its workers.

import { connect, createServer } from "node:net";

/** The line of a phone on 3G: half of a round trip each way, and one speed for all connections. */
export const SLOW_3G = { roundTripMs: 400, bytesPerSecond: 50_000 };

/** Listens on a free port of this machine, until it is closed. */
export async function slowLine(target, { roundTripMs, bytesPerSecond }) {
  const { hostname, port } = new URL(target);
  const downward = { free: 0 };
  const upward = { free: 0 };
  const server = createServer((reader) => {
    const source = connect(Number(port), hostname);
    slowly(reader, source, upward);
    slowly(source, reader, downward);
  });

  function slowly(from, to, way) {
    from.on("data", (chunk) => {
      // The line is one: a chunk waits until those before it have gone through.
      const now = performance.now();
      way.free = Math.max(way.free, now) + (chunk.length / bytesPerSecond) * 1000;
      from.pause();
      setTimeout(() => from.resume(), way.free - now);
      setTimeout(() => to.write(chunk), way.free - now + roundTripMs / 2);
    });
    from.on("close", () => setTimeout(() => to.end(), roundTripMs));
    from.on("error", () => to.destroy());
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close(),
  };
}
