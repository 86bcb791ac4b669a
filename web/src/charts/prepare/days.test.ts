import { daysOf } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import { dayTicks, prepareDays, trailingMean, widestGap } from './days.ts';

const known = { first_day: '2026-10-25', last_day: '2026-11-10', today: '2026-11-10' };
const base = { comparisonPeriod: null, openDays: [], known, additive: true };

describe('days of a chart', () => {
  it('are zero where known and silent, and gaps outside of what is known', () => {
    const points = prepareDays({
      ...base,
      period: { from: '2026-10-24', to: '2026-11-12' },
      values: new Map([['2026-11-01', 5]]),
    });
    const value = (day: string) => points.find((point) => point.day === day)?.value;
    expect(value('2026-10-24')).toBeNull();
    expect(value('2026-10-25')).toBe(0);
    expect(value('2026-11-01')).toBe(5);
    expect(value('2026-11-10')).toBe(0);
    expect(value('2026-11-11')).toBeNull();
  });

  it('are gaps where a ratio has no row', () => {
    const points = prepareDays({
      ...base,
      additive: false,
      period: { from: '2026-11-01', to: '2026-11-02' },
      values: new Map([['2026-11-01', 0.5]]),
    });
    expect(points.map((point) => point.value)).toEqual([0.5, null]);
  });

  it('have their mean from the six days before the period on, and none on open days', () => {
    const days = daysOf({ from: '2026-10-26', to: '2026-11-03' });
    const points = prepareDays({
      ...base,
      period: { from: '2026-11-01', to: '2026-11-03' },
      values: new Map(days.map((day, index) => [day, index + 1])),
      openDays: ['2026-11-03'],
    });
    expect(points.map((point) => point.mean)).toEqual([4, 5, null]);
    expect(points.map((point) => point.open)).toEqual([false, false, true]);
  });

  it('stand beside the day as far into the compared period', () => {
    const points = prepareDays({
      ...base,
      period: { from: '2026-11-01', to: '2026-11-02' },
      values: new Map(),
      comparisonPeriod: { from: '2026-10-30', to: '2026-10-31' },
      comparisonValues: new Map([['2026-10-31', 7]]),
    });
    expect(points.map(({ beforeDay, before }) => [beforeDay, before])).toEqual([
      ['2026-10-30', 0],
      ['2026-10-31', 7],
    ]);
  });
});

describe('a trailing mean', () => {
  it('needs every value of its window', () => {
    expect(trailingMean([1, 2, 3, 4], 2)).toEqual([null, 1.5, 2.5, 3.5]);
    expect(trailingMean([1, null, 3, 5], 2)).toEqual([null, null, null, 4]);
  });
});

describe('names of days', () => {
  const days = daysOf({ from: '2026-08-26', to: '2026-11-23' });

  it('are firsts and fifteenths over three months', () => {
    expect(dayTicks(days, 600).map((tick) => tick.label)).toEqual([
      '1 Sep',
      '15 Sep',
      '1 Oct',
      '15 Oct',
      '1 Nov',
      '15 Nov',
    ]);
  });

  it('are all of a week, and fewer where there is less room', () => {
    expect(dayTicks(days.slice(0, 7), 600)).toHaveLength(7);
    expect(dayTicks(days, 240).map((tick) => tick.label)).toEqual(['1 Sep', '1 Oct', '1 Nov']);
  });

  it('never outnumber the room, over any period', () => {
    for (const count of [1, 2, 5, 10, 31, 100, 400, 1500, 3660]) {
      const period = daysOf({ from: '2016-01-07', to: '2026-12-31' }).slice(0, count);
      for (const width of [120, 300, 600, 1200]) {
        const ticks = dayTicks(period, width);
        expect(ticks.length).toBeLessThanOrEqual(Math.max(2, Math.floor(width / 62)));
        expect(new Set(ticks.map((tick) => tick.index)).size).toBe(ticks.length);
      }
    }
  });
});

describe('the place to name two lines', () => {
  it('is where they lie furthest apart, away from the ends', () => {
    const upper = [99, 5, 5, 5, 9, 5, 5, 5, 5, 99];
    expect(
      widestGap(
        upper,
        upper.map(() => 1),
      ),
    ).toBe(4);
    expect(widestGap([1, 2, 3], [null, null, null])).toBeNull();
  });
});
