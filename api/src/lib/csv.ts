/** Characters with which a spreadsheet begins a formula, in their full-width forms too. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/u;

/**
 * One line of a CSV file (RFC 4180, ending in CRLF). Null is an empty cell; text that a spreadsheet would run as a
 * formula gets a leading apostrophe.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
