import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daySchema, periodSchema } from './fields.ts';
import { addDays, daysBetween, daysOf, periodLength, resolveComparison } from './time.ts';

const day = fc.integer({ min: 0, max: 20_000 }).map((offset) => addDays('2000-01-01', offset));
const period = fc
  .tuple(day, fc.integer({ min: 0, max: 800 }))
  .map(([from, length]) => ({ from, to: addDays(from, length) }));

describe('days', () => {
  it('knows the calendar', () => {
    expect(daySchema.safeParse('2026-02-29').success).toBe(false);
    expect(daySchema.safeParse('2028-02-29').success).toBe(true);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  });

  it('refuses a period that ends before it begins, naming the field', () => {
    const result = periodSchema.safeParse({ from: '2026-02-02', to: '2026-02-01' });
    expect(result.error?.issues[0]).toMatchObject({ path: ['from'] });
  });

  it('lists as many days as a period is long, in order', () => {
    fc.assert(
      fc.property(period, (value) => {
        const days = daysOf(value);
        expect(days).toHaveLength(periodLength(value));
        expect(days[0]).toBe(value.from);
        expect(days.at(-1)).toBe(value.to);
        expect(days).toEqual([...days].sort());
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe('resolveComparison', () => {
  it('takes as many days just before', () => {
    expect(resolveComparison({ from: '2026-08-26', to: '2026-11-23' }, 'previous_period')).toEqual({
      from: '2026-05-28',
      to: '2026-08-25',
    });
    fc.assert(
      fc.property(period, (value) => {
        const before = resolveComparison(value, 'previous_period');
        expect(addDays(before.to, 1)).toBe(value.from);
        expect(periodLength(before)).toBe(periodLength(value));
      }),
      { seed: 2 },
    );
  });

  it('moves to the same days a year before, 29 February to the 28th', () => {
    expect(resolveComparison({ from: '2028-02-29', to: '2028-03-01' }, 'previous_year')).toEqual({
      from: '2027-02-28',
      to: '2027-03-01',
    });
  });
});
