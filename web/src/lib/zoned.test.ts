import { describe, expect, it } from 'vitest';
import { dayOf, fromWallTime, toWallTime } from './zoned.ts';

describe('wall times of a zone', () => {
  it.each([
    ['2026-09-01T14:05', 'UTC', '2026-09-01T14:05:00.000Z'],
    ['2026-09-01T14:05', 'Europe/Berlin', '2026-09-01T12:05:00.000Z'],
    ['2026-01-01T00:00', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z'],
    ['2026-12-31T23:59', 'Pacific/Kiritimati', '2026-12-31T09:59:00.000Z'],
    ['2013-02-11T12:00', 'America/New_York', '2013-02-11T17:00:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ])('%s in %s is %s, both ways', (wall, zone, instant) => {
    expect(fromWallTime(wall, zone)).toBe(instant);
    expect(toWallTime(instant, zone)).toBe(wall);
  });

  it.each([
    ['shown twice', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['shown twice', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['skipped', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['skipped', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ])('a time that is %s, %s in %s, is %s', (_, wall, zone, instant) => {
    expect(fromWallTime(wall, zone)).toBe(instant);
  });

  it.each(['', '2026-09-01', '2026-13-01T00:00', 'tomorrow', '2026-09-01T14:05:00Z'])('%j is none', (text) => {
    expect(fromWallTime(text, 'UTC')).toBeNull();
  });

  it('names the day of an instant', () => {
    expect(dayOf('2026-09-01T23:30:00Z', 'Europe/Berlin')).toBe('2026-09-02');
  });
});
