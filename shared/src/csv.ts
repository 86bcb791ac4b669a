/** Characters with which a spreadsheet begins a formula, in their full-width forms too. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/u;

/**
 * One line of a CSV file (RFC 4180, ending in CRLF). Null is an empty cell; text that a spreadsheet would run as a
 * formula gets a leading apostrophe.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Lines of a CSV file that tell about its figures, which readers skip by their `#`: unquoted, as a quote would stand before it. */
export function csvNote(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => `# ${line}\r\n`)
    .join('');
}

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
