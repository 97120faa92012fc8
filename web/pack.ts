// Writes each built file a second and a third time, packed as small as can be: once here rather
// than at every request, where there is no time for the best.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const CODINGS = {
  br: (plain: Buffer) =>
    promisify(brotliCompress)(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  gz: (plain: Buffer) => promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }),
};

/** Images are packed already. */
const IS_TEXT = /\.(html|js|css|svg|json|webmanifest)$/;

/** After all others that write into the folder. */
export function pack(): Plugin {
  let folder = "";
  return {
    name: "pack",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const names = await readdir(folder, { recursive: true });
        await Promise.all(
          names.filter((name) => IS_TEXT.test(name)).map((name) => packed(join(folder, name))),
        );
      },
    },
  };
}

async function packed(path: string): Promise<void> {
  const plain = await readFile(path);
  for (const [ending, coded] of Object.entries(CODINGS)) {
    const body = await coded(plain);
    if (body.length < plain.length) await writeFile(`${path}.${ending}`, body);
  }
}
