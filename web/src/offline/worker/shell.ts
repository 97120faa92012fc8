// What the page is made of, kept whole for each version.

import { SAME_ADDRESS, SHELL_CACHE } from "../store";

/** Put in when the page is built. */
declare const SHELL: {
  /** The hash of the page that names all its files: SHA-256 in hexadecimal digits. */
  version: string;
  /** Files whose names change with their content. */
  files: readonly string[];
};

const { version: VERSION, files: FILES } = SHELL;
const PAGE = "/";
const NAME = SHELL_CACHE + VERSION;

/** Keeps all of this version, or fails and leaves the one that is there in charge. */
export async function keepShell(): Promise<void> {
  const isNew = !(await caches.has(NAME));
  const shell = await caches.open(NAME);
  try {
    await Promise.all([keepPage(shell), ...FILES.map((file) => keepFile(shell, file))]);
  } catch (error) {
    if (isNew) await caches.delete(NAME);
    throw error;
  }
}

/**
 * Drops all versions but this one and the one before, whose page may still stand open
 * somewhere and load more of its files.
 */
export async function dropOldShells(): Promise<void> {
  // The browser lists caches in the order in which they were made.
  const others = (await caches.keys()).filter(
    (name) => name.startsWith(SHELL_CACHE) && name !== NAME,
  );
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

export async function keptPage(): Promise<Response | undefined> {
  return (await caches.open(NAME)).match(PAGE, SAME_ADDRESS);
}

/** A page of another version would name files that are not kept. */
async function keepPage(shell: Cache): Promise<void> {
  const page = await whole(await fetch(PAGE, { cache: "no-cache" }), PAGE);
  const hash = await crypto.subtle.digest("SHA-256", await page.clone().arrayBuffer());
  const version = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0"));
  if (version.join("") !== VERSION) throw new Error("the page is of another version");
  await shell.put(PAGE, page);
}

/** What the version before has too is not fetched again. */
async function keepFile(shell: Cache, file: string): Promise<void> {
  const response = (await caches.match(file, SAME_ADDRESS)) ?? (await fetch(file));
  await shell.put(file, await whole(response, file));
}

async function whole(response: Response, file: string): Promise<Response> {
  if (response.status !== 200) throw new Error(`${file} answered ${response.status}`);
  return response;
}
