import quantile from '@stdlib/stats-base-dists-t-quantile';

/** Of one day: people reached on no other, on it and one other, and on it and two others. */
interface FewDays {
  once: number;
  twice: number;
  thrice: number;
}

/** People newly reached, with the 95 % prediction interval. */
export interface NewlyReached {
  value: number;
  low: number;
  high: number;
}

export interface ReachForecast {
  /** People who can be reached that way and were not yet: an estimate that errs on the low side. */
  unseen: number;
  /** People newly reached by so many more days of delivery, 1 or more. */
  after: (more: number) => NewlyReached;
}

/** Days below which nothing is foretold. */
export const FEWEST_DAYS = 7;

interface Counts {
  days: number;
  once: number;
  twice: number;
}

/**
 * How many people further days like those so far would newly reach, out of what was counted of each day so far. Value: the estimator of people never seen out of those
 * seen on one and on two days (Chao 1987, Biometrics 43:783-791, bias-corrected where nobody was seen twice) and its
 * extrapolation to m more days (Colwell et al. 2012, J. Plant Ecology 5:3-21, eq. 18), to be trusted up to as many days
 * again as were seen. Interval: prediction, days being what varies: the jackknife over days (Efron and Stein 1981,
 * Ann. Stat. 9:586-596) for the estimate, and the variance between days of people seen on that day alone, for the m days
 * to come, with Student's quantile. Null of fewer than `FEWEST_DAYS` days, or of nobody seen once.
 */
export function forecastReach(days: readonly FewDays[]): ReachForecast | null {
  const all = {
    days: days.length,
    once: days.reduce((sum, { once }) => sum + once, 0),
    // Everybody reached on two days stands at both of them.
    twice: days.reduce((sum, { twice }) => sum + twice, 0) / 2,
  };
  if (all.days < FEWEST_DAYS || all.once === 0) return null;
  const without = days.map(({ once, twice, thrice }) => ({
    days: all.days - 1,
    once: all.once - once + twice,
    twice: all.twice - twice + thrice,
  }));
  const between = varianceOf(days.map(({ once }) => once));
  const mean = all.once / all.days;
  const reachOf = quantile(0.975, all.days - 1);
  return {
    unseen: unseenOf(all),
    after: (more) => {
      const value = newlyReached(all, more);
      const left = without.map((counts) => newlyReached(counts, more));
      const estimate = ((all.days - 1) ** 2 / all.days) * varianceOf(left);
      // Later days find fewer people than the first of them, and vary less in proportion.
      const toCome = more * between * (value / (more * mean)) ** 2;
      const half = reachOf * Math.sqrt(estimate + toCome);
      return { value, low: Math.max(0, value - half), high: value + half };
    },
  };
}

function unseenOf({ days, once, twice }: Counts): number {
  const part = (days - 1) / days;
  return twice > 0 ? (part * once * once) / (2 * twice) : (part * once * (once - 1)) / 2;
}

function newlyReached(counts: Counts, more: number): number {
  const unseen = unseenOf(counts);
  if (unseen === 0) return 0;
  return unseen * (1 - (1 - counts.once / (counts.days * unseen + counts.once)) ** more);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
