/** Rounded axis values that cover 0 and every value, three to five of them. */
export interface Axis {
  ticks: number[];
  low: number;
  high: number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** An axis from zero that holds `values`; below zero too where a value is. `whole` keeps steps of counts at 1 or more. */
export function zeroAxis(
  values: readonly (number | null)[],
  options: { whole?: boolean; intervals?: number } = {},
): Axis {
  const known = values.filter((value) => value !== null);
  const high = Math.max(0, ...known);
  const low = Math.min(0, ...known);
  if (high === low) return { ticks: [0, 1], low: 0, high: 1 };
  const step = stepFor((high - low) / (options.intervals ?? 4), options.whole ?? false);
  const first = Math.floor(low / step);
  const last = Math.ceil((high / step) * 0.98);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
  return { ticks, low: Math.min(low, ticks[0] ?? 0), high: Math.max(high, ticks.at(-1) ?? 0) };
}

function stepFor(rough: number, whole: boolean): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((candidate) => candidate * size >= rough * 0.8) ?? 10) * size;
  return whole ? Math.max(1, Math.ceil(step)) : step;
}

/** Takes the dust of binary fractions off a tick. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Where a value lies between two pixels. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): (value: number) => number {
  const [low, high] = domain;
  const [start, end] = range;
  const slope = high === low ? 0 : (end - start) / (high - low);
  return (value) => start + (value - low) * slope;
}

/** Pixel in the middle of the `index`-th of `count` equal bands between two pixels. */
export function bandCentre(index: number, count: number, start: number, end: number): number {
  return start + ((index + 0.5) * (end - start)) / Math.max(count, 1);
}

/** The band a pixel falls into; null outside of the plot. */
export function bandAt(pixel: number, count: number, start: number, end: number): number | null {
  if (count === 0 || pixel < start || pixel > end) return null;
  return Math.min(count - 1, Math.floor(((pixel - start) / (end - start)) * count));
}
