import { describe, expect, it } from 'vitest';
import { countAxis } from './quantiles.ts';

describe('an axis of counts', () => {
  it('begins and ends at round numbers', () => {
    expect(countAxis([3, 8, 41])).toEqual({ ticks: [2, 5, 10, 20, 50], low: 2, high: 50 });
    expect(countAxis([1, 1])).toEqual({ ticks: [1, 2], low: 1, high: 2 });
    expect(countAxis([])).toEqual({ ticks: [1, 2], low: 1, high: 2 });
  });

  it('keeps to powers of ten where it is long', () => {
    expect(countAxis([1, 4000])).toEqual({ ticks: [1, 10, 100, 1000], low: 1, high: 5000 });
  });

  it.each([[1], [2], [9, 10, 11], [10], [99, 100], [1, 1_000_000], [300, 301], [7_654_321]])(
    'holds %d and others, with room between its ends',
    (...values) => {
      const { low, high, ticks } = countAxis(values);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      expect(high).toBeGreaterThan(low);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
    },
  );
});
