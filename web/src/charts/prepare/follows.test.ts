import type { FollowDistribution } from '@syncline/shared/audience';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { prepareFollows } from './follows.ts';

/** A distribution of which so many people follow 1, 2, … brands. */
function distribution(people: readonly number[]): FollowDistribution {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const followers = sum(people);
  return {
    followers,
    follows: sum(people.map((count, index) => count * (index + 1))),
    mean: null,
    bins: people.map((count, index) => ({
      brands: index + 1,
      open: index === people.length - 1,
      people: count,
      follows: count * (index + 1),
    })),
    at_least: people.map((_, index) => ({
      brands: index + 1,
      share: proportionOf(sum(people.slice(index)), followers),
    })),
  };
}

const whole = distribution([400, 200, 100, 100, 50, 50, 40, 30, 20, 7, 3]);
const group = (key: string, of: FollowDistribution | undefined) => ({
  key,
  name: key,
  colour: 'red',
  distribution: of,
});

describe('prepareFollows', () => {
  it('gives shares of each group’s own followers, and marks five and eleven or more', () => {
    const half = distribution([50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50]);
    const { bars, series, marks } = prepareFollows(whole, [group('mobile', half)]);
    expect(bars.map(({ label }) => label)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11+']);
    expect(bars[0]).toMatchObject({ people: 400, share: 0.4, count: '400' });
    expect(series[0]?.bars.map(({ share }) => share)).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]);
    expect(marks.map(({ brands, from, share }) => [brands, from, share.numerator])).toEqual([
      [5, 4, 200],
      [11, 10, 3],
    ]);
  });

  it('leaves out groups of few followers, and holds the largest share on its axis', () => {
    const few = distribution([99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const enough = distribution([100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const { series, axis } = prepareFollows(whole, [
      group('few', few),
      group('none', undefined),
      group('enough', enough),
    ]);
    expect(series.map(({ key }) => key)).toEqual(['enough']);
    expect(axis.high).toBeGreaterThanOrEqual(1);
  });

  it('has shares of nothing without followers', () => {
    const { bars, marks } = prepareFollows(distribution(Array<number>(11).fill(0)), []);
    expect(bars.every(({ share }) => share === 0)).toBe(true);
    expect(marks.every(({ share }) => share.value === null)).toBe(true);
  });
});
