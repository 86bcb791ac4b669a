import type { Estimate, Proportion } from '@syncline/shared/query';
import { beyond, Z_95 } from './normal.ts';

/** What is not defined. */
export const NO_ESTIMATE: Estimate = { value: null, low: null, high: null };

/**
 * The difference of two independent proportions, first − second, with its 95 % interval: the Wilson intervals combined by
 * square and add, without continuity correction (Newcombe 1998, Statistics in Medicine 17:873-890, method 10). Null where
 * either base is 0. Its ends lie within −1 and 1; the difference the other way round has the same ends with the other sign.
 */
export function differenceOf(first: Proportion, second: Proportion): Estimate {
  const [a, b] = [known(first), known(second)];
  if (!a || !b) return NO_ESTIMATE;
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/**
 * The ratio of two independent proportions, first ÷ second, with its 95 % interval on the log scale (Katz, Baptista, Azen
 * and Pike 1978, Biometrics 34:469-474): ln(ratio) ± z √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂). The value is null where the second
 * proportion is 0 or not defined; the interval is null as well where the first is 0 or both are 1, of which the method
 * knows no spread.
 */
export function ratioOf(first: Proportion, second: Proportion): Estimate {
  const [a, b] = [known(first), known(second)];
  if (!a || !b || b.value === 0) return NO_ESTIMATE;
  const value = a.value / b.value;
  const spread = Math.sqrt(1 / first.numerator - 1 / first.base + (1 / second.numerator - 1 / second.base));
  if (spread === 0 || !Number.isFinite(spread)) return { value, low: null, high: null };
  return { value, low: value * Math.exp(-Z_95 * spread), high: value * Math.exp(Z_95 * spread) };
}

/**
 * How much more or less the first proportion is than the second, as a part of the second: ratio − 1, interval likewise.
 * Null where the ratio is.
 */
export function relativeDifferenceOf(first: Proportion, second: Proportion): Estimate {
  const { value, low, high } = ratioOf(first, second);
  const less = (end: number | null) => (end === null ? null : end - 1);
  return { value: less(value), low: less(low), high: less(high) };
}

/**
 * The two-sided p-value of "both proportions are the same": the z test with the pooled variance, without continuity
 * correction, which is Pearson's chi-square test of the 2 × 2 table (Fleiss, Levin and Paik 2003, Statistical Methods for
 * Rates and Proportions, 3rd ed., ch. 3). Null where a base is 0, or where nobody or everybody is counted in both.
 */
export function samenessOf(first: Proportion, second: Proportion): number | null {
  const [a, b] = [known(first), known(second)];
  if (!a || !b) return null;
  const pooled = (first.numerator + second.numerator) / (first.base + second.base);
  const variance = pooled * (1 - pooled) * (1 / first.base + 1 / second.base);
  return variance === 0 ? null : beyond((a.value - b.value) / Math.sqrt(variance));
}

function known({ value, low, high }: Proportion): { value: number; low: number; high: number } | null {
  return value === null || low === null || high === null ? null : { value, low, high };
}
