import type { Estimate } from '@syncline/shared/query';
import cdf from '@stdlib/stats-base-dists-t-cdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';
import { NO_ESTIMATE } from './two-proportions.ts';

/** A sample by what a comparison of means needs of it. */
export interface Sample {
  size: number;
  /** Null of nobody. */
  mean: number | null;
  /** With n − 1 in the denominator; null of fewer than two. */
  variance: number | null;
}

/** A sample of integers out of their sum and the sum of their squares, exact before the last division. */
export function sampleOf(size: number, sum: bigint, squares: bigint): Sample {
  const n = BigInt(size);
  return {
    size,
    mean: size === 0 ? null : Number(sum) / size,
    variance: size < 2 ? null : Number(n * squares - sum * sum) / size / (size - 1),
  };
}

/** A difference of means, and the two-sided p-value of "there is none". */
export interface MeansCompared {
  difference: Estimate;
  p_value: number | null;
}

/**
 * The difference of the means of two independent samples, first − second, with its 95 % interval and p-value by Welch's t
 * (Welch 1947, Biometrika 34:28-35; degrees of freedom of Satterthwaite 1946, Biometrics Bulletin 2:110-114): the variances
 * need not be the same, the means must be near normal, which the central limit theorem sees to in large samples that are
 * not too skewed. The value is null without a base; interval and p-value are null where a sample has fewer than two or
 * nothing in either varies.
 */
export function compareMeans(first: Sample, second: Sample): MeansCompared {
  if (first.mean === null || second.mean === null) return { difference: NO_ESTIMATE, p_value: null };
  const value = first.mean - second.mean;
  const untold = { difference: { value, low: null, high: null }, p_value: null };
  if (first.variance === null || second.variance === null) return untold;
  const [a, b] = [first.variance / first.size, second.variance / second.size];
  if (a + b === 0) return untold;
  const error = Math.sqrt(a + b);
  const freedom = freedomOf(a, first.size, b, second.size);
  const half = quantile(0.975, freedom) * error;
  return {
    difference: { value, low: value - half, high: value + half },
    p_value: 2 * cdf(-Math.abs(value) / error, freedom),
  };
}

/**
 * The ratio of the means of two independent samples, first ÷ second, with the 95 % interval of its logarithm: by the delta
 * method the variance of ln m is s² ÷ (n m²) (Hedges, Gurevitch and Curtis 1999, Ecology 80:1150-1156), with Student's
 * quantile at Satterthwaite's degrees of freedom. Of means that lie well above 0, as those of counts do that many people
 * have some of. The value is null unless the second mean is above 0 and the first not below; no interval where the first
 * is 0, a sample has fewer than two or nothing in either varies.
 */
export function ratioOfMeans(first: Sample, second: Sample): Estimate {
  if (first.mean === null || second.mean === null || second.mean <= 0 || first.mean < 0) return NO_ESTIMATE;
  const value = first.mean / second.mean;
  const untold = { value, low: null, high: null };
  if (first.mean === 0 || first.variance === null || second.variance === null) return untold;
  const [a, b] = [first.variance / first.size / first.mean ** 2, second.variance / second.size / second.mean ** 2];
  if (a + b === 0) return untold;
  const half = quantile(0.975, freedomOf(a, first.size, b, second.size)) * Math.sqrt(a + b);
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}

/** Satterthwaite's degrees of freedom of a + b, the variances of two estimates out of samples of these sizes. */
function freedomOf(a: number, firstSize: number, b: number, secondSize: number): number {
  return (a + b) ** 2 / (a ** 2 / (firstSize - 1) + b ** 2 / (secondSize - 1));
}
