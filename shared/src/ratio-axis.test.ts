import { describe, expect, it } from 'vitest';
import { logScale, ratioAxis } from './ratio-axis.ts';

const interval = (low: number, high: number) => ({ value: Math.sqrt(low * high), low, high });

describe('an axis of ratios', () => {
  it.each([
    { what: 'nothing', rows: [], ends: [0.7, 1.5] },
    { what: 'intervals close to 1', rows: [interval(0.95, 1.1), null], ends: [0.7, 1.5] },
    { what: 'intervals on one side', rows: [interval(1.2, 1.9), interval(1.6, 2.6)], ends: [0.7, 3] },
    { what: 'intervals on both sides', rows: [interval(0.41, 0.6), interval(1.1, 1.4)], ends: [0.33, 1.5] },
    { what: 'intervals past ten times either way', rows: [interval(0.01, 0.04), interval(12, 90)], ends: [0.1, 10] },
  ])('holds 1 and $what', ({ rows, ends }) => {
    const { ticks, low, high } = ratioAxis(rows);
    expect([low, high]).toEqual(ends);
    expect([ticks[0], ticks.at(-1)]).toEqual(ends);
    expect(ticks).toContain(1);
  });

  it('puts twice as far from once as once is from half, and keeps what lies past it at its end', () => {
    const at = logScale({ ticks: [], low: 0.5, high: 2 }, 100, 300);
    expect([at(0.5), at(1), at(2)].map(Math.round)).toEqual([100, 200, 300]);
    expect([at(0.001), at(90)].map(Math.round)).toEqual([100, 300]);
  });
});
