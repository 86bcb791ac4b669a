import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liftRequestSchema, liftSentence } from './lift.ts';

const period = { from: '2026-09-01', to: '2026-09-30' };
const estimate = (value: number | null, low: number | null, high: number | null) => ({ value, low, high });

describe('liftSentence', () => {
  it('tells points with their interval, and names the group a part is a part of', () => {
    expect(liftSentence({ absolute: estimate(0.012, 0.0078, 0.0162), relative: estimate(0.45, 0.28, 0.64) })).toBe(
      '+1.20 points (0.78 to 1.62); 45\u202f% more than the control group',
    );
    expect(liftSentence({ absolute: estimate(-0.031, -0.05, -0.012), relative: estimate(-0.2, -0.3, -0.1) })).toBe(
      '−3.1 points (−5.0 to −1.2); 20\u202f% less than the control group',
    );
  });

  it('tells no effect where the interval includes none, and no ratio to nobody', () => {
    expect(liftSentence({ absolute: estimate(0.01, -0.01, 0.03), relative: estimate(0.4, -0.2, 1.4) })).toBe(
      'No effect is established: +1.0 points (−1.0 to 3.0)',
    );
    const none = estimate(null, null, null);
    expect(liftSentence({ absolute: estimate(0.2, 0.05, 0.4), relative: none })).toBe(
      '+20 points (5 to 40); nobody in the control group bought, so there is no ratio',
    );
    expect(liftSentence({ absolute: none, relative: none })).toBe('Nobody in one of the groups: nothing to compare');
  });

  it('never tells a part without the group it is a part of, nor a direction that the interval does not carry', () => {
    const part = fc.double({ min: -0.99, max: 20, noNaN: true });
    const points = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(points, points, points, part, (a, b, c, relative) => {
        const [low = 0, value = 0, high = 0] = [a, b, c].toSorted((one, other) => one - other);
        const sentence = liftSentence({
          absolute: estimate(value, low, high),
          relative: estimate(relative, relative, relative),
        });
        expect(/more|less/.test(sentence)).toBe(
          sentence.endsWith('than the control group') && !sentence.includes('as much'),
        );
        expect(sentence.startsWith('No effect is established')).toBe(low <= 0 && high >= 0);
      }),
    );
  });
});

describe('the plan of a split', () => {
  it('adds up to 1, or is refused', () => {
    const parse = (exposed: number, control: number) =>
      liftRequestSchema.safeParse({ period, expected: { exposed, control } }).success;
    expect([parse(0.5, 0.5), parse(0.93, 0.07), parse(0.9, 0.2), parse(1, 0)]).toEqual([true, true, false, false]);
  });
});
