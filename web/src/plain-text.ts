// An answer as plain text, to be sent to somebody. Pure.

/** As WhatsApp prints it. */
export function bold(text: string): string {
  return `*${text}*`;
}

/** Paragraphs of lines; what is empty is left out. */
export function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .map((lines) => lines.filter((line) => line).join("\n"))
    .filter((part) => part)
    .join("\n\n");
}
