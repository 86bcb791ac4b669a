import type { ImportPreview } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';
import { formatCount, plural } from '@syncline/shared/format';
import { valuesOf } from './headings.ts';

const SAMPLES = 3;

/** What is known of the columns of a table: their first contents, and what a dry run found of all of them. */
export interface ColumnFacts {
  columns: readonly string[];
  /** The first different contents of a column. */
  samplesOf: (column: string) => string[];
  /** What became of a field over the whole file; null before that is known. */
  checkOf: (field: string) => FieldCheck | null;
}

interface FieldCheck {
  text: string;
  /** Whether rows were refused because of it. */
  isFaulty: boolean;
}

export function columnFacts(
  { columns, rows }: Pick<ImportPreview, 'columns' | 'rows'>,
  effect: ImportEffect | null,
): ColumnFacts {
  return {
    columns,
    samplesOf: (column) => [...new Set(valuesOf(column, columns, rows))].slice(0, SAMPLES),
    checkOf: (field) => (effect === null ? null : fieldCheck(field, effect)),
  };
}

function fieldCheck(field: string, { fields, refusals }: ImportEffect): FieldCheck | null {
  const read = fields.filter((each) => each.field === field);
  const refused = refusals.filter(({ path }) => path === field);
  if (read.length === 0 && refused.length === 0) return null;
  const filled = read.reduce((sum, each) => sum + each.filled, 0);
  const empty = read.reduce((sum, each) => sum + each.empty, 0);
  const faults = refused.reduce((sum, each) => sum + each.count, 0);
  const lines = refused.flatMap((each) => each.lines).toSorted((one, other) => one - other);
  const parts = [
    read.length > 0 ? `${formatCount(filled)} filled` : '',
    empty > 0 ? `${formatCount(empty)} empty` : '',
    faults > 0 ? `${formatCount(faults)} refused (${linesText(lines, faults)})` : '',
  ];
  return { text: parts.filter((part) => part !== '').join(', '), isFaulty: faults > 0 };
}

/** "lines 4, 9, 12 …": the first lines of so many. */
export function linesText(lines: readonly number[], count: number, most = 5): string {
  const shown = lines.slice(0, most).map((line) => formatCount(line));
  return `${count === 1 ? 'line' : 'lines'} ${shown.join(', ')}${count > shown.length ? ' …' : ''}`;
}

/** "3 columns are not used: a, b, c". */
export function unusedText(columns: readonly string[], used: ReadonlySet<string>): string | null {
  const unused = columns.filter((column) => column !== '' && !used.has(column));
  if (unused.length === 0) return null;
  return `${plural(unused.length, 'column')} ${unused.length === 1 ? 'is' : 'are'} not used: ${unused.join(', ')}`;
}
