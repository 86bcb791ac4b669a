import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFit } from './sample-ratio.ts';

describe('splitFit', () => {
  it.each([
    // Cookie Cats, 90,189 people of an even split: published p 0.0086
    { first: 44_700, second: 45_489, share: 0.5, p: 0.0086, digits: 4 },
    // Kohavi, Tang and Xu 2020, Trustworthy Online Controlled Experiments, ch. 3 and 21: 821,588 to 815,482, p 1.8e-6
    { first: 821_588, second: 815_482, share: 0.5, p: 1.8e-6, digits: 7 },
    // Mendel 1866: 5,474 round to 1,850 wrinkled seeds of 3 to 1, χ² 0.2629 and so p 0.6081
    { first: 5474, second: 1850, share: 0.75, p: 0.6081, digits: 4 },
  ])('gives the published p-value of $first to $second', ({ first, second, share, p, digits }) => {
    expect(splitFit(first, second, share)).toBeCloseTo(p, digits);
  });

  it('is 1 for the very split, and the same seen from the other side', () => {
    const counts = fc.integer({ min: 0, max: 1_000_000 });
    const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    expect(splitFit(300, 100, 0.75)).toBe(1);
    fc.assert(
      fc.property(counts, counts, shares, (first, second, share) => {
        const [there, back] = [splitFit(first, second, share), splitFit(second, first, 1 - share)];
        if (there === null || back === null) return;
        expect(there).toBeCloseTo(back, 9);
        expect(there >= 0 && there <= 1).toBe(true);
      }),
    );
  });

  it('says nothing where an arm expects fewer than five, or nobody is there', () => {
    expect(splitFit(0, 0, 0.5)).toBeNull();
    expect(splitFit(9, 0, 0.5)).toBeNull();
    expect(splitFit(10, 0, 0.5)).toBeLessThan(0.01);
    expect(splitFit(99, 1, 0.96)).toBeNull();
  });
});
