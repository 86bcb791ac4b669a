/** Ratios that an axis may name, from far less likely to far more. */
const NAMED = [0.1, 0.2, 0.33, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10] as const;

/** An axis of ratios on a log scale: as far to the left of 1 as 1 ÷ n is, n lies to the right. */
export interface RatioAxis {
  ticks: number[];
  low: number;
  high: number;
}

/** The axis that holds 1 and every interval, cut at a tenth and at ten times. */
export function ratioAxis(intervals: readonly ({ low: number; high: number } | null)[]): RatioAxis {
  const ends = intervals.flatMap((interval) => (interval ? [interval.low, interval.high] : []));
  const lowest = Math.max(0.1, Math.min(0.7, ...ends));
  const highest = Math.min(10, Math.max(1.5, ...ends));
  const low = NAMED.findLast((tick) => tick <= lowest) ?? 0.1;
  const high = NAMED.find((tick) => tick >= highest) ?? 10;
  return { ticks: NAMED.filter((tick) => tick >= low && tick <= high), low, high };
}

/** Where a ratio lies between two pixels; one past the axis lies at its end. */
export function logScale({ low, high }: RatioAxis, start: number, end: number): (ratio: number) => number {
  const width = Math.log(high / low);
  return (ratio) => start + (Math.log(Math.min(high, Math.max(low, ratio)) / low) / width) * (end - start);
}
