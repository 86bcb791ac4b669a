import { addDays, daysBetween } from '@syncline/shared/time';
import { dayNumber } from '../lib/zone.ts';
import { DEVICE_SETS } from '../stores/clickhouse/cells-table.ts';
import type { BuilderOptions, Scoped } from './builder.ts';
import type { CellTable, Ledger } from './ledger.ts';
import type { CellMemory } from './memory.ts';
import type { AsOf, CellSource, PeopleRange, Vocabulary, Whose } from './log.ts';
import type { CellColumns } from './block.ts';
import { Workshop } from './workshop.ts';

/** Memory that the cells of one pass may take, about. */
const MOST_CELLS = 60_000_000;
/** With more passes than this, events are few for the days they span. */
const MOST_PASSES = 8;
const ROWS_PER_SPARSE_BATCH = 200_000;
/** What so many people leave cells of is few for the days they span, or in any case little enough for memory. */
const FEW_PEOPLE = 5_000;
const MOST_PEOPLE_SPARSE = 50_000;
const MOST_PEOPLE_DENSE = 500_000;
/** Measures that a scope has cells of, about. */
const MEASURES = 40;
/** What the account has beside them, told apart by primary device, as a number of such measures. */
const MEASURES_BY_SEGMENT = 72;

/** What the steps of keeping up the cells work on. */
export interface Bench {
  source: CellSource;
  table: CellTable;
  /** Told when a write is about to take effect. */
  memory: CellMemory;
  /** Rows that a batch of people or orders brings at most, about. */
  rowsPerBatch: number;
  signal: AbortSignal;
}

/** What a step added to the cells, and how far these go now. */
export interface Added {
  to: Ledger;
  cells: readonly CellColumns[];
}

interface Reading {
  vocabulary: Vocabulary;
  whose: Whose;
  ranges: readonly PeopleRange[];
  through: string;
  moments: readonly AsOf[];
  signs: readonly (1 | -1)[];
  /** Only people or only orders; both when not given. */
  of?: 'people' | 'orders';
}

const EVERYBODY: Whose = { everybody: true };

/** Makes the cells of every day up to `ledger.closedThrough` from the log and puts them in the place of those in use. */
export async function buildAll(bench: Bench, vocabulary: Vocabulary, ledger: Ledger): Promise<void> {
  await bench.table.begin();
  await prepareAll(bench, vocabulary, ledger);
  bench.signal.throwIfAborted();
  bench.memory.begin();
  await bench.table.replace(ledger);
}

/** Makes all cells anew beside those in use and answers how many of these differ. */
export async function compareAll(bench: Bench, vocabulary: Vocabulary, ledger: Ledger): Promise<number> {
  await bench.table.begin();
  await prepareAll(bench, vocabulary, ledger);
  bench.signal.throwIfAborted();
  const differences = await bench.table.differences();
  await bench.table.begin();
  return differences;
}

async function prepareAll(bench: Bench, vocabulary: Vocabulary, ledger: Ledger): Promise<void> {
  const { firstDay } = vocabulary;
  if (firstDay === null) return;
  const spans = passes(vocabulary, firstDay, ledger.closedThrough);
  const reading = { vocabulary, moments: [{ sequence: ledger.sequence }], signs: [1 as const] };
  if (spans.length <= MOST_PASSES) {
    const ranges = await bench.source.ranges(bench.rowsPerBatch);
    for (const span of spans)
      await prepareDense(bench, firstDay, span, { ...reading, whose: EVERYBODY, ranges, through: span.through });
    return;
  }
  // Few events over many days: what they leave cells of is far less than days × days.
  const options = { ...anyDay(vocabulary), expects: 'sparse' as const };
  for (const range of await bench.source.ranges(ROWS_PER_SPARSE_BATCH)) {
    await prepare(bench, options, {
      ...reading,
      whose: EVERYBODY,
      ranges: [range],
      through: ledger.closedThrough,
      of: 'people',
    });
  }
  await prepare(bench, options, {
    ...reading,
    whose: EVERYBODY,
    ranges: [],
    through: ledger.closedThrough,
    of: 'orders',
  });
}

async function prepareDense(
  bench: Bench,
  firstDay: string,
  { from, through }: { from: string; through: string },
  reading: Reading,
): Promise<void> {
  const until = dayNumber(through);
  const clipped = (scoped: Scoped): Scoped => ({ ...scoped, last: Math.min(scoped.last, until) });
  const { brands, campaigns } = reading.vocabulary;
  const options: BuilderOptions = {
    brands: brands.map(clipped),
    campaigns: campaigns.map(clipped),
    account: { first: dayNumber(firstDay), last: until },
    from: dayNumber(from),
    expects: 'dense',
  };
  await prepare(bench, options, reading);
}

async function prepare(bench: Bench, options: BuilderOptions, reading: Reading): Promise<void> {
  for await (const piece of make(bench, options, reading)) await bench.table.prepare(piece);
}

/** For planes that do not hold days × days. */
function anyDay({ brands, campaigns }: Vocabulary): Omit<BuilderOptions, 'expects'> {
  return { brands, campaigns, account: { first: 0, last: 0 }, from: 0 };
}

/** Adds the cells of the day after `ledger.closedThrough`. */
export async function closeDay(bench: Bench, vocabulary: Vocabulary, ledger: Ledger): Promise<Added> {
  const day = addDays(ledger.closedThrough, 1);
  const to = { ...ledger, closedThrough: day };
  const options: BuilderOptions = { ...throughout(vocabulary, day), from: dayNumber(day), expects: 'dense' };
  const reading: Reading = {
    vocabulary,
    whose: { activeOn: day },
    ranges: await bench.source.ranges(bench.rowsPerBatch),
    through: day,
    moments: [{ sequence: ledger.sequence }],
    signs: [1],
  };
  return addCells(bench, options, reading, ledger, to);
}

/**
 * Brings the cells of closed days to journal record `sequence`: of everybody whose closed days changed since (`people` of
 * them, on `days`; null is any), the cells as they were are taken away and those of now are added.
 */
export async function repair(
  bench: Bench,
  vocabulary: Vocabulary,
  ledger: Ledger,
  { sequence, people, days }: { sequence: number; people: number; days: readonly string[] | null },
): Promise<Added> {
  const to = { ...ledger, sequence };
  const isSparse = people <= FEW_PEOPLE || !fitsDense(vocabulary, ledger.closedThrough);
  const options: BuilderOptions = isSparse
    ? { ...anyDay(vocabulary), expects: 'sparse' }
    : { ...throughout(vocabulary, ledger.closedThrough), from: 0, expects: 'dense' };
  const reading: Reading = {
    vocabulary,
    whose: { changedSince: { sequence: ledger.sequence, days } },
    ranges: people <= FEW_PEOPLE ? [{ from: 0, to: 0xffff_ffff }] : await bench.source.ranges(bench.rowsPerBatch),
    through: ledger.closedThrough,
    moments: [{ sequence: ledger.sequence }, { sequence }],
    signs: [-1, 1],
  };
  return addCells(bench, options, reading, ledger, to);
}

/** Brings the cells to journal record `sequence` where no closed day changed since the last. */
export async function advance({ table, memory }: Bench, ledger: Ledger, sequence: number): Promise<Added> {
  const to = { ...ledger, sequence };
  memory.begin();
  await table.add([], { from: ledger, to });
  return { to, cells: [] };
}

/** With more people to repair it is less work to build everything anew. */
export function mostRepaired(vocabulary: Vocabulary, through: string): number {
  return fitsDense(vocabulary, through) ? MOST_PEOPLE_DENSE : MOST_PEOPLE_SPARSE;
}

/** Whether planes that hold every day up to `through` of every scope fit in memory. */
function fitsDense(vocabulary: Vocabulary, through: string): boolean {
  return passes(vocabulary, vocabulary.firstDay ?? through, through).length === 1;
}

/** For planes that hold every day up to `through` of every scope. */
function throughout(
  { firstDay, brands, campaigns }: Vocabulary,
  through: string,
): Omit<BuilderOptions, 'expects' | 'from'> {
  const span = { first: dayNumber(firstDay ?? through), last: dayNumber(through) };
  const whole = (scoped: Scoped): Scoped => ({ slug: scoped.slug, ...span });
  return { brands: brands.map(whole), campaigns: campaigns.map(whole), account: span };
}

async function addCells(
  bench: Bench,
  options: BuilderOptions,
  reading: Reading,
  from: Ledger,
  to: Ledger,
): Promise<Added> {
  const cells: CellColumns[] = [];
  for await (const piece of make(bench, options, reading)) cells.push(piece);
  bench.signal.throwIfAborted();
  bench.memory.begin();
  await bench.table.add(cells, { from, to });
  return { to, cells };
}

async function* make(
  { source, rowsPerBatch, signal }: Bench,
  options: BuilderOptions,
  { vocabulary, whose, ranges, through, moments, signs, of }: Reading,
): AsyncGenerator<CellColumns> {
  const workshop = new Workshop(options);
  try {
    // While a batch is added up the engine reads the next.
    let adding: Promise<void> = Promise.resolve();
    for (const range of ranges) {
      const rows = await source.people(vocabulary, whose, range, through, moments, signal);
      await adding;
      adding = workshop.add('people', rows, signs);
      adding.catch(() => undefined);
    }
    if (of !== 'people') {
      const parts = await source.orderParts(whose, through, rowsPerBatch);
      for (let part = 0; part < parts; part += 1) {
        const orders = await source.orders(vocabulary, whose, { part, parts }, through, moments, signal);
        await adding;
        adding = workshop.add('orders', orders, signs);
        adding.catch(() => undefined);
      }
    }
    await adding;
    yield* workshop.finish();
  } finally {
    await workshop.close();
  }
}

/** Spans of days whose cells fit in memory together, oldest first. */
function passes(vocabulary: Vocabulary, first: string, through: string): { from: string; through: string }[] {
  const scopes = 1 + vocabulary.brands.length + vocabulary.campaigns.length;
  const starts = Math.max(1, daysBetween(first, through) + 1);
  const perDay = (scopes * MEASURES + MEASURES_BY_SEGMENT) * DEVICE_SETS.length * (starts / 2);
  const days = Math.max(1, Math.floor(MOST_CELLS / perDay));
  const spans: { from: string; through: string }[] = [];
  for (let from = first; from <= through; from = addDays(from, days)) {
    const last = addDays(from, days - 1);
    spans.push({ from, through: last < through ? last : through });
  }
  return spans;
}
