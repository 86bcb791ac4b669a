import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustForFalseDiscoveries } from './false-discoveries.ts';

/** Benjamini and Hochberg 1995, section 4: fifteen endpoints of a trial of myocardial infarction. */
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];
const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 }), { maxLength: 30 });

describe('adjustForFalseDiscoveries', () => {
  it('keeps the four endpoints that the paper keeps at 5 %', () => {
    const kept = adjustForFalseDiscoveries(PUBLISHED).filter((p) => p !== null && p <= 0.05);
    expect(kept).toHaveLength(4);
  });

  it('keeps what the step-up rule of the paper keeps, at any level', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (given, level) => {
        const tested = given.flatMap((p) => (p === null ? [] : [p])).toSorted((a, b) => a - b);
        const last = tested.findLastIndex((p, index) => p * tested.length <= (index + 1) * level);
        const adjusted = adjustForFalseDiscoveries(given);
        const near = adjusted.some((p) => p !== null && Math.abs(p - level) < 1e-12);
        fc.pre(!near);
        expect(adjusted.filter((p) => p !== null && p <= level)).toHaveLength(last + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('is never below the p-value nor above 1, keeps the order, and leaves out what was not tested', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const adjusted = adjustForFalseDiscoveries(given);
        expect(adjusted.map((p) => p === null)).toEqual(given.map((p) => p === null));
        const pairs = given.flatMap((p, index) => (p === null ? [] : [[p, adjusted[index] ?? Number.NaN] as const]));
        for (const [p, q] of pairs) expect(q >= p && q <= 1).toBe(true);
        const ordered = pairs.toSorted(([a], [b]) => a - b).map(([, q]) => q);
        expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
        expect(adjustForFalseDiscoveries(given.filter((p) => p !== null))).toEqual(adjusted.filter((p) => p !== null));
      }),
    );
  });
});
