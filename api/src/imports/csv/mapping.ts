import type { FieldSource, MappingInput } from '@syncline/shared/control';
import { mappingInputSchema } from '@syncline/shared/control';
import { type Entry, type Item, refusedEntry } from '../item.ts';
import { UnusableFileError } from '../unusable-file.ts';
import { cellReader } from './cell.ts';
import type { FieldChecks } from './checks.ts';
import { typed } from './events.ts';
import { columnOf, type Heading, misfit, readHeading } from './heading.ts';
import { slugReader, type SlugReader } from './slugs.ts';
import { readRows, type Row } from './table.ts';
import { offsetTeller, type TimeReader, timeReader } from './times.ts';

type FieldReader = (row: Row) => { value?: string | number | boolean } | { fault: string };
type EventReader = (row: Row, line: number) => Item | null;

/** What rows are read against. */
export interface MappedTerms {
  /** The campaigns of the catalogue by their names, folded; other names are spelt as slugs. */
  campaignsByName: ReadonlyMap<string, string>;
  /** Watch what is read. */
  checks?: FieldChecks | undefined;
}

/** Reads any table by a column mapping. Columns that the file does not have are refused at once; a row that gives no event is counted as skipped. */
export async function* readMapped(
  source: AsyncIterable<Uint8Array>,
  input: MappingInput,
  { campaignsByName, checks }: MappedTerms,
): AsyncGenerator<Entry> {
  const mapping = mappingInputSchema.parse(input);
  let heading: Heading | undefined;
  let readers: EventReader[] = [];
  for await (const row of readRows(source, mapping.delimiter)) {
    if (!heading) {
      heading = readHeading(row);
      readers = prepare(mapping, heading, { campaignsByName, checks });
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

function prepare(mapping: Parsed, heading: Heading, { campaignsByName, checks }: MappedTerms): EventReader[] {
  const zone = mapping.time_zone;
  const reading: Reading = {
    readTime: timeReader(mapping.time_format, zone),
    hasOffset: offsetTeller(mapping.time_format),
    zone,
    checks,
    slugs: { campaign: slugReader(campaignsByName), brand: slugReader(new Map()), offer: slugReader(new Map()) },
  };
  return mapping.events.map((event) => {
    const when = event.when && { position: columnOf(heading, event.when.column), is: new Set(event.when.is) };
    const fields = Object.entries(event.fields).map(
      ([field, from]) => [field, fieldReader(field, from, heading, reading)] as const,
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

interface Reading {
  readTime: TimeReader;
  hasOffset: (text: string) => boolean;
  zone: string;
  checks: FieldChecks | undefined;
  slugs: Readonly<Record<string, SlugReader>>;
}

function fieldReader(field: string, from: FieldSource, heading: Heading, reading: Reading): FieldReader {
  const slug = reading.slugs[field];
  if ('constant' in from) {
    if (slug) return () => slugOf(slug(from.constant));
    const constant = field === 'at' ? constantTime(from.constant, reading) : typed(field, from.constant);
    return () => ({ value: constant });
  }
  const { checks } = reading;
  const readCell = cellReader(from, heading, checks?.column(field, from.column));
  const seen = field === 'at' ? checks?.timesOf(from.column, reading) : undefined;
  return (row) => {
    const cell = readCell(row);
    if ('fault' in cell) return cell;
    if (cell.text === undefined) return {};
    if (slug) return slugOf(slug(cell.text));
    if (field !== 'at') return { value: typed(field, cell.text) };
    const at = reading.readTime(cell.text);
    seen?.(row, cell.text, at);
    return at === null
      ? { fault: `the column "${from.column}" holds no time in the mapping's time format` }
      : { value: at };
  };
}

function slugOf(found: ReturnType<SlugReader>): { value: string } | { fault: string } {
  return 'fault' in found ? found : { value: found.slug };
}

/** A fixed time is written in the mapping's own format or as ISO 8601. */
function constantTime(text: string, { readTime, zone }: Reading): number {
  const at = readTime(text) ?? timeReader('iso', zone)(text);
  if (at === null)
    throw new UnusableFileError(`The mapping's fixed time "${text}" is not a time such as 2026-09-01T12:00:00Z.`);
  return at;
}
