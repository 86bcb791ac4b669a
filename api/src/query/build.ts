import { ACTIONS, ARMS, DEVICES } from '@syncline/shared/events';
import { DIMENSION_KEYS, DIMENSIONS, type DimensionKey, type MetricKey } from '@syncline/shared/metrics';
import type { AttributionRequest, Filter, Query, TierChoice } from '@syncline/shared/query';
import { type Comparison, type Period, resolveComparison } from '@syncline/shared/time';
import { ApiError } from '../lib/errors.ts';
import type { QueryContext } from './context.ts';
import { CONVERTIBLE, measuresOf, METRIC_EXPRESSIONS } from './metrics.ts';
import { pathText } from './refuse.ts';

/** Which events are looked at, and in whose zone and currency: the part every question and analysis shares. */
export interface Scope {
  period: Period;
  filters: readonly Filter[];
  primaryDeviceThreshold: number;
  /** Where it may be answered from. */
  tier: TierChoice;
  timezone: string;
  currency: string;
}

export type Order =
  | { metric: MetricKey; direction: 'asc' | 'desc' }
  | { dimension: DimensionKey; direction: 'asc' | 'desc' };

/** A question that can be planned: every name known, every combination allowed, nothing left to default. */
export interface BuiltQuery {
  scope: Scope;
  /** The days compared with; null when no comparison was asked for. */
  comparison: Period | null;
  metrics: readonly MetricKey[];
  dimensions: readonly DimensionKey[];
  order: readonly Order[];
  limit: number;
  offset: number;
  /** Whether money of every currency is counted, converted. */
  converted: boolean;
  /** Epoch milliseconds at which the question was asked. */
  now: number;
  /** The question as understood, for the answer. */
  asked: Query;
}

const TEXT_DIMENSIONS: readonly DimensionKey[] = ['brand', 'campaign', 'offer', 'network', 'client'];
const PRIMARY_DEVICES = ['mobile', 'desktop', 'mixed', 'unknown'] as const;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Values a filter may name, for dimensions that have a closed list of them. */
const CLOSED_VALUES: ReadonlyMap<DimensionKey, readonly string[]> = new Map<DimensionKey, readonly string[]>([
  ['device', DEVICES],
  ['action', ['', ...ACTIONS]],
  ['arm', ['', ...ARMS]],
  ['primary_device', PRIMARY_DEVICES],
  ['hour_of_day', numbers(0, 23)],
  ['weekday', numbers(1, 7)],
]);

const FIRST_DAY = '1970-01-01';
const LAST_DAY = '2148-12-31';

/** Metrics, dimensions, period, filters and order of a request, checked and completed. Throws an ApiError with code, path and what is allowed. */
export function buildQuery(request: Query, context: QueryContext, now: number): BuiltQuery {
  const metrics = [...new Set(request.metrics)];
  const dimensions = [...new Set(request.dimensions)];
  refuseSecondTimeDimension(request.dimensions);
  refuseOrderByOthers(request, metrics, dimensions);
  const scope = buildScope(request, context);
  const order = completeOrder(request.order_by, metrics, dimensions);
  return {
    scope,
    comparison: buildComparison(request.period, request.compare),
    metrics,
    dimensions,
    order,
    limit: request.limit,
    offset: request.offset,
    converted: request.currencies === 'converted' && metrics.some(isConvertible),
    now,
    asked: { ...request, metrics, dimensions, order_by: [...order] },
  };
}

function isConvertible(metric: MetricKey): boolean {
  return measuresOf(METRIC_EXPRESSIONS[metric]).some((measure) => CONVERTIBLE.has(measure));
}

/** Period and filters of a question or analysis, checked. */
export function buildScope(
  request: Pick<Query, 'period' | 'filters' | 'primary_device_threshold' | 'tier'>,
  context: QueryContext,
): Scope {
  refuseFarPeriod(request.period, 'period');
  request.filters.forEach(checkFilter);
  return {
    period: request.period,
    filters: request.filters,
    primaryDeviceThreshold: request.primary_device_threshold,
    tier: request.tier,
    timezone: context.timezone,
    currency: context.currency,
  };
}

/** The days that a comparison stands for, or null. */
export function buildComparison(period: Period, comparison: Comparison | undefined): Period | null {
  if (comparison === undefined) return null;
  if (typeof comparison !== 'string') refuseFarPeriod(comparison, 'compare');
  return resolveComparison(period, comparison);
}

/** How long before a payment a touch can be credited with it, in spans of 24 hours; 0 credits no views. */
export interface Windows {
  viewDays: number;
  clickDays: number;
}

/** The windows of an attribution, checked: an engagement is not forgotten before a view. */
export function buildWindows(request: Pick<AttributionRequest, 'view_days' | 'click_days'>): Windows {
  const { view_days: viewDays, click_days: clickDays } = request;
  if (clickDays >= viewDays) return { viewDays, clickDays };
  throw new ApiError('forbidden_combination', `click_days: ${clickDays} is less than view_days, ${viewDays}`, {
    path: 'click_days',
    hint: `At least ${viewDays} here, or a smaller view_days`,
  });
}

/** Whether a dimension is a calendar bucket, whose values in two periods correspond by position. */
export function isTimeBucket(dimension: DimensionKey): boolean {
  return dimension.startsWith('time:');
}

function refuseFarPeriod(period: Period, path: string): void {
  if (period.from >= FIRST_DAY && period.to <= LAST_DAY) return;
  throw new ApiError('invalid_period', `${path}: lies outside ${FIRST_DAY} to ${LAST_DAY}`, {
    path: period.from < FIRST_DAY ? `${path}.from` : `${path}.to`,
    hint: `Days from ${FIRST_DAY} to ${LAST_DAY}`,
  });
}

function refuseSecondTimeDimension(dimensions: readonly DimensionKey[]): void {
  const [first, ...others] = [...new Set(dimensions.filter(isTimeBucket))];
  const second = others[0];
  if (second === undefined) return;
  const path = pathText(['dimensions', dimensions.indexOf(second)]);
  throw new ApiError('forbidden_combination', `${path}: ${second} cannot stand beside ${first}`, {
    path,
    hint: 'At most one of time:hour, time:day, time:week, time:month',
  });
}

function refuseOrderByOthers(request: Query, metrics: readonly MetricKey[], dimensions: readonly DimensionKey[]): void {
  request.order_by.forEach((order, index) => {
    const asked: readonly string[] = 'metric' in order ? metrics : dimensions;
    const key = 'metric' in order ? 'metric' : 'dimension';
    const named = 'metric' in order ? order.metric : order.dimension;
    if (asked.includes(named)) return;
    const path = pathText(['order_by', index, key]);
    throw new ApiError('forbidden_combination', `${path}: ${named} is not among the ${key}s asked for`, {
      path,
      hint: asked.length > 0 ? `One of ${asked.join(', ')}` : `Ask for a ${key} first`,
    });
  });
}

function checkFilter(filter: Filter, index: number): void {
  for (const rule of [refuseUnfilterable, refuseOperatorOnClosedList, refuseUnknownValue, refuseEmptyPattern]) {
    rule(filter, index);
  }
}

function refuseUnfilterable(filter: Filter, index: number): void {
  if (DIMENSIONS[filter.dimension].filterable) return;
  const path = pathText(['filters', index, 'dimension']);
  throw new ApiError('forbidden_combination', `${path}: ${filter.dimension} cannot be filtered; use the period`, {
    path,
    hint: `One of ${DIMENSION_KEYS.filter((key) => DIMENSIONS[key].filterable).join(', ')}`,
  });
}

function refuseOperatorOnClosedList(filter: Filter, index: number): void {
  if (filter.op === 'is' || filter.op === 'is_not' || TEXT_DIMENSIONS.includes(filter.dimension)) return;
  const path = pathText(['filters', index, 'op']);
  throw new ApiError('forbidden_combination', `${path}: ${filter.op} does not apply to ${filter.dimension}`, {
    path,
    hint: `is or is_not here; ${filter.op} applies to ${TEXT_DIMENSIONS.join(', ')}`,
  });
}

function refuseUnknownValue(filter: Filter, index: number): void {
  const allowed = CLOSED_VALUES.get(filter.dimension);
  const position = allowed ? filter.values.findIndex((value) => !allowed.includes(value)) : -1;
  if (!allowed || position === -1) return;
  const path = pathText(['filters', index, 'values', position]);
  throw new ApiError('invalid_query', `${path}: is not a value of ${filter.dimension}`, {
    path,
    hint: `One of ${allowed.map((value) => (value === '' ? '"" (none)' : value)).join(', ')}`,
  });
}

function refuseEmptyPattern(filter: Filter, index: number): void {
  if (filter.op === 'is' || filter.op === 'is_not') return;
  const position = filter.values.indexOf('');
  if (position === -1) return;
  const path = pathText(['filters', index, 'values', position]);
  throw new ApiError('invalid_query', `${path}: ${filter.op} needs at least one character`, {
    path,
    hint: 'For "none" use {"op": "is", "values": [""]}',
  });
}

/** The order asked for, or calendar first and then the first metric downwards; ties always fall by dimension value. */
function completeOrder(
  asked: readonly Order[],
  metrics: readonly MetricKey[],
  dimensions: readonly DimensionKey[],
): Order[] {
  const upwards = (dimension: DimensionKey): Order => ({ dimension, direction: 'asc' });
  const byDefault = (): Order[] => [
    ...dimensions.filter(isCalendar).map(upwards),
    ...metrics.slice(0, 1).map((metric): Order => ({ metric, direction: 'desc' })),
  ];
  const leading = asked.length > 0 ? asked : byDefault();
  const ordered = new Set(leading.map((order) => ('dimension' in order ? order.dimension : null)));
  return [...leading, ...dimensions.filter((dimension) => !ordered.has(dimension)).map(upwards)];
}

function isCalendar(dimension: DimensionKey): boolean {
  return isTimeBucket(dimension) || dimension === 'hour_of_day' || dimension === 'weekday';
}
