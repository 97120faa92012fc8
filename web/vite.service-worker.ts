// Builds the service worker, and tells it what the page is made of.

import { createHash } from "node:crypto";
import { build, type Plugin, type Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;

/** `worker` becomes `/sw.js`, for what `page` loads or may load. */
export function serviceWorker(worker: string, page: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    // The page is written by then.
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const shell = { version: hash(sourceOf(bundle, page)), files: filesOf(bundle, page) };
        this.emitFile({ type: "asset", fileName: "sw.js", source: await built(worker, shell) });
      },
    },
  };
}

/** All but pages, and what only other pages load. */
function filesOf(bundle: Bundle, page: string): string[] {
  const pages = Object.keys(bundle).filter((name) => name.endsWith(".html"));
  const [ours, theirs] = [[page], pages.filter((name) => name !== page)].map((some) =>
    loadedBy(some, bundle),
  ) as [Set<string>, Set<string>];
  return Object.keys(bundle)
    .filter((name) => !pages.includes(name) && (ours.has(name) || !theirs.has(name)))
    .map((name) => `/${name}`)
    .sort();
}

/** The chunks that pages load, at once or later, and their style sheets. */
function loadedBy(pages: string[], bundle: Bundle): Set<string> {
  const reached = new Set<string>();
  const reach = (name: string) => {
    const file = bundle[name];
    if (reached.has(name) || !file) return;
    reached.add(name);
    if (file.type !== "chunk") return;
    const styles = file.viteMetadata?.importedCss ?? [];
    for (const next of [...file.imports, ...file.dynamicImports, ...styles]) reach(next);
  };
  for (const file of Object.values(bundle)) {
    const isEntry = file.type === "chunk" && file.isEntry;
    if (isEntry && pages.some((page) => file.facadeModuleId?.endsWith(`/${page}`)))
      reach(file.fileName);
  }
  return reached;
}

/** One file without imports: not every browser takes a service worker in pieces. */
async function built(worker: string, shell: object): Promise<string> {
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    define: { SHELL: JSON.stringify(shell) },
    build: {
      write: false,
      target: "es2022",
      rollupOptions: { input: worker, output: { format: "iife", entryFileNames: "sw.js" } },
    },
  });
  const [{ output }] = [result].flat() as [Rolldown.RolldownOutput];
  return output[0].code;
}

function sourceOf(bundle: Bundle, name: string): string | Uint8Array {
  const file = bundle[name];
  if (file?.type !== "asset") throw new Error(`the build has no ${name}`);
  return file.source;
}

function hash(source: string | Uint8Array): string {
  return createHash("sha256").update(source).digest("hex");
}
