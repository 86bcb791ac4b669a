import { addDays, daysOf, periodBefore, periodOf } from '@syncline/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeInPercent, judge, periodsToJudge } from './judge.ts';

const finding = (from: string, to: string) => ({ period: { from, to }, value: 1, before: null, measured: 1 });

describe('where an alert stands', () => {
  const above = { when: 'above', fire_at: 100, clear_at: 80 } as const;
  const below = { when: 'below', fire_at: -20, clear_at: -10 } as const;

  it('fires at its level, and stays between the levels until it is past the other', () => {
    let state = judge('clear', above, 99.9);
    expect(state).toBe('clear');
    const states = [100, 90, 80, null, 79.9, 90, 101].map((measured) => (state = judge(state, above, measured)));
    expect(states).toEqual(['firing', 'firing', 'firing', 'firing', 'clear', 'clear', 'firing']);
    expect(judge('clear', below, -20)).toBe('firing');
    expect(judge('firing', below, -15)).toBe('firing');
    expect(judge('firing', below, -10)).toBe('firing');
    expect(judge('firing', below, -9.9)).toBe('clear');
  });

  it('is the mirror image below, and does not change twice on one figure', () => {
    const level = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.constantFrom('clear', 'firing'), level, fc.nat(100), level, (state, fire, width, measured) => {
        const up = judge(state, { when: 'above', fire_at: fire, clear_at: fire - width }, measured);
        expect(judge(state, { when: 'below', fire_at: -fire, clear_at: -fire + width }, -measured)).toBe(up);
        expect(judge(up, { when: 'above', fire_at: fire, clear_at: fire - width }, measured)).toBe(up);
      }),
    );
  });

  it('measures a change against what was, which must not be nothing', () => {
    expect(changeInPercent(75, 100)).toBe(-25);
    expect(changeInPercent(5, -10)).toBe(150);
    expect(changeInPercent(5, 0)).toBeNull();
    expect(changeInPercent(null, 10)).toBeNull();
  });
});

describe('periods', () => {
  it('are days, weeks from Monday, and months, each next to the other', () => {
    expect(periodOf('week', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(periodOf('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(periodBefore('month', periodOf('month', '2026-03-15'))).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    for (const day of daysOf({ from: '2026-01-01', to: '2027-02-01' })) {
      for (const every of ['day', 'week', 'month'] as const) {
        const period = periodOf(every, day);
        expect(period.from <= day && day <= period.to).toBe(true);
        expect(periodOf(every, period.from)).toEqual(period);
        expect(addDays(periodBefore(every, period).to, 1)).toBe(period.from);
      }
    }
  });

  it('are judged once they are over, all that were missed, and the last one again', () => {
    const days = { every: 'day', open: false } as const;
    expect(periodsToJudge({ ...days, judged: null }, '2026-11-28')).toEqual([{ from: '2026-11-27', to: '2026-11-27' }]);
    const missed = periodsToJudge({ ...days, judged: finding('2026-11-24', '2026-11-24') }, '2026-11-28');
    expect(missed.map(({ to }) => to)).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
    const same = periodsToJudge({ ...days, judged: finding('2026-11-27', '2026-11-27') }, '2026-11-28');
    expect(same.map(({ to }) => to)).toEqual(['2026-11-27']);
    const long = periodsToJudge({ ...days, judged: finding('2025-11-27', '2025-11-27') }, '2026-11-28');
    expect([long.length, long.at(-1)?.to]).toEqual([31, '2026-11-27']);
    expect(periodsToJudge({ every: 'month', open: true, judged: null }, '2026-11-28')).toEqual([
      { from: '2026-11-01', to: '2026-11-28' },
    ]);
  });
});
