/** A cell as it is exported: plain numbers and text; null is "not defined". */
export type CellValue = string | number | null;

/** The numbers of a chart as a table: shown beside the chart and exported as CSV. */
export interface ValueTable {
  columns: readonly ValueColumn[];
  rows: readonly (readonly CellValue[])[];
}

interface ValueColumn {
  label: string;
  /** What plain values are in, said in the head of the CSV where the shown ones carry it themselves. */
  unit?: string;
  /** How a value is shown; the CSV has it plain. Without it numbers are written in full. */
  format?: (value: CellValue) => string;
}

/** Lines before the head of a CSV: what the numbers are, under which filters, as of when. */
export interface ExportFacts {
  title: string;
  lines: readonly string[];
}

/** A value table as CSV (RFC 4180), with its facts as comment lines on top. Text that a spreadsheet would run as a formula is defused. */
export function toCsv(table: ValueTable, facts: ExportFacts): string {
  const head = [facts.title, ...facts.lines].map((line) => quote(`# ${line}`));
  const rows = [
    table.columns.map(({ label, unit }) => quote(unit ? `${label}, ${unit}` : label)),
    ...table.rows.map((row) => row.map(cell)),
  ];
  return `${[...head, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;
}

function cell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return quote(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file name out of a title: "Net revenue by day" → "net-revenue-by-day". */
export function fileStem(title: string): string {
  return (
    title
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'syncline'
  );
}
