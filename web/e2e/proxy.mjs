// A server's address that can be taken from the network, and that can say something else.

import { once } from "node:events";
import { createServer, request } from "node:http";
import { serverUrl } from "./browser.mjs";

export async function openProxy() {
  /** By path what is said in the place of the server: `(response) => void`. */
  const said = new Map();
  const asked = [];
  const proxy = createServer((from, to) => {
    const { pathname } = new URL(from.url, "http://localhost");
    asked.push(from.url);
    const own = said.get(pathname);
    if (own) own(to);
    else pass(from, to);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address();
  return {
    url: `http://127.0.0.1:${port}`,
    said,
    asked,
    async stop() {
      const closed = once(proxy, "close");
      proxy.close();
      proxy.closeAllConnections();
      await closed;
    },
    async start() {
      proxy.listen(port, "127.0.0.1");
      await once(proxy, "listening");
    },
    close() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

/** The server's addresses are then those of the proxy: it makes them of `Host`. */
function pass(from, to) {
  const { method, headers } = from;
  const on = request(serverUrl() + from.url, { method, headers }, (answer) => {
    to.writeHead(answer.statusCode, answer.headers);
    answer.pipe(to);
  });
  on.on("error", () => to.destroy());
  to.on("close", () => on.destroy());
  from.pipe(on);
}
