/** The 97.5 % quantile of the standard normal distribution: 95 % two-sided. */
const Z_95 = 1.959963984540054;
/** The 99.75 % quantile: 95 % for each of ten comparisons together (Bonferroni). */
export const Z_95_OF_TEN = 2.807033768343811;

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A proportion with Wilson's score interval (Wilson 1927), 95 % unless told; null where the base is zero. */
export function wilson(count: number, base: number, z = Z_95): Interval | null {
  if (base <= 0) return null;
  const value = count / base;
  const spread = 1 + z ** 2 / base;
  const centre = (value + z ** 2 / (2 * base)) / spread;
  const half = (z / spread) * Math.sqrt((value * (1 - value)) / base + z ** 2 / (4 * base ** 2));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface Count {
  count: number;
  base: number;
}

/** The difference of two independent proportions with Newcombe's hybrid score interval (Newcombe 1998, method 10). */
export function newcombe(a: Count, b: Count, z = Z_95): Interval | null {
  const first = wilson(a.count, a.base, z);
  const second = wilson(b.count, b.base, z);
  if (!first || !second) return null;
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  };
}
