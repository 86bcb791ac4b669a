import { DEVICES, type Device } from '@syncline/shared/events';
import type { DimensionKey } from '@syncline/shared/metrics';
import type { Filter } from '@syncline/shared/query';
import { addDays, type Period } from '@syncline/shared/time';
import {
  CELL_SEGMENT_THRESHOLD,
  CELL_SEGMENTS,
  type CellScope,
  DEVICE_SETS,
  deviceBit,
  EVERY_DEVICE,
  SEGMENT_MEASURES,
} from '../stores/clickhouse/cells-table.ts';
import { isTimeBucket, type Scope } from './build.ts';
import type { MeasureKey } from './metrics.ts';
import { type CellReader, CellsUnreadableError } from './cells/port.ts';

/** What is known of the interval cells. */
export interface CellCoverage {
  /**
   * The last day up to which every figure of the period stands in the cells as the log has it; null when there is none. With
   * `looksAhead` also figures that hang on the first minutes of the day after.
   */
  coveredThrough(period: Period, looksAhead: boolean): string | null;
  /** The journal record as of which the cells hold the whole period, if nothing was removed since; null otherwise. */
  heldAsOf(period: Period): number | null;
  /** Whether every row of the period and of the day after it is taken into the payments kept ready. */
  paymentsCover(period: Period): boolean;
  /** The last closed day and the newest journal record that the payments take in, if nothing was removed since; null otherwise. */
  paymentsHeld(): { closedThrough: string; sequence: number } | null;
  /** Another number each time that what the cells hold changes. */
  moment(): number;
  /** The newest journal record whose rows queries can see. */
  sequence(): number;
}

/** For questions that the cells know nothing of. */
export const NO_CELLS: CellCoverage & CellReader = {
  coveredThrough: () => null,
  heldAsOf: () => null,
  paymentsCover: () => false,
  paymentsHeld: () => null,
  moment: () => 0,
  sequence: () => 0,
  read: async () => null,
  renew: () => undefined,
};

const ATTEMPTS = 3;

/**
 * Answers a question from several sources as of one moment of the cells: asks again when they changed meanwhile, and in the
 * end, or when they cannot be read, without them.
 */
export async function atOneMoment<Answer>(
  coverage: CellCoverage,
  ask: (coverage: CellCoverage) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const moment = coverage.moment();
    try {
      const answer = await ask(coverage);
      if (coverage.moment() === moment) return answer;
    } catch (error) {
      if (!(error instanceof CellsUnreadableError)) throw error;
    }
  }
  return ask(NO_CELLS);
}

/** What the cells of a selection lack: rows on these days that were stored by the journal records after `after` and up to `sequence`. */
export interface OpenRows {
  days: Period;
  after: number;
  sequence: number;
}

/** The cells that hold the figures of a scope, and what they lack of its period. */
export interface CellSelection {
  period: Period;
  /** Null when the cells hold every row of the period. */
  open: OpenRows | null;
  by: CellScope;
  /** Slugs of the brands or campaigns; null takes all of them. */
  slugs: readonly string[] | null;
  /** One set of devices, or when they are told apart the single devices. */
  devices: readonly number[];
  /** The primary devices of the people who count; null when nothing is asked of it. */
  segments: readonly Segment[] | null;
}

/** Primary devices; the cells hold all but `unknown`, which is what the others leave of the whole. */
export const SEGMENTS = ['unknown', ...CELL_SEGMENTS] as const;
type Segment = (typeof SEGMENTS)[number];

/** Dimensions by which cells can be told apart. */
const DIMENSIONS: ReadonlySet<DimensionKey> = new Set<DimensionKey>([
  'brand',
  'campaign',
  'device',
  'time:day',
  'time:week',
  'time:month',
]);

/** What only the log tells. */
const NOT_IN_CELLS: ReadonlySet<MeasureKey> = new Set<MeasureKey>(['lost_triggers']);

/**
 * The cells from which a question over `scope`, grouped by `dimensions`, is answered exactly; null when there are none: no
 * closed day, filters, dimensions or measures that the cells do not know, a union of several campaigns.
 */
export function selectCells(
  scope: Scope,
  dimensions: readonly DimensionKey[],
  measures: readonly MeasureKey[],
  coverage: CellCoverage,
): CellSelection | null {
  const segments = readSegments(scope, dimensions, measures);
  if (segments === undefined) return null;
  if (segments === null && !dimensions.every((dimension) => DIMENSIONS.has(dimension))) return null;
  if (measures.some((measure) => NOT_IN_CELLS.has(measure))) return null;
  // Whether an order is confirmed in time hangs on its first trigger in the whole period, not in the bucket.
  if (measures.includes('confirmations') && timeBucket(dimensions)) return null;
  const days = splitRows(scope.period, measures.includes('confirmations'), coverage);
  if (!days) return null;
  const filters = readFilters(scope.filters.filter(({ dimension }) => dimension !== 'primary_device'));
  if (!filters) return null;
  const placed = place(filters, dimensions);
  const devices = devicesOf(filters.devices, dimensions);
  if (!placed || !devices || (segments !== null && placed.by !== 'account')) return null;
  return { ...days, ...placed, devices, segments };
}

/** Whether cells hold a measure by primary device. */
export function isHeldBySegment(measure: MeasureKey): boolean {
  return (SEGMENT_MEASURES as readonly MeasureKey[]).includes(measure);
}

/**
 * The primary devices that a question is about; null when it asks nothing of them, undefined when it asks what the cells
 * do not know: another threshold, other dimensions beside it, other measures.
 */
function readSegments(
  { filters, primaryDeviceThreshold }: Scope,
  dimensions: readonly DimensionKey[],
  measures: readonly MeasureKey[],
): readonly Segment[] | null | undefined {
  const named = filters.filter(({ dimension }) => dimension === 'primary_device');
  if (named.length === 0 && !dimensions.includes('primary_device')) return null;
  const isKnown =
    primaryDeviceThreshold === CELL_SEGMENT_THRESHOLD &&
    dimensions.every((dimension) => dimension === 'primary_device') &&
    measures.length > 0 &&
    measures.every(isHeldBySegment);
  if (!isKnown) return undefined;
  return SEGMENTS.filter((segment) => named.every(({ op, values }) => values.includes(segment) === (op === 'is')));
}

/**
 * What the cells hold of a period: all of it as of an earlier journal record, or else the days at its beginning. Whether an
 * order was confirmed in time cannot be asked of the log as of an earlier record.
 */
function splitRows(
  period: Period,
  looksAhead: boolean,
  coverage: CellCoverage,
): Pick<CellSelection, 'period' | 'open'> | null {
  const to = coverage.coveredThrough(period, looksAhead);
  if (to === period.to) return { period, open: null };
  const sequence = coverage.sequence();
  const after = looksAhead ? null : coverage.heldAsOf(period);
  if (after !== null) return { period, open: { days: period, after, sequence } };
  if (to === null) return null;
  return {
    period: { from: period.from, to },
    open: { days: { from: addDays(to, 1), to: period.to }, after: 0, sequence },
  };
}

/** Whether the dimensions hold a calendar bucket: cells then count only where they begin and end in the same one. */
export function timeBucket(dimensions: readonly DimensionKey[]): DimensionKey | undefined {
  return dimensions.find(isTimeBucket);
}

interface ReadFilters {
  brands: readonly string[] | null;
  campaigns: readonly string[] | null;
  devices: number;
}

function readFilters(filters: readonly Filter[]): ReadFilters | null {
  const read: { brands: readonly string[] | null; campaigns: readonly string[] | null; devices: number } = {
    brands: null,
    campaigns: null,
    devices: EVERY_DEVICE,
  };
  for (const { dimension, op, values } of filters) {
    if (dimension === 'device' && (op === 'is' || op === 'is_not')) {
      const named = values.reduce((mask, value) => mask | bitOf(value), 0);
      read.devices &= op === 'is' ? named : EVERY_DEVICE & ~named;
    } else if (dimension === 'campaign' && op === 'is') {
      read.campaigns = both(read.campaigns, values);
    } else if (dimension === 'brand' && op === 'is') {
      read.brands = both(read.brands, values);
    } else {
      return null;
    }
  }
  return read;
}

function bitOf(value: string): number {
  const device = DEVICES.find((known): known is Device => known === value);
  return device === undefined ? 0 : deviceBit(device);
}

function both(one: readonly string[] | null, other: readonly string[]): readonly string[] {
  return [...new Set(other)].filter((value) => one === null || one.includes(value));
}

function place(
  { brands, campaigns }: ReadFilters,
  dimensions: readonly DimensionKey[],
): Pick<CellSelection, 'by' | 'slugs'> | null {
  const byCampaign = dimensions.includes('campaign');
  const byBrand = dimensions.includes('brand');
  if ((byCampaign || campaigns !== null) && (byBrand || brands !== null)) return null;
  if (byCampaign) return { by: 'campaign', slugs: campaigns };
  if (byBrand) return { by: 'brand', slugs: brands };
  const slugs = campaigns ?? brands;
  if (slugs === null) return { by: 'account', slugs: null };
  return slugs.length === 1 ? { by: campaigns === null ? 'brand' : 'campaign', slugs } : null;
}

function devicesOf(mask: number, dimensions: readonly DimensionKey[]): readonly number[] | null {
  if (dimensions.includes('device')) return DEVICES.map(deviceBit).filter((bit) => (bit & mask) !== 0);
  return DEVICE_SETS.includes(mask) ? [mask] : null;
}
