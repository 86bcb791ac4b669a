import type { DimensionKey, MetricKey } from '@syncline/shared/metrics';
import type { Filter } from '@syncline/shared/query';
import type { BuiltQuery, Order, Scope } from './build.ts';
import { isTimeBucket } from './build.ts';
import { METRIC_EXPRESSIONS, type MeasureKey, measuresOf, usesMoney } from './metrics.ts';

/** Where the events of a scan are read, and what must be known about their people. */
export interface Source {
  tier: 'raw';
  scope: Scope;
  /** Whether each event needs its person's primary device, for a filter or a dimension. */
  joinsPrimaryDevice: boolean;
}

/** One statement: measures grouped by dimensions, metrics made of them, a page of the groups. Plain data, no SQL. */
export interface Scan {
  source: Source;
  dimensions: readonly DimensionKey[];
  measures: readonly MeasureKey[];
  metrics: readonly MetricKey[];
  order: readonly Order[];
  /** Null takes every group. */
  page: { limit: number; offset: number } | null;
}

/** Every statement that a question needs. */
export interface Plan {
  tier: 'raw';
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

/** Decides which scans answer a question and what each one measures. */
export function planQuery(query: BuiltQuery): Plan {
  const groups = query.dimensions.length > 0;
  const { comparison } = query;
  const compared = comparison ? { ...query.scope, period: comparison } : null;
  const page = { limit: query.limit, offset: query.offset };
  return {
    tier: 'raw',
    rows: groups ? scan(query, query.scope, query.dimensions, page) : null,
    totals: scan(query, query.scope, [], null),
    comparison: compared && {
      rows: groups ? scan(query, compared, query.dimensions, null) : null,
      totals: scan(query, compared, [], null),
    },
    otherCurrencies: query.metrics.some(usesMoney) ? sourceOf(query.scope, []) : null,
  };
}

/** The source of a scan over `scope` grouped by `dimensions`, with the joins these need. */
export function sourceOf(scope: Scope, dimensions: readonly DimensionKey[]): Source {
  const named = [...dimensions, ...scope.filters.map((filter) => filter.dimension)];
  return { tier: 'raw', scope, joinsPrimaryDevice: named.includes('primary_device') };
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
  const scope = { ...scan.source.scope, filters: [...scan.source.scope.filters, ...narrowing] };
  return { ...scan, source: sourceOf(scope, scan.dimensions) };
}

function scan(query: BuiltQuery, scope: Scope, dimensions: readonly DimensionKey[], page: Scan['page']): Scan {
  return {
    source: sourceOf(scope, dimensions),
    dimensions,
    measures: [...new Set(query.metrics.flatMap((metric) => measuresOf(METRIC_EXPRESSIONS[metric])))],
    metrics: query.metrics,
    order: page ? query.order : [],
    page,
  };
}
