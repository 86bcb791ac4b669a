import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, ratioOf } from './two-proportions.ts';
import { differenceFromWhole, ratioToWhole } from './whole.ts';
import { wilson } from './wilson.ts';

const groups = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }))
  .chain(([n1, n2]) =>
    fc.tuple(fc.integer({ min: 0, max: n1 }), fc.constant(n1), fc.integer({ min: 0, max: n2 }), fc.constant(n2)),
  );

describe('a part against the whole', () => {
  it('differs from it as much as its share does from that of everybody counted together', () => {
    fc.assert(
      fc.property(groups, ([x1, n1, x2, n2]) => {
        const [own, rest, whole] = [wilson(x1, n1), wilson(x2, n2), wilson(x1 + x2, n1 + n2)];
        const within = n1 / (n1 + n2);
        const difference = differenceFromWhole(differenceOf(own, rest), within);
        expect(difference.value).toBeCloseTo((own.value ?? 0) - (whole.value ?? 0), 10);
        const ratio = ratioToWhole(ratioOf(own, rest), within, x2 === 0 && x1 > 0);
        const counted = whole.numerator === 0 ? null : (own.value ?? 0) / (whole.value ?? 1);
        expect(ratio.value === null).toBe(counted === null);
        expect(ratio.value ?? 0).toBeCloseTo(counted ?? 0, 8);
        for (const { value, low, high } of [difference, ratio]) {
          expect((low ?? -Infinity) <= (value ?? 0) && (value ?? 0) <= (high ?? Infinity)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says the same of more, less or none as the part against the rest', () => {
    fc.assert(
      fc.property(groups, ([x1, n1, x2, n2]) => {
        const toRest = ratioOf(wilson(x1, n1), wilson(x2, n2));
        const toWhole = ratioToWhole(toRest, n1 / (n1 + n2), false);
        fc.pre(toRest.low !== null && toWhole.low !== null && toRest.high !== null && toWhole.high !== null);
        fc.pre(Math.abs(toRest.low - 1) > 1e-9 && Math.abs(toRest.high - 1) > 1e-9);
        expect([toWhole.low > 1, toWhole.high < 1]).toEqual([toRest.low > 1, toRest.high < 1]);
      }),
    );
  });
});
