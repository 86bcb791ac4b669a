import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Estimate, Proportion } from '@syncline/shared/query';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { differenceOf, NO_ESTIMATE, ratioOf, relativeDifferenceOf, samenessOf } from './two-proportions.ts';
import { wilson } from './wilson.ts';

const proportions = fc
  .integer({ min: 0, max: 100_000 })
  .chain((base) => fc.tuple(fc.oneof(fc.constantFrom(0, base), fc.integer({ min: 0, max: base })), fc.constant(base)))
  .map(([numerator, base]) => wilson(numerator, base));
const withBase = proportions.filter(({ base }) => base > 0);

const numbersOf = ({ value, low, high }: Estimate) => [value, low, high];

function expectNumbersOrNull(estimate: Estimate) {
  for (const number of numbersOf(estimate)) expect(number === null || Number.isFinite(number)).toBe(true);
}

function expectEnds({ low, high }: Estimate, ends: readonly [number, number], digits: number) {
  expect(low).toBeCloseTo(ends[0], digits);
  expect(high).toBeCloseTo(ends[1], digits);
}

describe('a difference of two proportions', () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17:873-890, Table II, method 10
    { first: wilson(56, 70), second: wilson(48, 80), ends: [0.0524, 0.3339] as const },
    { first: wilson(9, 10), second: wilson(3, 10), ends: [0.1705, 0.809] as const },
    // Fagerland, Lydersen and Laake 2015, Statistical Methods in Medical Research 24:224-254
    { first: wilson(7, 34), second: wilson(1, 34), ends: [0.0189, 0.3404] as const },
  ])('has the published interval', ({ first, second, ends }) => {
    expectEnds(differenceOf(first, second), ends, 4);
  });

  it('has the same ends with the other sign the other way round', () => {
    fc.assert(
      fc.property(withBase, withBase, (a, b) => {
        const [there, back] = [differenceOf(a, b), differenceOf(b, a)];
        expect(there.value).toBeCloseTo(-(back.value ?? Number.NaN), 12);
        expectEnds(there, [-(back.high ?? Number.NaN), -(back.low ?? Number.NaN)], 12);
      }),
    );
  });

  it('lies in its interval, which lies between −1 and 1', () => {
    fc.assert(
      fc.property(withBase, withBase, (a, b) => {
        const [value, low, high] = numbersOf(differenceOf(a, b)).map((number) => number ?? Number.NaN);
        expect(low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(high).toBeGreaterThanOrEqual(value ?? Number.NaN);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe('a ratio of two proportions', () => {
  it('has the published log interval', () => {
    // Fagerland, Lydersen and Laake 2015; and, by hand, exp(ln 7 ± 1.959964 √(1/7 − 1/34 + 1 − 1/34))
    expectEnds(ratioOf(wilson(7, 34), wilson(1, 34)), [0.909606, 53.869506], 5);
    expect(ratioOf(wilson(7, 34), wilson(1, 34)).value).toBeCloseTo(7, 12);
  });

  it('is its own inverse the other way round, interval and all, and lies in its interval', () => {
    fc.assert(
      fc.property(withBase, withBase, (a, b) => {
        const [there, back] = [ratioOf(a, b), ratioOf(b, a)];
        fc.pre(there.low !== null && there.high !== null && there.value !== null);
        expect((back.value ?? Number.NaN) * there.value).toBeCloseTo(1, 9);
        expect((back.low ?? Number.NaN) * there.high).toBeCloseTo(1, 9);
        expect((back.high ?? Number.NaN) * there.low).toBeCloseTo(1, 9);
        expect(there.low).toBeLessThanOrEqual(there.value);
        expect(there.high).toBeGreaterThanOrEqual(there.value);
      }),
    );
  });

  it('has no interval where the method knows no spread, and no value over nothing', () => {
    expect(ratioOf(wilson(0, 20), wilson(5, 20))).toEqual({ value: 0, low: null, high: null });
    expect(ratioOf(wilson(20, 20), wilson(30, 30))).toEqual({ value: 1, low: null, high: null });
    expect(ratioOf(wilson(5, 20), wilson(0, 20))).toEqual(NO_ESTIMATE);
    const [value, low, high] = numbersOf(relativeDifferenceOf(wilson(20, 100), wilson(10, 100)));
    const ratio = ratioOf(wilson(20, 100), wilson(10, 100));
    expect([value, low, high]).toEqual(numbersOf(ratio).map((number) => (number ?? Number.NaN) - 1));
  });
});

describe('the test of two proportions', () => {
  it('does not mind the order, is 1 for equal shares and falls with the distance', () => {
    fc.assert(
      fc.property(withBase, withBase, (a, b) => {
        expect(samenessOf(a, b)).toBe(samenessOf(b, a));
      }),
    );
    expect(samenessOf(wilson(10, 100), wilson(20, 200))).toBe(1);
    expect(samenessOf(wilson(30, 100), wilson(20, 100))).toBeLessThan(
      samenessOf(wilson(25, 100), wilson(20, 100)) ?? 0,
    );
  });

  it('is the chi-square test of the table, worked out cell by cell', () => {
    // 12 of 30 against 4 of 30: χ² = 60 (12·26 − 18·4)² ÷ (30·30·16·44) = 5.4545, whose upper tail is 0.019517
    expect(samenessOf(wilson(12, 30), wilson(4, 30))).toBeCloseTo(0.019517, 6);
  });
});

describe('two proportions', () => {
  it('give numbers or null, whatever they are', () => {
    fc.assert(
      fc.property(proportions, proportions, (a, b) => {
        for (const of of [differenceOf, ratioOf, relativeDifferenceOf]) expectNumbersOrNull(of(a, b));
        const p = samenessOf(a, b);
        expect(p === null || (p >= 0 && p <= 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Proportion, Proportion]>([
    ['the first', wilson(0, 0), wilson(3, 10)],
    ['the second', wilson(3, 10), wilson(0, 0)],
    ['both', wilson(0, 0), wilson(0, 0)],
  ])('are null where %s has no base', (_which, a, b) => {
    expect([differenceOf(a, b), ratioOf(a, b), relativeDifferenceOf(a, b)]).toEqual([
      NO_ESTIMATE,
      NO_ESTIMATE,
      NO_ESTIMATE,
    ]);
    expect(samenessOf(a, b)).toBeNull();
  });

  it('have no p-value where nobody, or everybody, is counted', () => {
    expect(samenessOf(wilson(0, 10), wilson(0, 20))).toBeNull();
    expect(samenessOf(wilson(10, 10), wilson(20, 20))).toBeNull();
    expect(samenessOf(wilson(0, 10), wilson(20, 20))).toBeLessThan(0.001);
  });

  const oracles = join(process.env.SYNCLINE_REAL_DATA ?? '', 'stats-oracles', 'oracles.json');
  it.skipIf(!process.env.SYNCLINE_REAL_DATA || !existsSync(oracles))('agree with every collected example', () => {
    const pair = z.tuple([z.number(), z.number()]);
    const counts = z.object({ x1: z.int(), n1: z.int(), x2: z.int(), n2: z.int() });
    const schema = z.object({
      newcombe_difference_hybrid_score: z.array(counts.extend({ exact: pair })).min(3),
      other_two_proportion_intervals_7_34_vs_1_34: counts.extend({ ratio: z.object({ katz_log: pair }) }),
      two_proportion_z_test: z
        .array(
          counts.extend({
            diff: z.number(),
            relative_lift: z.number(),
            p_two_sided: z.number(),
            newcombe95_diff: pair,
            rr_log95: pair,
          }),
        )
        .min(1),
    });
    const collected = schema.parse(JSON.parse(readFileSync(oracles, 'utf8')));
    for (const { x1, n1, x2, n2, exact } of collected.newcombe_difference_hybrid_score) {
      expectEnds(differenceOf(wilson(x1, n1), wilson(x2, n2)), exact, 6);
    }
    const { x1, n1, x2, n2, ratio } = collected.other_two_proportion_intervals_7_34_vs_1_34;
    const { low, high } = ratioOf(wilson(x1, n1), wilson(x2, n2));
    expect([low?.toFixed(2), high?.toFixed(0)]).toEqual([ratio.katz_log[0].toFixed(2), ratio.katz_log[1].toFixed(0)]);
    for (const example of collected.two_proportion_z_test) {
      const [a, b] = [wilson(example.x1, example.n1), wilson(example.x2, example.n2)];
      expect(differenceOf(a, b).value).toBeCloseTo(example.diff, 8);
      expectEnds(differenceOf(a, b), example.newcombe95_diff, 8);
      expect(relativeDifferenceOf(a, b).value).toBeCloseTo(example.relative_lift, 6);
      expectEnds(ratioOf(a, b), example.rr_log95, 5);
      expect((samenessOf(a, b) ?? Number.NaN) / example.p_two_sided).toBeCloseTo(1, 5);
    }
  });
});
