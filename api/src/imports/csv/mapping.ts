import type { FieldSource, MappingInput } from '@syncline/shared/control';
import { mappingInputSchema } from '@syncline/shared/control';
import { type Entry, type Item, refusedEntry } from '../item.ts';
import { UnusableFileError } from '../unusable-file.ts';
import { cellReader } from './cell.ts';
import type { FieldChecks } from './checks.ts';
import { typed } from './events.ts';
import { columnOf, type Heading, misfit, readHeading } from './heading.ts';
import { readRows, type Row } from './table.ts';
import { offsetTeller, type TimeReader, timeReader } from './times.ts';

type FieldReader = (row: Row) => { value?: string | number | boolean } | { fault: string };
type EventReader = (row: Row, line: number) => Item | null;

/** Reads any table by a column mapping. Columns that the file does not have are refused at once; a row that gives no event is counted as skipped. `checks` watch what is read. */
export async function* readMapped(
  source: AsyncIterable<Uint8Array>,
  input: MappingInput,
  checks?: FieldChecks,
): AsyncGenerator<Entry> {
  const mapping = mappingInputSchema.parse(input);
  let heading: Heading | undefined;
  let readers: EventReader[] = [];
  for await (const row of readRows(source, mapping.delimiter)) {
    if (!heading) {
      heading = readHeading(row);
      readers = prepare(mapping, heading, checks);
      continue;
    }
    const { line } = row;
    const unfit = misfit(heading, row);
    if (unfit) {
      yield refusedEntry(line, unfit);
      continue;
    }
    const items = readers.map((read) => read(row, line)).filter((item) => item !== null);
    yield { line, items: items.length > 0 ? items : [{ line, kind: 'skip', what: 'rows_without_event', count: 1 }] };
  }
}

type Parsed = ReturnType<typeof mappingInputSchema.parse>;

function prepare(mapping: Parsed, heading: Heading, checks: FieldChecks | undefined): EventReader[] {
  const zone = mapping.time_zone;
  const times = {
    readTime: timeReader(mapping.time_format, zone),
    hasOffset: offsetTeller(mapping.time_format),
    zone,
    checks,
  };
  return mapping.events.map((event) => {
    const when = event.when && { position: columnOf(heading, event.when.column), is: new Set(event.when.is) };
    const fields = Object.entries(event.fields).map(
      ([field, from]) => [field, fieldReader(field, from, heading, times)] as const,
    );
    return (row, line) => {
      if (when && !when.is.has(row.cells[when.position]?.trim() ?? '')) return null;
      return eventOf(event.kind, fields, row, line);
    };
  });
}

function eventOf(kind: string, fields: readonly (readonly [string, FieldReader])[], row: Row, line: number): Item {
  const value: Record<string, unknown> = { kind };
  for (const [field, read] of fields) {
    const found = read(row);
    if ('fault' in found) {
      const refusal = { id: null, code: 'invalid_row', path: field, message: `${field}: ${found.fault}` } as const;
      return { line, kind: 'refused', refusal };
    }
    if (found.value !== undefined) value[field] = found.value;
  }
  return { line, kind: 'event', value };
}

interface Times {
  readTime: TimeReader;
  hasOffset: (text: string) => boolean;
  zone: string;
  checks: FieldChecks | undefined;
}

function fieldReader(field: string, from: FieldSource, heading: Heading, times: Times): FieldReader {
  if ('constant' in from) {
    const constant = field === 'at' ? constantTime(from.constant, times) : typed(field, from.constant);
    return () => ({ value: constant });
  }
  const { checks } = times;
  const readCell = cellReader(from, heading, checks?.column(field, from.column));
  const seen = field === 'at' ? checks?.timesOf(from.column, times) : undefined;
  return (row) => {
    const cell = readCell(row);
    if ('fault' in cell) return cell;
    if (cell.text === undefined) return {};
    if (field !== 'at') return { value: typed(field, cell.text) };
    const at = times.readTime(cell.text);
    seen?.(row, cell.text, at);
    return at === null
      ? { fault: `the column "${from.column}" holds no time in the mapping's time format` }
      : { value: at };
  };
}

/** A fixed time is written in the mapping's own format or as ISO 8601. */
function constantTime(text: string, { readTime, zone }: Times): number {
  const at = readTime(text) ?? timeReader('iso', zone)(text);
  if (at === null)
    throw new UnusableFileError(`The mapping's fixed time "${text}" is not a time such as 2026-09-01T12:00:00Z.`);
  return at;
}
