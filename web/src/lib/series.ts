import type { MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { addDays, daysOf, type Period, periodLength } from '@syncline/shared/time';

type Row = QueryAnswer['rows'][number];

/** A metric by day out of an answer grouped by `time:day`; `where` picks rows of one more dimension. */
export function byDay(
  answer: Pick<QueryAnswer, 'rows'> | undefined,
  metric: MetricKey,
  where: (row: Row) => boolean = () => true,
): Map<string, number | null> {
  const rows = answer?.rows.filter(where) ?? [];
  return new Map(rows.map((row) => [String(row.dimensions['time:day']), row.metrics[metric] ?? null]));
}

/** The sum of an additive metric over the rows that `where` picks. */
function sumOf(rows: readonly Row[], metric: MetricKey, where: (row: Row) => boolean = () => true): number {
  return rows.filter(where).reduce((sum, row) => sum + (row.metrics[metric] ?? 0), 0);
}

/** Whether a row is of a phone or tablet. */
export function isMobile(row: Row): boolean {
  return row.dimensions.device === 'mobile' || row.dimensions.device === 'tablet';
}

/** Phones' and tablets' share of an additive metric; null where there is none of it. */
export function mobileShare(rows: readonly Row[], metric: MetricKey): number | null {
  const total = sumOf(rows, metric);
  return total === 0 ? null : sumOf(rows, metric, isMobile) / total;
}

/** How many of the last of `days` are open. */
export function openCount(days: readonly string[], openDays: readonly string[] | undefined): number {
  const open = new Set(openDays);
  return days.length - 1 - days.findLastIndex((day) => !open.has(day));
}

/** The last `count` days of a period, or all of it where it is shorter. */
export function lastDays(period: Period, count: number): Period {
  return periodLength(period) <= count ? period : { from: addDays(period.to, 1 - count), to: period.to };
}

/** The values of a period's days in order; null where a day has none. */
export function valuesOf(period: Period, days: ReadonlyMap<string, number | null>): (number | null)[] {
  return daysOf(period).map((day) => days.get(day) ?? null);
}
