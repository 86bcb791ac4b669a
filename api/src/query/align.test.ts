import { addDays } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import { alignmentKey, bucketPosition } from './align.ts';

const period = { from: '2026-09-17', to: '2026-10-20' };

describe('bucketPosition', () => {
  it.each([
    ['time:day', '2026-09-17', 0],
    ['time:day', '2026-10-01', 14],
    ['time:hour', '2026-09-18T03:00', 27],
    ['time:month', '2026-09-01', 0],
    ['time:month', '2026-10-01', 1],
    ['time:week', '2026-09-14', 0],
    ['time:week', '2026-09-21', 1],
    ['time:week', '2026-10-19', 5],
  ] as const)('counts %s %s from the first bucket of the period', (dimension, value, position) => {
    expect(bucketPosition(dimension, value, period)).toBe(position);
  });

  it('counts weeks alike from every day of the week on', () => {
    for (let day = 0; day < 7; day += 1) {
      const from = addDays('2026-09-14', day);
      expect(bucketPosition('time:week', '2026-09-14', { from, to: '2026-12-31' })).toBe(0);
      expect(bucketPosition('time:week', '2026-09-28', { from, to: '2026-12-31' })).toBe(2);
    }
  });
});

describe('alignmentKey', () => {
  it('joins days by position and everything else by value', () => {
    const dimensions = ['campaign', 'time:day'] as const;
    const now = new Map<(typeof dimensions)[number], string>([
      ['campaign', 'autumn'],
      ['time:day', '2026-09-18'],
    ]);
    const before = new Map(now).set('time:day', '2026-08-15');
    const then = { from: '2026-08-14', to: '2026-09-16' };
    expect(alignmentKey(now, dimensions, period)).toBe(alignmentKey(before, dimensions, then));
    expect(alignmentKey(now, dimensions, period)).not.toBe(
      alignmentKey(new Map(before).set('campaign', 'spring'), dimensions, then),
    );
  });
});
