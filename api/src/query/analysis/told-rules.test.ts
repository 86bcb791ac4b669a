import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesTold } from './told-rules.ts';

const LEAST = 50;
const count = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constant(0), fc.integer({ min: 1000, max: 100_000 }));

describe('rulesTold', () => {
  it('leaves a rule out that a few people move to, until enough have', () => {
    const steps = [30, 30, 0, 70, 10];
    const moved = (from: number, to: number) => [[steps.slice(from, to).reduce((sum, one) => sum + one, 0)]];
    expect(rulesTold([0, 1, 2, 3, 4, 5], 0, moved, LEAST)).toEqual([0, 2, 3, 4]);
    expect(rulesTold([0, 1, 2, 3, 4, 5], 5, moved, LEAST)).toEqual([0, 2, 3, 5]);
  });

  const steps = fc.array(
    fc.tuple(fc.array(count, { minLength: 2, maxLength: 2 }), fc.array(count, { minLength: 2, maxLength: 2 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  it('tells no few people by the difference of any two, and always the anchor', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (steps, at) => {
        const anchor = at % (steps.length + 1);
        const moved = (from: number, to: number) =>
          [0, 1].map((flow) =>
            [0, 1].map((cell) => steps.slice(from, to).reduce((sum, step) => sum + (step[flow]?.[cell] ?? 0), 0)),
          );
        const all = Array.from({ length: steps.length + 1 }, (_, index) => index);
        const told = rulesTold(all, anchor, moved, LEAST);
        expect(told).toContain(anchor);
        for (const from of told) {
          for (const to of told.filter((other) => other > from)) {
            for (const cells of moved(from, to)) {
              expect(cells.every((cell) => cell === 0) || cells.every((cell) => cell >= LEAST)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
