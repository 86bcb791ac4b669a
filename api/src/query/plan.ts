import type { DimensionKey, MetricKey } from '@syncline/shared/metrics';
import type { Filter, Tier } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { ApiError } from '../lib/errors.ts';
import type { BuiltQuery, Order, Scope } from './build.ts';
import { isTimeBucket } from './build.ts';
import {
  type CellCoverage,
  type CellSelection,
  isHeldBySegment,
  NO_CELLS,
  type OpenRows,
  selectCells,
} from './intervals.ts';
import { METRIC_EXPRESSIONS, type MeasureKey, measuresOf, usesMoney } from './metrics.ts';

/** Where the events of a scan are read, and what must be known about their people. */
export interface Source {
  scope: Scope;
  /** Whether each event needs its person's primary device, for a filter or a dimension. */
  joinsPrimaryDevice: boolean;
  /** The interval cells that hold the same figures, but for open days; null reads the log itself. */
  cells: CellSelection | null;
  /** Only the people and orders with one of these rows in scope, with all their events of the period stored up to `asOf`. */
  touchedIn: { rows: OpenRows; asOf: number } | null;
}

/** A source that is read in one statement, and whether its figures are added or taken away. */
export interface Part {
  source: Source;
  sign: 1 | -1;
}

/**
 * The parts whose figures add up to those of a source. Rows that the cells lack change what people amount to only for those
 * who have one: with their figures of now instead of those that the cells hold of them, the cells become exact.
 */
export function partsOf(source: Source): Part[] {
  const { cells, scope } = source;
  if (!cells?.open) return [{ source, sign: 1 }];
  const { open } = cells;
  const ofTheirs = (period: Period, asOf: number): Source => {
    return { ...source, cells: null, scope: { ...scope, period }, touchedIn: { rows: open, asOf } };
  };
  return [
    { source: { ...source, cells: { ...cells, open: null } }, sign: 1 },
    { source: ofTheirs(scope.period, open.sequence), sign: 1 },
    { source: ofTheirs(cells.period, open.after === 0 ? open.sequence : open.after), sign: -1 },
  ];
}

/** One statement: measures grouped by dimensions, metrics made of them, a page of the groups. Plain data, no SQL. */
export interface Scan {
  source: Source;
  dimensions: readonly DimensionKey[];
  measures: readonly MeasureKey[];
  /** Those of the measures that the cells of the source lack, and the log to read them from; null when it has them all. */
  rest: { source: Source; measures: readonly MeasureKey[] } | null;
  metrics: readonly MetricKey[];
  order: readonly Order[];
  /** Null takes every group. */
  page: { limit: number; offset: number } | null;
}

/** Every statement that a question needs. */
export interface Plan {
  tier: Tier;
  /** The groups asked for; null for a question without dimensions, whose only row is the total. */
  rows: Scan | null;
  totals: Scan;
  /** The same over the days compared with; null when no comparison was asked for. */
  comparison: { rows: Scan | null; totals: Scan } | null;
  /** Amounts in currencies that are left out, looked up when a metric adds up money. */
  otherCurrencies: Source | null;
}

/** The most values of one dimension by which the compared groups are narrowed down to those on the page. */
const MAX_NARROWING_VALUES = 200;

/**
 * Decides which scans answer a question, what each one measures, and where it reads: of interval cells and the log the
 * cheapest that is exact for it. Throws an ApiError `forbidden_combination` when the question insists on cells and none hold it.
 */
export function planQuery(query: BuiltQuery, coverage: CellCoverage): Plan {
  const groups = query.dimensions.length > 0;
  const { comparison } = query;
  const compared = comparison ? { ...query.scope, period: comparison } : null;
  const page = { limit: query.limit, offset: query.offset };
  const rows = groups ? scan(query, query.scope, query.dimensions, page, coverage) : null;
  const totals = scan(query, query.scope, [], null, coverage);
  const comparisons = compared && {
    rows: groups ? scan(query, compared, query.dimensions, null, coverage) : null,
    totals: scan(query, compared, [], null, coverage),
  };
  const inOneCurrency = query.metrics.some(usesMoney) && !query.converted;
  // What is converted is read from the log, day by day.
  const converted = query.converted ? [sourceOf(query.scope, [], [], NO_CELLS)] : [];
  const otherCurrencies = inOneCurrency ? sourceOf(query.scope, [], ['gross_revenue'], coverage) : null;
  return {
    tier: tierOf([
      ...converted,
      ...[rows, totals, comparisons?.rows, comparisons?.totals].flatMap((one) => (one ? sourcesOf(one) : [])),
    ]),
    rows,
    totals,
    comparison: comparisons,
    otherCurrencies,
  };
}

/** The source of a scan of `measures` over `scope` grouped by `dimensions`. Errors as `planQuery`. */
export function sourceOf(
  scope: Scope,
  dimensions: readonly DimensionKey[],
  measures: readonly MeasureKey[],
  coverage: CellCoverage,
): Source {
  const named = [...dimensions, ...scope.filters.map((filter) => filter.dimension)];
  const joinsPrimaryDevice = named.includes('primary_device');
  const cells = scope.tier === 'raw' ? null : selectCells(scope, dimensions, measures, coverage);
  if (cells === null && scope.tier === 'intervals') throw notInCells(scope.period);
  return { scope, joinsPrimaryDevice, cells, touchedIn: null };
}

/** Reads every part of a source. */
export async function readParts<Row>(
  source: Source,
  read: (source: Source) => Promise<readonly Row[]>,
): Promise<{ sign: Part['sign']; rows: readonly Row[] }[]> {
  return Promise.all(partsOf(source).map(async ({ source: part, sign }) => ({ sign, rows: await read(part) })));
}

/** What the sources of an answer have in common. */
export function tierOf(sources: readonly Source[]): Tier {
  const parts = sources.flatMap(partsOf);
  const fromCells = parts.filter(({ source }) => source.cells !== null).length;
  if (fromCells === 0) return 'raw';
  return fromCells === parts.length ? 'intervals' : 'mixed';
}

function notInCells({ from, to }: Period): ApiError {
  return new ApiError('forbidden_combination', `tier: intervals do not hold this question over ${from} to ${to}`, {
    path: 'tier',
    hint: 'Metrics but lost_triggers; a period that begins on a closed day; filters campaign is, brand is, device is; dimensions campaign, brand, device, time:day, time:week, time:month; or primary_device of the account, at the usual threshold. Leave tier out to be answered in any case',
  });
}

function sourcesOf({ source, rest }: Scan): Source[] {
  return rest ? [source, rest.source] : [source];
}

/** `scan` confined to groups that share their values with the groups in `values`, dimension by dimension; calendar buckets are left open. */
export function narrowTo(scan: Scan, values: readonly ReadonlyMap<DimensionKey, string | number>[]): Scan {
  const narrowing = scan.dimensions
    .filter((dimension) => !isTimeBucket(dimension))
    .map((dimension): Filter => {
      const found = values.map((row) => String(row.get(dimension) ?? ''));
      return { dimension, op: 'is', values: [...new Set(found)] };
    })
    .filter((filter) => filter.values.length > 0 && filter.values.length <= MAX_NARROWING_VALUES);
  const narrowed = (source: Source): Source => {
    const scope = { ...source.scope, filters: [...source.scope.filters, ...narrowing] };
    return { ...source, scope, cells: source.cells && narrowCells(source.cells, narrowing) };
  };
  const rest = scan.rest && { ...scan.rest, source: narrowed(scan.rest.source) };
  return { ...scan, source: narrowed(scan.source), rest };
}

/** Cells are told apart by brand or campaign and by device; narrowing by device saves nothing. */
function narrowCells(cells: CellSelection, narrowing: readonly Filter[]): CellSelection {
  const slugs = narrowing.find(({ dimension }) => dimension === cells.by)?.values;
  return slugs ? { ...cells, slugs } : cells;
}

function scan(
  query: BuiltQuery,
  scope: Scope,
  dimensions: readonly DimensionKey[],
  page: Scan['page'],
  coverage: CellCoverage,
): Scan {
  const measures = [...new Set(query.metrics.flatMap((metric) => measuresOf(METRIC_EXPRESSIONS[metric])))];
  return {
    ...sourcesFor(scope, dimensions, measures, coverage),
    dimensions,
    measures,
    metrics: query.metrics,
    order: page ? query.order : [],
    page,
  };
}

/** One source for all measures or, where cells hold some of them by primary device, one for those and the log for the rest. */
function sourcesFor(
  scope: Scope,
  dimensions: readonly DimensionKey[],
  measures: readonly MeasureKey[],
  coverage: CellCoverage,
): Pick<Scan, 'source' | 'rest'> {
  const source = sourceOf(scope, dimensions, measures, coverage);
  const held = measures.filter(isHeldBySegment);
  if (source.cells || !source.joinsPrimaryDevice || scope.tier === 'raw' || held.length === 0) {
    return { source, rest: null };
  }
  const fromCells = sourceOf(scope, dimensions, held, coverage);
  if (!fromCells.cells) return { source, rest: null };
  return { source: fromCells, rest: { source, measures: measures.filter((measure) => !isHeldBySegment(measure)) } };
}
