import { defineConfig } from "vitest/config";
import { pack } from "./pack.ts";
import { previewWords } from "./vite.preview.ts";
import { serviceWorker } from "./vite.service-worker.ts";

// `npm run dev` asks a running server for everything that is not the page itself.
const server = process.env.WARENG_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [previewWords(), serviceWorker("src/offline/worker/sw.ts", "index.html"), pack()],
  build: {
    target: "es2022",
    // The map, and the description of the API.
    rollupOptions: { input: ["index.html", "docs.html"] },
    // The Content-Security-Policy lets files in, not code or images written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre and Swagger UI are each larger than the default limit of 500 kB.
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/v1": server,
      "/tiles": server,
      "/styles": server,
      "/openapi.json": server,
      "/problems": server,
    },
  },
  test: { include: ["test/*.test.ts"] },
});
