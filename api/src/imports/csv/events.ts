import { eventSchema } from '@syncline/shared/events';
import { type Entry, refusedEntry } from '../item.ts';
import { UnusableFileError } from '../unusable-file.ts';
import { type Heading, misfit, readHeading } from './heading.ts';
import { type Delimiter, readRows, type Row } from './table.ts';

/** Names a column of a table of events can have, beside `properties.<name>`. */
export const EVENT_COLUMNS = Object.keys(eventSchema.shape).filter((field) => field !== 'properties');
const PROPERTY = /^properties\.(.+)$/;

/** Whether every column is one of an event and those that every event needs are there. */
export function isEventTable(names: readonly string[]): boolean {
  const known = names.every((name) => EVENT_COLUMNS.includes(name) || PROPERTY.test(name));
  return known && ['id', 'at', 'kind', 'user'].every((name) => names.includes(name));
}

/** Reads a table whose columns are the fields of an event; empty cells are fields left out. */
export async function* readEventTable(source: AsyncIterable<Uint8Array>, delimiter: Delimiter): AsyncGenerator<Entry> {
  let heading: Heading | undefined;
  for await (const row of readRows(source, delimiter)) {
    if (!heading) {
      heading = readHeading(row);
      refuseUnknown(heading);
      continue;
    }
    const unfit = misfit(heading, row);
    const { line } = row;
    yield unfit ? refusedEntry(line, unfit) : { line, items: [{ line, kind: 'event', value: eventOf(heading, row) }] };
  }
}

function refuseUnknown(heading: Heading): void {
  const unknown = heading.names.find((name) => !EVENT_COLUMNS.includes(name) && !PROPERTY.test(name));
  if (unknown === undefined) return;
  throw new UnusableFileError(
    `The column "${unknown}" is not a field of an event. Columns can be ${EVENT_COLUMNS.join(', ')} and properties.<name>; for other tables make a column mapping.`,
  );
}

function eventOf(heading: Heading, row: Row): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  const properties: Record<string, string> = {};
  heading.names.forEach((name, position) => {
    const text = row.cells[position]?.trim() ?? '';
    if (text === '') return;
    const property = PROPERTY.exec(name)?.[1];
    if (property === undefined) event[name] = typed(name, text);
    else properties[property] = text;
  });
  return Object.keys(properties).length === 0 ? event : { ...event, properties };
}

/** Gives a cell the type its field has in JSON; what does not fit stays text and is refused on ingest under its own name. */
export function typed(field: string, text: string): string | number | boolean {
  if ((field === 'quantity' || field === 'at') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (field === 'viewable' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}
