// What programs show of a link to the page that run no script, such as messengers, in Indonesian.

import type { Plugin } from "vite";
import { preview } from "./words/id.json" with { type: "json" };

const WORD = /\{preview\.(title|description)\}/g;

export function previewWords(): Plugin {
  return {
    name: "preview-words",
    transformIndexHtml: (html) =>
      html.replace(WORD, (_, name: keyof typeof preview) => escaped(preview[name])),
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
