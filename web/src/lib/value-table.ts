import { csvLine, csvNote } from '@syncline/shared/csv';

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

/** What an export says of itself: what the numbers are, under which filters, as of when. */
export interface ExportFacts {
  title: string;
  lines: readonly string[];
  /** How they are counted, for those who go on with the numbers. */
  method: readonly string[];
}

/** A value table as CSV (RFC 4180), with its facts as comment lines on top. Text that a spreadsheet would run as a formula is defused. */
export function toCsv(table: ValueTable, { title, lines, method }: ExportFacts): string {
  return [
    ...[title, ...lines, ...method].map(csvNote),
    csvLine(table.columns.map(({ label, unit }) => (unit ? `${label}, ${unit}` : label))),
    ...table.rows.map(csvLine),
  ].join('');
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
