import type { DimensionKey, MetricKey } from '@syncline/shared/metrics';
import type { Filter, Warning } from '@syncline/shared/query';
import { dayNumber } from '../../lib/zone.ts';
import { isTimeBucket, type Scope } from '../build.ts';
import { firstDayOf } from '../cells/measures.ts';
import { usesSpend } from '../metrics.ts';
import { dimensionColumn, EVENTS_COLUMN, type ScanRow } from '../sql/scan.ts';
import { measureColumn } from '../sql/select.ts';
import type { SpendView } from './port.ts';

/** What spend can be told apart and filtered by. */
const DIMENSIONS: ReadonlySet<DimensionKey> = new Set<DimensionKey>([
  'campaign',
  'brand',
  'time:day',
  'time:week',
  'time:month',
]);

type Asked = Pick<Scope, 'period' | 'filters'>;

/** The dimensions by which a question groups or filters and spend is not known, in order of appearance; none where it can be told. */
export function spendGaps(dimensions: readonly DimensionKey[], filters: readonly Filter[]): DimensionKey[] {
  const named = filters.flatMap(({ dimension, op }) =>
    (dimension === 'campaign' || dimension === 'brand') && (op === 'is' || op === 'is_not') ? [] : [dimension],
  );
  return [...new Set([...dimensions.filter((dimension) => !DIMENSIONS.has(dimension)), ...named])];
}

/** Spend of a scope by group: the groups with any, as `compileMeasures` has those of the log. */
export interface GroupedSpend {
  rows: ScanRow[];
  /** Of a group without any on its days: 0 where some is known of one of its campaigns at another time, else null. */
  unspent: (values: readonly (string | number)[]) => 0 | null;
}

/** Groups the spend of a scope by dimensions without gaps. Without dimensions there is one row, null where nothing is known. */
export function groupSpend(
  view: SpendView,
  { period, filters }: Asked,
  dimensions: readonly DimensionKey[],
): GroupedSpend {
  const campaigns = new Map([...view.campaigns].filter(([campaign, brand]) => isLeft(filters, campaign, brand)));
  const known = new Set([...campaigns].map(([campaign, brand]) => keyOf(dimensions, campaign, brand)));
  const unspent = (values: readonly (string | number)[]) =>
    known.has(JSON.stringify(values.filter((_, index) => !isBucket(dimensions, index)))) ? 0 : null;
  const groups = new Map<string, ScanRow>();
  for (const { campaign, day, minor } of view.days) {
    const brand = campaigns.get(campaign);
    if (brand === undefined || day < period.from || day > period.to) continue;
    const values = dimensions.map((dimension) => valueOf(dimension, { campaign, brand, day }));
    const key = JSON.stringify(values);
    const row = groups.get(key) ?? rowOf(values, 0);
    row[EVENTS_COLUMN] = Number(row[EVENTS_COLUMN]) + 1;
    row[measureColumn('spend')] = Number(row[measureColumn('spend')]) + minor;
    groups.set(key, row);
  }
  if (dimensions.length === 0 && groups.size === 0) groups.set('', rowOf([], unspent([])));
  return { rows: [...groups.values()], unspent };
}

/** The warning of metrics that need spend where it is not known: what of the question it is not known by, or that there is none. */
export function spendWarnings(
  metrics: readonly MetricKey[],
  { gaps, isKnown }: { gaps: readonly DimensionKey[]; isKnown: boolean },
): Warning[] {
  const spend = metrics.filter(usesSpend);
  if (spend.length === 0) return [];
  if (gaps.length > 0) {
    const message = `Spend is known by campaign and day, not by ${gaps.join(', ')}; these are not defined.`;
    return [{ code: 'spend_not_split', message, metrics: spend }];
  }
  if (isKnown) return [];
  return [
    {
      code: 'no_spend',
      message: 'No spend has been imported for these campaigns; these are not defined.',
      metrics: spend,
    },
  ];
}

/** Whether filters by campaign and brand leave a campaign of the brand. */
export function isLeft(filters: readonly Filter[], campaign: string, brand: string): boolean {
  return filters.every(
    ({ dimension, op, values }) => values.includes(dimension === 'brand' ? brand : campaign) === (op === 'is'),
  );
}

function keyOf(dimensions: readonly DimensionKey[], campaign: string, brand: string): string {
  const named = dimensions.filter((dimension) => !isTimeBucket(dimension));
  return JSON.stringify(named.map((dimension) => (dimension === 'brand' ? brand : campaign)));
}

function isBucket(dimensions: readonly DimensionKey[], index: number): boolean {
  const dimension = dimensions[index];
  return dimension !== undefined && isTimeBucket(dimension);
}

function valueOf(
  dimension: DimensionKey,
  { campaign, brand, day }: { campaign: string; brand: string; day: string },
): string {
  if (dimension === 'campaign') return campaign;
  if (dimension === 'brand') return brand;
  return firstDayOf(dayNumber(day), dimension);
}

function rowOf(values: readonly string[], spend: number | null): ScanRow {
  const row: ScanRow = { [EVENTS_COLUMN]: 0, [measureColumn('spend')]: spend };
  values.forEach((value, index) => {
    row[dimensionColumn(index)] = value;
  });
  return row;
}
