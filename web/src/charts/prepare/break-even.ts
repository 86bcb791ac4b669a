import { zeroAxis } from '@syncline/shared/scale';

/** A party's result today and under other terms, of the same orders; minor units. */
export interface Volume {
  today: number;
  supposed: number;
  orders: number;
  /** Where both are the same, as a part of the orders: (today − supposed) ÷ supposed. */
  added_part: number;
}

/** By how much the result differs from today's with a part of the orders more. */
export function differenceAt({ today, supposed }: Pick<Volume, 'today' | 'supposed'>, part: number): number {
  return supposed - today + supposed * part;
}

/** Parts of the orders that a drawing runs from and to, with round ones between: 0 and the break-even are among them. */
export function volumeAxis({ added_part }: Pick<Volume, 'added_part'>): { low: number; high: number; ticks: number[] } {
  const ends = added_part > 0 ? [0, added_part * 2.5] : [added_part * 1.6, Math.max(0.05, -added_part * 0.6)];
  const { low, high, ticks } = zeroAxis(ends, { intervals: 5 });
  return { low, high, ticks };
}
