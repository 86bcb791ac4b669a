import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareMeans, ratioOfMeans, type Sample, sampleOf } from './two-means.ts';

const sums = (values: readonly number[]) =>
  sampleOf(
    values.length,
    values.reduce((sum, value) => sum + BigInt(value), 0n),
    values.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n),
  );
const values = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 40 });

describe('a sample', () => {
  it('has the mean and variance of its values, worked out one by one', () => {
    fc.assert(
      fc.property(values, (values) => {
        const { size, mean, variance } = sums(values);
        const average = values.reduce((sum, value) => sum + value, 0) / values.length;
        const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
        expect(size).toBe(values.length);
        expect([mean === null, variance === null]).toEqual([values.length === 0, values.length < 2]);
        expect(mean ?? 0).toBeCloseTo(values.length === 0 ? 0 : average, 6);
        const seen = values.length < 2 ? 0 : spread;
        expect((variance ?? 0) / (seen || 1)).toBeCloseTo(seen === 0 ? 0 : 1, 9);
      }),
    );
  });

  it('keeps the digits of large amounts that hardly differ', () => {
    const amount = 9_007_199_254_740_000n;
    expect(sampleOf(2, 2n * amount + 2n, amount ** 2n + (amount + 2n) ** 2n).variance).toBe(2);
  });
});

describe('two means', () => {
  it('are compared as in print', () => {
    // Efron and Tibshirani 1993, An Introduction to the Bootstrap, Table 2.1: survival of mice
    const treated = sums([94, 197, 16, 38, 99, 141, 23]);
    const control = sums([52, 104, 146, 10, 51, 30, 40, 27, 46]);
    const { difference, p_value: p } = compareMeans(treated, control);
    expect(difference.value).toBeCloseTo(30.63, 2);
    // Worked out by the formulas: t = 1.0587 at 9.6545 degrees of freedom
    expect(difference.low).toBeCloseTo(-34.1528, 4);
    expect(difference.high).toBeCloseTo(95.4226, 4);
    expect(p).toBeCloseTo(0.3155, 4);
  });

  it('have the same interval with the other sign the other way round, and lie in it', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [there, back] = [compareMeans(sums(one), sums(other)), compareMeans(sums(other), sums(one))];
        expect(there.p_value ?? -1).toBeCloseTo(back.p_value ?? -1, 10);
        const { value, low, high } = there.difference;
        for (const number of [value, low, high, there.p_value]) {
          expect(number === null || Number.isFinite(number)).toBe(true);
        }
        if (value === null || low === null || high === null) return;
        expect(low).toBeCloseTo(-(back.difference.high ?? Number.NaN), 4);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  it('say nothing of people they do not have, nor of a spread they cannot see', () => {
    const nobody = { difference: { value: null, low: null, high: null }, p_value: null };
    expect(compareMeans(sums([]), sums([1, 2]))).toEqual(nobody);
    expect(compareMeans(sums([1, 2]), sums([]))).toEqual(nobody);
    expect(compareMeans(sums([3]), sums([1, 2])).difference).toEqual({ value: 1.5, low: null, high: null });
    expect(compareMeans(sums([3, 3]), sums([1, 1]))).toEqual({
      difference: { value: 2, low: null, high: null },
      p_value: null,
    });
    expect(compareMeans(sums([3, 3]), sums([1, 2])).difference.low).not.toBeNull();
  });

  const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 });

  it('have a ratio that is its own inverse the other way round, interval and all, and lies in it', () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const [there, back] = [ratioOfMeans(sums(one), sums(other)), ratioOfMeans(sums(other), sums(one))];
        for (const number of [there.value, there.low, there.high]) {
          expect(number === null || Number.isFinite(number)).toBe(true);
        }
        if (there.value === null || there.low === null || there.high === null) return;
        expect((back.value ?? Number.NaN) * there.value).toBeCloseTo(1, 9);
        expect((back.high ?? Number.NaN) * there.low).toBeCloseTo(1, 9);
        expect(there.low <= there.value && there.value <= there.high).toBe(true);
      }),
    );
  });

  it('have the same ratio in dollars as in cents', () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const cents = (values: readonly number[]) => sums(values.map((value) => value * 100));
        const [dollars, minor] = [ratioOfMeans(sums(one), sums(other)), ratioOfMeans(cents(one), cents(other))];
        expect(minor.value ?? -1).toBeCloseTo(dollars.value ?? -1, 9);
        expect(Math.log(minor.high ?? 1)).toBeCloseTo(Math.log(dollars.high ?? 1), 7);
      }),
    );
  });

  it('have no ratio to nothing, to less than nothing, or out of less than nothing', () => {
    const nothing = { value: null, low: null, high: null };
    expect(ratioOfMeans(sums([]), sums([1, 2]))).toEqual(nothing);
    expect(ratioOfMeans(sums([1, 2]), sums([0, 0]))).toEqual(nothing);
    expect(ratioOfMeans(sums([1, 2]), sums([-3, 1]))).toEqual(nothing);
    expect(ratioOfMeans(sums([-3, 1]), sums([1, 2]))).toEqual(nothing);
    expect(ratioOfMeans(sums([0, 0]), sums([1, 3]))).toEqual({ value: 0, low: null, high: null });
    expect(ratioOfMeans(sums([4, 4]), sums([2, 2]))).toEqual({ value: 2, low: null, high: null });
    expect(ratioOfMeans(sums([4]), sums([1, 3]))).toEqual({ value: 2, low: null, high: null });
  });

  const oracles = join(process.env.SYNCLINE_REAL_DATA ?? '', 'stats-oracles', 'oracles.json');
  it.skipIf(!process.env.SYNCLINE_REAL_DATA || !existsSync(oracles))('agree with the collected example', () => {
    const sample = z.object({ sum: z.number(), sum_squares: z.number(), n: z.int() });
    const published = z.object({ diff: z.number(), ci: z.tuple([z.number(), z.number()]), p: z.number() });
    const schema = z.object({
      welch_t_absolute: z.array(z.object({ a: sample, b: sample, published })).min(1),
    });
    const read = ({ sum, sum_squares: squares, n }: z.infer<typeof sample>): Sample => ({
      size: n,
      mean: sum / n,
      variance: (squares - sum ** 2 / n) / (n - 1),
    });
    for (const { a, b, published } of schema.parse(JSON.parse(readFileSync(oracles, 'utf8'))).welch_t_absolute) {
      const { difference, p_value: p } = compareMeans(read(b), read(a));
      expect(difference.value).toBeCloseTo(published.diff, 4);
      expect(difference.low).toBeCloseTo(published.ci[0], 4);
      expect(difference.high).toBeCloseTo(published.ci[1], 4);
      expect(p).toBeCloseTo(published.p, 4);
    }
  });
});
