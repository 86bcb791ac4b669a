import { describe, expect, it } from 'vitest';
import { newcombe, wilson } from './intervals.ts';

// Expected values: the worked examples of Newcombe 1998 (Statistics in Medicine 17: 857-872, table I; 873-890, table II).
describe('intervals of proportions', () => {
  it('follow Wilson', () => {
    expect(wilson(15, 148)).toMatchObject({ low: expect.closeTo(0.0624, 4), high: expect.closeTo(0.1605, 4) });
    expect(wilson(0, 20)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) });
    expect(wilson(20, 20)).toMatchObject({ value: 1, low: expect.closeTo(0.8389, 4), high: 1 });
    expect(wilson(0, 0)).toBeNull();
  });

  it('of a difference follow Newcombe', () => {
    const difference = newcombe({ count: 56, base: 70 }, { count: 48, base: 80 });
    expect(difference?.value).toBeCloseTo(0.2, 10);
    expect(difference?.low).toBeCloseTo(0.0524, 4);
    expect(difference?.high).toBeCloseTo(0.3339, 4);
    expect(newcombe({ count: 1, base: 0 }, { count: 1, base: 2 })).toBeNull();
  });

  it('widen with the quantile', () => {
    const narrow = wilson(50, 100);
    const wide = wilson(50, 100, 2.807);
    expect(wide?.low).toBeLessThan(narrow?.low ?? 0);
    expect(wide?.high).toBeGreaterThan(narrow?.high ?? 1);
  });
});
