import type { Reject } from '@syncline/shared/events';
import { UnusableFileError } from '../unusable-file.ts';
import type { Row } from './table.ts';

/** The columns of a table by name. */
export interface Heading {
  names: readonly string[];
  index: ReadonlyMap<string, number>;
}

/** Reads the first row as column names; throws UnusableFileError where a name stands twice or there is none. */
export function readHeading(row: Row | undefined): Heading {
  const names = (row?.cells ?? []).map((cell) => cell.trim());
  if (names.every((name) => name === ''))
    throw new UnusableFileError('The table has no heading: its first row is empty.');
  const index = new Map<string, number>();
  names.forEach((name, position) => {
    if (name !== '' && index.has(name)) {
      throw new UnusableFileError(`The heading "${name}" stands twice: give each column its own name.`);
    }
    index.set(name, position);
  });
  return { names, index };
}

/** Position of a column; throws UnusableFileError naming what the file has instead. */
export function columnOf(heading: Heading, name: string): number {
  const position = heading.index.get(name);
  if (position === undefined) {
    throw new UnusableFileError(`The file has no column "${name}". Its columns are ${listed(heading.names)}.`);
  }
  return position;
}

/** Names in quotes, the first 40 of them. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 40).map((name) => `"${name}"`);
  return names.length > 40 ? `${shown.join(', ')} and ${names.length - 40} more` : shown.join(', ');
}

/** Why a row does not fit under the heading, or null; empty cells past the last column are let pass. */
export function misfit(heading: Heading, row: Row): Omit<Reject, 'line'> | null {
  const { length } = row.cells;
  const expected = heading.names.length;
  if (length === expected || (length > expected && row.cells.slice(expected).every((cell) => cell === ''))) return null;
  return {
    id: null,
    code: 'invalid_row',
    path: '',
    message: `the row has ${length} cells where the heading has ${expected}`,
  };
}
