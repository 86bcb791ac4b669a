import type { RatioAxis } from '@syncline/shared/ratio-axis';

const STEPS = [1, 2, 5];
const MOST_TICKS = 7;

/** A log axis of counts from 1 on whose ends are 1, 2 or 5 times a power of ten and hold all `values`; powers alone where more ticks would crowd it. */
export function countAxis(values: readonly number[]): RatioAxis {
  const lowest = Math.max(1, Math.min(...values, Number.MAX_SAFE_INTEGER));
  const highest = Math.max(2, ...values);
  const powers = Math.ceil(Math.log10(highest)) + 1;
  const named = Array.from({ length: powers }, (_, power) => STEPS.map((step) => step * 10 ** power)).flat();
  const low = named.findLast((tick) => tick <= Math.min(lowest, highest / 2)) ?? 1;
  const high = named.find((tick) => tick >= highest) ?? highest;
  const ticks = named.filter((tick) => tick >= low && tick <= high);
  const powersOnly = ticks.filter((tick) => Number.isInteger(Math.log10(tick)));
  return { ticks: ticks.length > MOST_TICKS ? powersOnly : ticks, low, high };
}
