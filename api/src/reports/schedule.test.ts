import type { ReportSchedule } from '@syncline/shared/reports';
import { describe, expect, it } from 'vitest';
import { nextDue } from './schedule.ts';

const zone = 'America/New_York';
const next = (schedule: ReportSchedule, after: string) =>
  new Date(nextDue(schedule, zone, Date.parse(after)) ?? 0).toISOString();

describe('when a schedule is due', () => {
  it('is on the hour of the zone, after the instant and not at it', () => {
    const daily = { every: 'day', on: 1, hour: 8 } as const;
    expect(next(daily, '2026-11-27T12:59:59Z')).toBe('2026-11-27T13:00:00.000Z');
    expect(next(daily, '2026-11-27T13:00:00Z')).toBe('2026-11-28T13:00:00.000Z');
    expect(next({ every: 'week', on: 1, hour: 0 }, '2026-11-28T12:00:00Z')).toBe('2026-11-30T05:00:00.000Z');
    expect(next({ every: 'month', on: 28, hour: 23 }, '2026-11-29T12:00:00Z')).toBe('2026-12-29T04:00:00.000Z');
    expect(next({ every: 'month', on: 1, hour: 6 }, '2026-12-31T12:00:00Z')).toBe('2027-01-01T11:00:00.000Z');
    expect(nextDue(null, zone, 0)).toBeNull();
  });

  it('is once on days on which the clocks change', () => {
    const skipped = { every: 'day', on: 1, hour: 2 } as const;
    expect(next(skipped, '2026-03-08T05:00:00Z')).toBe('2026-03-08T07:00:00.000Z');
    expect(next(skipped, '2026-03-08T07:00:00Z')).toBe('2026-03-09T06:00:00.000Z');
    const repeated = { every: 'day', on: 1, hour: 1 } as const;
    expect(next(repeated, '2026-11-01T04:00:00Z')).toBe('2026-11-01T05:00:00.000Z');
    expect(next(repeated, '2026-11-01T05:00:00Z')).toBe('2026-11-02T06:00:00.000Z');
  });
});
