import { addDays } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import { flowAxis, prepareFlows, runsOf } from './flows.ts';

const known = { first_day: '2026-08-20', last_day: '2026-09-10', today: '2026-09-10' };
const week = (value: number) =>
  new Map(Array.from({ length: 14 }, (_, index) => [addDays('2026-08-26', index), value] as const));

describe('prepareFlows', () => {
  it('takes what went from what came, day by day, with the mean of seven days', () => {
    const points = prepareFlows({
      period: { from: '2026-09-01', to: '2026-09-03' },
      came: week(10),
      went: new Map([...week(4), ['2026-09-02', 11]]),
      openDays: ['2026-09-03'],
      known,
    });
    expect(points).toEqual([
      { day: '2026-09-01', came: 10, went: 4, net: 6, mean: 6, open: false },
      { day: '2026-09-02', came: 10, went: 11, net: -1, mean: 5, open: false },
      { day: '2026-09-03', came: 10, went: 4, net: 6, mean: null, open: true },
    ]);
    const axis = flowAxis(points);
    expect([axis.low <= -11, axis.high >= 10]).toEqual([true, true]);
  });

  it('has a gap on days nothing is known of, and zero on days without an event', () => {
    const points = prepareFlows({
      period: { from: '2026-08-19', to: '2026-08-21' },
      came: new Map([['2026-08-21', 3]]),
      went: new Map(),
      openDays: [],
      known,
    });
    expect(points.map(({ came, went, net }) => [came, went, net])).toEqual([
      [null, null, null],
      [0, 0, 0],
      [3, 0, 3],
    ]);
  });
});

describe('runsOf', () => {
  it('breaks a line where nothing is known', () => {
    expect(runsOf([1, 2, null, null, 3])).toEqual([
      [
        { index: 0, value: 1 },
        { index: 1, value: 2 },
      ],
      [{ index: 4, value: 3 }],
    ]);
    expect(runsOf([null])).toEqual([]);
  });
});
