import type { Proportion } from '@syncline/shared/query';

/** The normal quantile of a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;
/** The quantile that gives ten intervals 95 % together (Bonferroni): for a value picked out of about ten. */
export const Z_95_OF_TEN = 2.807033768343811;

/** A share with its interval, where both are defined. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * A share out of counts with its Wilson score interval, at 95 % unless told, without continuity correction (Newcombe 1998, Statistics
 * in Medicine 17:857-872, method 3). Null where the base is 0, or where the counted are not a part of the base.
 */
export function proportionOf(numerator: number, base: number, z = Z_95): Proportion {
  if (base === 0 || numerator > base) return { value: null, numerator, base, low: null, high: null };
  const value = numerator / base;
  const scale = 1 + z ** 2 / base;
  const centre = value + z ** 2 / (2 * base);
  const half = z * Math.sqrt((value * (1 - value)) / base + z ** 2 / (4 * base ** 2));
  return {
    value,
    numerator,
    base,
    low: numerator === 0 ? 0 : (centre - half) / scale,
    high: numerator === base ? 1 : (centre + half) / scale,
  };
}

/** The interval of a proportion; null where it is not defined. */
export function intervalOf({ value, low, high }: Proportion): Interval | null {
  return value === null || low === null || high === null ? null : { value, low, high };
}

/**
 * The difference of two independent shares, first − second, with its 95 % interval (Newcombe 1998, Statistics in Medicine
 * 17:873-890, method 10: the Wilson intervals combined by square and add). Null where one of them is not defined.
 */
export function differenceOf(first: Proportion, second: Proportion): Interval | null {
  const a = intervalOf(first);
  const b = intervalOf(second);
  if (!a || !b) return null;
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** 1, −1, or 0 where the interval of the difference spans "no difference". */
export function directionOf(difference: Interval | null): -1 | 0 | 1 {
  if (!difference) return 0;
  if (difference.low > 0) return 1;
  return difference.high < 0 ? -1 : 0;
}
