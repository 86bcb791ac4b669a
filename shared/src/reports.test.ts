import { describe, expect, it } from 'vitest';
import { REPORT_PERIOD_NAMES, reportInputSchema, reportPeriod } from './reports.ts';

describe('the period of a report', () => {
  const days = { today: '2026-03-02', first_day: '2025-12-31' };

  it('moves on with the calendar, and is over', () => {
    const periods = Object.fromEntries(
      REPORT_PERIOD_NAMES.map((moving) => [moving, Object.values(reportPeriod({ moving }, days)).join(' ')]),
    );
    expect(periods).toEqual({
      yesterday: '2026-03-01 2026-03-01',
      'last-week': '2026-02-23 2026-03-01',
      'last-month': '2026-02-01 2026-02-28',
      '7d': '2026-02-23 2026-03-01',
      '28d': '2026-02-02 2026-03-01',
      '90d': '2025-12-02 2026-03-01',
      all: '2025-12-31 2026-03-01',
    });
  });

  it('is a day where nothing, or only today, holds events, and at most ten years', () => {
    const all = (first_day: string | null) => reportPeriod({ moving: 'all' }, { today: '2026-03-02', first_day });
    expect(all(null)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
    expect(all('2026-03-02')).toEqual({ from: '2026-03-01', to: '2026-03-01' });
    expect(all('2006-03-21').from).toBe('2016-02-23');
  });
});

describe('what a report is made of', () => {
  it('is everything unless told, each section once, and of a brand or a campaign', () => {
    const period = { moving: '28d' };
    const report = reportInputSchema.parse({ name: 'Launch', period });
    expect(report).toMatchObject({ compare: 'previous_period', cover: { title: '' }, brand: null });
    expect(report.sections).toHaveLength(7);
    const faults = (change: object) => {
      const { error } = reportInputSchema.safeParse({ name: 'Launch', period, ...change });
      return error?.issues.map(({ path }) => path.join('.'));
    };
    expect(faults({ sections: ['daily', 'daily'] })).toEqual(['sections']);
    expect(faults({ sections: [] })).toEqual(['sections']);
    expect(faults({ brand: 'alder', campaign: 'lamp' })).toEqual(['brand']);
    expect(faults({ cover: { notes: 'x\n'.repeat(20).concat('y') } })).toEqual(['cover.notes']);
    expect(faults({ period: { from: '2026-02-02', to: '2026-02-01' } })).toEqual(['period.from']);
  });
});
