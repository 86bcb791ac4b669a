import { describe, expect, it } from 'vitest';
import { bestOf, standings } from './compare.ts';

describe('campaigns side by side', () => {
  it('the best is the highest, or the lowest where less is better', () => {
    expect(bestOf('reach', [3, 9, null, 9])).toEqual([false, true, false, true]);
    expect(bestOf('cpa', [300, 90, null])).toEqual([false, true, false]);
  });

  it('none is the best where neither is better, or nothing differs, or one alone is known', () => {
    expect(bestOf('impressions', [3, 9])).toEqual([false, false]);
    expect(bestOf('reach', [9, 9])).toEqual([false, false]);
    expect(bestOf('roas', [2, null])).toEqual([false, false]);
  });

  it('each adds the people whom none before it reached, up to all of them', () => {
    // a holds 1-5, b 4-8, c 5 and 9.
    const intersections = [
      { campaigns: ['a'], people: 3 },
      { campaigns: ['b'], people: 3 },
      { campaigns: ['a', 'b'], people: 1 },
      { campaigns: ['a', 'b', 'c'], people: 1 },
      { campaigns: ['c'], people: 1 },
    ];
    expect(standings(['b', 'a', 'c'], intersections)).toEqual([
      { campaign: 'b', reach: 5, exclusive: 3, shared: 2, incremental: 5, together: 5 },
      { campaign: 'a', reach: 5, exclusive: 3, shared: 2, incremental: 3, together: 8 },
      { campaign: 'c', reach: 2, exclusive: 1, shared: 1, incremental: 1, together: 9 },
    ]);
    expect(standings(['c'], [])).toMatchObject([{ reach: 0, incremental: 0, together: 0 }]);
  });
});
