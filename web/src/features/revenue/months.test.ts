import type { QueryAnswer } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { monthNote, monthsOf } from './months.ts';

const answer = (open_days: string[]) =>
  ({
    rows: [
      {
        dimensions: { 'time:month': '2026-09-01' },
        metrics: { gross_revenue: 500, refunds: 20, net_revenue: 480, purchases: 3 },
      },
    ],
    meta: { open_days },
  }) as unknown as QueryAnswer;

describe('money by month', () => {
  const months = monthsOf(
    answer(['2026-11-23']),
    { from: '2026-08-26', to: '2026-11-23' },
    {
      today: '2026-11-23',
      first_day: '2026-01-01',
    },
  );

  it('has every month the period touches, with the days that lie in it', () => {
    expect(months.map(({ month, days }) => [month, days])).toEqual([
      ['2026-08-01', 6],
      ['2026-09-01', 30],
      ['2026-10-01', 31],
      ['2026-11-01', 23],
    ]);
  });

  it('takes the money of the month, and zero for a month without any', () => {
    expect(months[1]).toMatchObject({ gross: 500, refunds: 20, net: 480, purchases: 3 });
    expect(months[2]).toMatchObject({ gross: 0, refunds: 0, net: 0, purchases: 0 });
  });

  it('says which months are cut and which are still open', () => {
    expect(months.map(monthNote)).toEqual(['6 days', '', '', '23 days, open']);
  });

  it('goes over the end of a year and through February', () => {
    const winter = monthsOf(
      answer([]),
      { from: '2027-12-31', to: '2028-02-29' },
      {
        today: '2028-06-01',
        first_day: '2026-01-01',
      },
    );
    expect(winter.map(({ month, days }) => [month, days])).toEqual([
      ['2027-12-01', 1],
      ['2028-01-01', 31],
      ['2028-02-01', 29],
    ]);
    expect(winter.map(monthNote)).toEqual(['1 day', '', '']);
  });

  it('tells a month before the first event from one without money', () => {
    const known = { today: '2026-11-23', first_day: '2026-10-15' };
    const late = monthsOf(answer([]), { from: '2026-08-26', to: '2026-10-31' }, known);
    expect(late.map(({ unknown }) => unknown)).toEqual([true, true, false]);
    expect(late.map(monthNote)).toEqual(['no data', 'no data', '']);
  });
});
