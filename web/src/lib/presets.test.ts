import { describe, expect, it } from 'vitest';
import { periodPresets } from './presets.ts';

describe('periods by name', () => {
  it('end today and name whole days', () => {
    const presets = Object.fromEntries(
      periodPresets({ today: '2026-03-10', first_day: '2025-12-01', last_day: '2026-03-10' }).map(({ key, period }) => [
        key,
        period,
      ]),
    );
    expect(presets['7d']).toEqual({ from: '2026-03-04', to: '2026-03-10' });
    expect(presets.month).toEqual({ from: '2026-03-01', to: '2026-03-10' });
    expect(presets['last-month']).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(presets.all).toEqual({ from: '2025-12-01', to: '2026-03-10' });
  });

  it('end on the last day with data of an old store, and have no "all" in an empty one', () => {
    expect(periodPresets({ today: '2026-03-10', first_day: '2015-08-16', last_day: '2015-08-16' })[0]?.period).toEqual({
      from: '2015-08-16',
      to: '2015-08-16',
    });
    expect(
      periodPresets({ today: '2026-03-10', first_day: null, last_day: null }).some(({ key }) => key === 'all'),
    ).toBe(false);
  });
});
