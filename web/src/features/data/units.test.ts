import { describe, expect, it } from 'vitest';
import { formatAge, formatBytes, formatDuration } from './units.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('units of imports', () => {
  it('writes sizes in decimal units', () => {
    expect([0, 999, 1000, 84_306_112, 123_456_789_012].map(formatBytes).map(plain)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '84.3 MB',
      '123 GB',
    ]);
  });

  it('writes durations in at most two units', () => {
    expect([0.4, 45, 754, 7500].map(formatDuration).map(plain)).toEqual(['0 s', '45 s', '12 min 34 s', '2 h 5 min']);
  });

  it('says how long ago something was', () => {
    const now = '2026-11-23T12:00:00Z';
    expect(plain(formatAge('2026-11-23T11:59:48Z', now))).toBe('12 s ago');
    expect(plain(formatAge('2026-11-23T10:30:00Z', now))).toBe('1 h ago');
    expect(plain(formatAge('2026-11-20T10:30:00Z', now))).toBe('3 days ago');
    expect(formatAge('2026-11-23T12:00:09Z', now)).toBe('ahead of the clock');
    expect(formatAge(null, now)).toBe('–');
  });
});
