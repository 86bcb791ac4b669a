import { describe, expect, it } from 'vitest';
import { outcomeText, scheduleText } from './report-words.ts';

describe('reports in words', () => {
  it('say when they are made by themselves', () => {
    expect(scheduleText(null)).toBe('By hand');
    expect(scheduleText({ every: 'day', on: 1, hour: 0 })).toBe('Every day at 00:00');
    expect(scheduleText({ every: 'week', on: 7, hour: 23 })).toBe('Sundays at 23:00');
    expect(scheduleText({ every: 'month', on: 28, hour: 7 })).toBe('On day 28 of each month at 07:00');
  });

  it('say what became of a run, and when it is tried again', () => {
    const run = { state: 'waiting', error: 'The engine restarts.', attempts: 2, next_try_at: null } as const;
    expect(outcomeText({ ...run, next_try_at: '2026-11-28T12:00:00.000Z' }, 'UTC')).toBe(
      'tried 2 times, again at 28 Nov 2026, 12:00 UTC: The engine restarts.',
    );
    expect(outcomeText({ ...run, attempts: 0, error: null }, 'UTC')).toBe('being made');
    expect(outcomeText({ ...run, state: 'failed' }, 'UTC')).toBe('not made: The engine restarts.');
    expect(outcomeText({ ...run, state: 'made', error: null }, 'UTC')).toBe('made; newer files took its place');
  });
});
