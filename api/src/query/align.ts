import type { DimensionKey } from '@syncline/shared/metrics';
import { daysBetween, type Period } from '@syncline/shared/time';
import { isTimeBucket } from './build.ts';

/**
 * What makes groups of two periods correspond: calendar buckets by their position in the period (its first day with the
 * other's first day, its first week with the other's first), all other dimensions by value.
 */
export function alignmentKey(
  values: ReadonlyMap<DimensionKey, string | number>,
  dimensions: readonly DimensionKey[],
  period: Period,
): string {
  return JSON.stringify(
    dimensions.map((dimension) => {
      const value = values.get(dimension);
      return isTimeBucket(dimension) ? bucketPosition(dimension, String(value), period) : value;
    }),
  );
}

/** How many buckets lie between the bucket of the period's first day and `value`. */
export function bucketPosition(dimension: DimensionKey, value: string, period: Period): number {
  const day = value.slice(0, 10);
  switch (dimension) {
    case 'time:hour':
      return daysBetween(period.from, day) * 24 + Number(value.slice(11, 13));
    case 'time:week':
      return Math.floor((daysBetween(period.from, day) + 6) / 7);
    case 'time:month':
      return monthNumber(day) - monthNumber(period.from);
    default:
      return daysBetween(period.from, day);
  }
}

function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
}
