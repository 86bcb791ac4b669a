import cdf from '@stdlib/stats-base-dists-normal-cdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** The normal quantile of a two-sided 95 % interval, about 1.96. */
export const Z_95 = quantile(0.975, 0, 1);

/**
 * The probability of a standard normal deviate at least as far from 0 as `z`, to either side. Taken from the lower tail,
 * where also a very small one keeps its digits.
 */
export function beyond(z: number): number {
  return 2 * cdf(-Math.abs(z), 0, 1);
}
