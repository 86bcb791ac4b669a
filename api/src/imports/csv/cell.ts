import type { FieldSource } from '@syncline/shared/control';
import { columnOf, type Heading } from './heading.ts';
import type { Row } from './table.ts';

/** The text that a mapping's source finds in a row; undefined where the cell is empty, a fault where it cannot be translated. */
export type CellReader = (row: Row) => { text: string | undefined } | { fault: string };

/** Prepares a column source of a mapping; `seen` hears of every cell. Throws UnusableFileError where the file has no such column. */
export function cellReader(
  from: Exclude<FieldSource, { constant: string }>,
  heading: Heading,
  seen?: (text: string | undefined) => void,
): CellReader {
  const position = columnOf(heading, from.column);
  const values = from.values && new Map(Object.entries(from.values));
  return (row) => {
    const cell = row.cells[position]?.trim() ?? '';
    seen?.(cell === '' ? undefined : cell);
    const text = values ? values.get(cell) : cell;
    if (text === undefined) {
      return {
        fault: `the column "${from.column}" holds a value that the mapping does not translate; it knows ${knownOf(values)}`,
      };
    }
    return { text: text === '' ? undefined : `${from.prefix ?? ''}${text}` };
  };
}

function knownOf(values: ReadonlyMap<string, string> | undefined): string {
  return [...(values?.keys() ?? [])]
    .slice(0, 10)
    .map((value) => `"${value}"`)
    .join(', ');
}
