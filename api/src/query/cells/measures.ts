import { DEVICES } from '@syncline/shared/events';
import type { DimensionKey } from '@syncline/shared/metrics';
import type { Period } from '@syncline/shared/time';
import { dayNumber, dayText } from '../../lib/zone.ts';
import {
  CELL,
  CELL_SEGMENTS,
  deviceBit,
  SEGMENT_CODES,
  SEGMENT_MEASURES,
} from '../../stores/clickhouse/cells-table.ts';
import type { QueryContext } from '../context.ts';
import { type CellSelection, timeBucket } from '../intervals.ts';
import type { MeasureKey } from '../metrics.ts';
import type { Scan } from '../plan.ts';
import { dimensionColumn, EVENTS_COLUMN, type ScanRow } from '../sql/scan.ts';
import { measureColumn } from '../sql/select.ts';
import { type CellPlane, readCells } from './port.ts';

/** Where a measure stands in the cells; null for what they do not hold. */
const CODES = {
  impressions: CELL.impressions,
  viewable_impressions: CELL.viewable_impressions,
  reach: CELL.reach + 1,
  engagements: CELL.engagements,
  engaged_users: CELL.engaged_users,
  clicks: CELL.clicks,
  follows: CELL.follows,
  unfollows: CELL.unfollows,
  triggers: CELL.triggers,
  confirmations: CELL.confirmations,
  lost_triggers: null,
  purchases: CELL.purchases,
  buyers: CELL.buyers,
  people: CELL.people,
  gross_revenue: CELL.gross_revenue,
  currency_orders: CELL.currency_orders,
  refunds: CELL.refunds,
  spend: null,
  active_users: CELL.active_users,
  actions: CELL.actions,
} as const satisfies Record<MeasureKey, number | null>;

/** Measures that are above 0 exactly where an event counts towards the measure, when it does not say so itself. */
const WITNESSES: Partial<Record<MeasureKey, number>> = {
  confirmations: CELL.triggers,
  gross_revenue: CELL.currency_orders,
  refunds: CELL.refund_rows,
};

/**
 * The measures of a scan by group, out of the cells of its source, as `compileMeasures` has them of the log; the column of
 * events holds a number that is 0 where no event counts towards any measure. Throws a CellsUnreadableError.
 */
export async function measureCells(
  context: QueryContext,
  selection: CellSelection,
  { dimensions, measures }: Pick<Scan, 'dimensions' | 'measures'>,
  signal: AbortSignal,
): Promise<ScanRow[]> {
  const { segments } = selection;
  if (segments) return measureSegments(context, { ...selection, segments }, { dimensions, measures }, signal);
  const witnesses = [...new Set(measures.flatMap((measure) => WITNESSES[measure] ?? CODES[measure] ?? []))];
  const codes = [...new Set([...measures.flatMap((measure) => CODES[measure] ?? []), ...witnesses])];
  const planes = await readCells(context, selection, codes, signal);
  const buckets = bucketsOf(selection.period, timeBucket(dimensions));
  const rows: ScanRow[] = [];
  for (const plane of planes) {
    for (const { value, from, to } of buckets) {
      const sum = (code: number) => plane.vector(code).sum(from, to);
      const events = witnesses.reduce((all, code) => all + sum(code), 0);
      if (events === 0 && dimensions.length > 0) continue;
      const row: ScanRow = { [EVENTS_COLUMN]: events };
      dimensions.forEach((dimension, index) => {
        row[dimensionColumn(index)] = valueOf(dimension, plane, value);
      });
      for (const measure of measures) {
        const code = CODES[measure];
        row[measureColumn(measure)] = code === null ? null : sum(code);
      }
      rows.push(row);
    }
  }
  return rows;
}

/** Of people on known devices as the cells have it; of the others what is left of the whole. */
async function measureSegments(
  context: QueryContext,
  selection: CellSelection & { segments: readonly string[] },
  { dimensions, measures }: Pick<Scan, 'dimensions' | 'measures'>,
  signal: AbortSignal,
): Promise<ScanRow[]> {
  const codes = measures.flatMap((measure) => [CODES[measure] ?? [], codesBySegment(measure)].flat());
  const planes = await readCells(context, selection, codes, signal);
  const [from, to] = [dayNumber(selection.period.from), dayNumber(selection.period.to)];
  const sum = (code: number) => planes.reduce((all, plane) => all + plane.vector(code).sum(from, to), 0);
  const figures = measures.map((measure) => {
    const known = codesBySegment(measure).map(sum);
    const unknown = known.reduce((left, n) => left - n, sum(CODES[measure] ?? 0));
    return { column: measureColumn(measure), known, unknown };
  });
  const rows = selection.segments.map((segment) => {
    const place = CELL_SEGMENTS.findIndex((one) => one === segment);
    const row: ScanRow = { [EVENTS_COLUMN]: 0 };
    if (dimensions.length > 0) row[dimensionColumn(0)] = segment;
    for (const { column, known, unknown } of figures) {
      const n = known[place] ?? unknown;
      row[column] = n;
      row[EVENTS_COLUMN] = Number(row[EVENTS_COLUMN]) + n;
    }
    return row;
  });
  return rows.filter((row) => dimensions.length === 0 || row[EVENTS_COLUMN] !== 0);
}

/** Codes of a measure by primary device, in the order of CELL_SEGMENTS. */
function codesBySegment(measure: MeasureKey): number[] {
  const place = (SEGMENT_MEASURES as readonly MeasureKey[]).indexOf(measure);
  if (place < 0) throw new RangeError(`${measure} is not kept by primary device`);
  return CELL_SEGMENTS.map((_, index) => CELL.segments + SEGMENT_CODES * index + place);
}

function valueOf(dimension: DimensionKey, { slug, devices }: CellPlane, bucket: string): string {
  if (dimension === 'brand' || dimension === 'campaign') return slug;
  if (dimension === 'device') return DEVICES.find((device) => deviceBit(device) === devices) ?? '';
  return bucket;
}

interface Bucket {
  /** The first day of the whole bucket, as the answer names it. */
  value: string;
  /** Its days in the period, since 1970-01-01. */
  from: number;
  to: number;
}

/** The calendar buckets of a period; the period itself where there are none. */
function bucketsOf(period: Period, dimension: DimensionKey | undefined): Bucket[] {
  const [first, last] = [dayNumber(period.from), dayNumber(period.to)];
  if (dimension === undefined) return [{ value: '', from: first, to: last }];
  const buckets: Bucket[] = [];
  for (let day = first; day <= last; day += 1) {
    const value = firstDayOf(day, dimension);
    const bucket = buckets.at(-1);
    if (bucket?.value === value) bucket.to = day;
    else buckets.push({ value, from: day, to: day });
  }
  return buckets;
}

/** 1970-01-01 was a Thursday, three days after a Monday. */
const AFTER_MONDAY = 3;

/** The first day of the bucket of a day, since 1970-01-01, as an answer names it; the day itself for `time:day`. */
export function firstDayOf(day: number, dimension: DimensionKey): string {
  if (dimension === 'time:week') return dayText(day - ((day + AFTER_MONDAY) % 7));
  const text = dayText(day);
  return dimension === 'time:month' ? `${text.slice(0, 7)}-01` : text;
}
