/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A proportion with Wilson's 95 % score interval (Wilson 1927); null where the base is zero. */
export function wilson(count: number, base: number): Interval | null {
  if (base <= 0) return null;
  const value = count / base;
  const spread = 1 + Z ** 2 / base;
  const centre = (value + Z ** 2 / (2 * base)) / spread;
  const half = (Z / spread) * Math.sqrt((value * (1 - value)) / base + Z ** 2 / (4 * base ** 2));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The difference of two independent proportions with Newcombe's hybrid score interval (Newcombe 1998, method 10). */
export function newcombe(a: { count: number; base: number }, b: { count: number; base: number }): Interval | null {
  const first = wilson(a.count, a.base);
  const second = wilson(b.count, b.base);
  if (!first || !second) return null;
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  };
}
