import { type MappingInput, mappingInputSchema, type SPEND_FIELDS, SPEND_FIGURES } from '@syncline/shared/control';
import { daySchema, slugSchema } from '@syncline/shared/fields';
import type { SpendLine } from '@syncline/shared/spend';
import { dayIn } from '../../lib/zone.ts';
import type { Refusal } from '../../posts/x/post.ts';
import { UnusableFileError } from '../unusable-file.ts';
import { cellReader, type CellReader } from './cell.ts';
import type { FieldChecks } from './checks.ts';
import { type Heading, misfit, readHeading } from './heading.ts';
import { type Decimal, readAmount, readCount, readHundredths } from './numbers.ts';
import { slugReader, type SlugReader } from './slugs.ts';
import { readRows, type Row } from './table.ts';
import { type TimeReader, timeReader } from './times.ts';

/** A row of a table of spend: what it tells, or why it is refused. */
export type SpendEntry = { line: number; spend: SpendLine; rounded: boolean } | { line: number; refusal: Refusal };

/** What rows of spend are read against. */
export interface SpendTerms {
  /** The only currency that is taken. */
  currency: string;
  /** The campaigns of the catalogue by their names, folded. */
  campaignsByName: ReadonlyMap<string, string>;
}

type Field = (typeof SPEND_FIELDS)[number];

interface Prepared {
  cells: readonly (readonly [Field, CellReader])[];
  readTime: TimeReader;
  zone: string;
  decimal: Decimal;
  campaign: SlugReader;
  platform: SlugReader;
  currency: string;
}

/** Why a row is refused, thrown on the way out of it. */
class RefusedRow extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/**
 * Reads a table of advertising spend by a column mapping; every row is one line of spend or a refusal. Throws
 * UnusableFileError for columns that the file does not have. `checks` watch what is read.
 */
export async function* readSpend(
  source: AsyncIterable<Uint8Array>,
  input: MappingInput,
  terms: SpendTerms,
  checks?: FieldChecks,
): AsyncGenerator<SpendEntry> {
  const mapping = mappingInputSchema.parse(input);
  let heading: Heading | undefined;
  let prepared: Prepared | undefined;
  for await (const row of readRows(source, mapping.delimiter)) {
    if (!heading || !prepared) {
      heading = readHeading(row);
      prepared = prepare(mapping, heading, { ...terms, checks });
      continue;
    }
    const unfit = misfit(heading, row);
    yield unfit ? { line: row.line, refusal: unfit } : readRow(row, prepared);
  }
}

function prepare(
  mapping: ReturnType<typeof mappingInputSchema.parse>,
  heading: Heading,
  { currency, campaignsByName, checks }: SpendTerms & { checks: FieldChecks | undefined },
): Prepared {
  if (!mapping.spend) throw new UnusableFileError('The column mapping does not say where the spend stands.');
  const cells = Object.entries(mapping.spend.fields).map(([field, from]) => {
    const constant = 'constant' in from ? from.constant.trim() : '';
    const read: CellReader =
      'constant' in from
        ? () => ({ text: constant === '' ? undefined : constant })
        : cellReader(from, heading, checks?.column(field, from.column));
    return [field as Field, read] as const;
  });
  return {
    cells,
    readTime: timeReader(mapping.time_format, mapping.time_zone),
    zone: mapping.time_zone,
    decimal: mapping.spend.decimal,
    campaign: slugReader(campaignsByName),
    platform: slugReader(new Map()),
    currency,
  };
}

function readRow(row: Row, prepared: Prepared): SpendEntry {
  const { line } = row;
  try {
    return { line, ...spendOf(row, prepared) };
  } catch (error) {
    if (!(error instanceof RefusedRow)) throw error;
    return { line, refusal: { id: null, code: 'invalid_row', path: error.path, message: error.message } };
  }
}

function spendOf(row: Row, prepared: Prepared): { spend: SpendLine; rounded: boolean } {
  const texts = textsOf(row, prepared);
  requireCurrency(texts.get('currency'), prepared.currency);
  const amount = amountOf(texts.get('amount'), prepared);
  const conversions = texts.get('conversions');
  const spend: SpendLine = {
    campaign: slugOf('campaign', required(texts, 'campaign'), prepared.campaign),
    day: dayOf(required(texts, 'day'), prepared),
    platform: texts.has('platform') ? slugOf('platform', required(texts, 'platform'), prepared.platform) : '',
    item: itemOf(texts.get('item')),
    amount_minor: amount?.minor ?? null,
    currency: prepared.currency,
    impressions: countOf('impressions', texts, prepared.decimal),
    clicks: countOf('clicks', texts, prepared.decimal),
    conversions: conversions === undefined ? null : hundredthsOf(conversions, prepared.decimal),
  };
  if (SPEND_FIGURES.every((figure) => !texts.has(figure))) {
    throw new RefusedRow('amount', `the row tells none of ${SPEND_FIGURES.join(', ')}`);
  }
  return { spend, rounded: amount?.rounded ?? false };
}

function textsOf(row: Row, { cells }: Prepared): Map<Field, string> {
  const texts = new Map<Field, string>();
  for (const [field, read] of cells) {
    const cell = read(row);
    if ('fault' in cell) throw new RefusedRow(field, cell.fault);
    // What reports write where they have nothing to tell.
    if (cell.text !== undefined && !/^(?:-|--|—|n\/a)$/i.test(cell.text)) texts.set(field, cell.text);
  }
  return texts;
}

function required(texts: ReadonlyMap<Field, string>, field: Field): string {
  const text = texts.get(field);
  if (text === undefined) throw new RefusedRow(field, 'the row has none');
  return text;
}

function requireCurrency(text: string | undefined, currency: string): void {
  if (text === undefined || text.toUpperCase() === currency) return;
  throw new RefusedRow(
    'currency',
    `spend in another currency than the workspace's ${currency} cannot be counted: no exchange rate is known for it`,
  );
}

function amountOf(text: string | undefined, { currency, decimal }: Prepared) {
  if (text === undefined) return null;
  const amount = readAmount(text, currency, decimal);
  if (!amount.ok) throw new RefusedRow('amount', amount.message);
  return amount;
}

function countOf(field: 'impressions' | 'clicks', texts: ReadonlyMap<Field, string>, decimal: Decimal): number | null {
  const text = texts.get(field);
  if (text === undefined) return null;
  const count = readCount(text, decimal);
  if (count === null) throw new RefusedRow(field, 'must be a whole number, 0 or more');
  return count;
}

function hundredthsOf(text: string, decimal: Decimal): number {
  const count = readHundredths(text, decimal);
  if (count === null) throw new RefusedRow('conversions', 'must be a number, 0 or more');
  return count;
}

function dayOf(text: string, { readTime, zone }: Prepared): string {
  const at = readTime(text);
  if (at === null) throw new RefusedRow('day', "is no day in the mapping's time format");
  const day = dayIn(zone, at);
  if (!daySchema.safeParse(day).success || day < '1970-01-01') throw new RefusedRow('day', 'lies before 1970');
  return day;
}

function itemOf(text: string | undefined): string {
  if (text !== undefined && text.length > 128) throw new RefusedRow('item', 'is longer than 128 characters');
  return text ?? '';
}

function slugOf(field: Field, text: string, read: SlugReader): string {
  const found = read(text);
  if ('fault' in found) throw new RefusedRow(field, found.fault);
  if (!slugSchema.safeParse(found.slug).success) throw new RefusedRow(field, 'cannot be made a slug of a-z and 0-9');
  return found.slug;
}
