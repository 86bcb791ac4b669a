/** Says what is wrong with a text that JSON.parse refused, without repeating any of the text. */
export function jsonFault(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined || Number(position) >= text.trimEnd().length) {
    return `the line is not JSON: it breaks off or is malformed (${text.length} characters)`;
  }
  return `the line is not JSON: malformed at character ${Number(position) + 1} of ${text.length}`;
}
