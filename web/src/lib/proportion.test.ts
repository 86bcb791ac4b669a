import { describe, expect, it } from 'vitest';
import { differenceOf, directionOf, proportionOf, Z_95_OF_TEN } from './proportion.ts';

describe('a proportion', () => {
  // Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('has the published interval: %i of %i', (numerator, base, low, high) => {
    const proportion = proportionOf(numerator, base);
    expect(proportion.value).toBe(numerator / base);
    expect(proportion.low).toBeCloseTo(low, 4);
    expect(proportion.high).toBeCloseTo(high, 4);
  });

  it('is not defined without a base, nor where more are counted than the base holds', () => {
    expect(proportionOf(0, 0)).toEqual({ value: null, numerator: 0, base: 0, low: null, high: null });
    expect(proportionOf(3, 2).value).toBeNull();
  });

  it('reaches 1 and no further', () => {
    expect(proportionOf(20, 20).high).toBe(1);
  });
});

describe('a difference of proportions', () => {
  // Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 10, -0.2775, 0.2775],
  ])('has the published interval: %i of %i and %i of %i', (a, baseA, b, baseB, low, high) => {
    const difference = differenceOf(proportionOf(a, baseA), proportionOf(b, baseB));
    expect(difference?.low).toBeCloseTo(low, 4);
    expect(difference?.high).toBeCloseTo(high, 4);
  });

  it('has a direction only where the interval keeps clear of zero', () => {
    expect(directionOf(differenceOf(proportionOf(56, 70), proportionOf(48, 80)))).toBe(1);
    expect(directionOf(differenceOf(proportionOf(48, 80), proportionOf(56, 70)))).toBe(-1);
    expect(directionOf(differenceOf(proportionOf(5, 56), proportionOf(0, 29)))).toBe(0);
    expect(directionOf(differenceOf(proportionOf(1, 2), proportionOf(0, 0)))).toBe(0);
  });
});

describe('a stricter quantile', () => {
  it('widens the interval', () => {
    const usual = proportionOf(50, 100);
    const strict = proportionOf(50, 100, Z_95_OF_TEN);
    expect(strict.value).toBe(usual.value);
    expect(strict.low).toBeLessThan(usual.low ?? 0);
    expect(strict.high).toBeGreaterThan(usual.high ?? 1);
  });
});
