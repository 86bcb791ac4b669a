import type { RevenueShareAnswer, SharedRevenue } from '@syncline/shared/revenue-share';
import { describe, expect, it } from 'vitest';
import { monthNote, shareMoved, sharesByMonth, termsChanges } from './months.ts';
import { monthsPeriod } from './months-period.ts';

const party = (party: string, role: 'merchant' | 'platform', amount: number) => ({
  party,
  name: party,
  role,
  amount,
  earned: amount,
  returned: 0,
  guaranteed: 0,
});

function revenue(net: number, network: number): SharedRevenue {
  return {
    orders: 3,
    list_price: null,
    discount: null,
    tax_charged: null,
    gross_revenue: net,
    refunds: 0,
    net_revenue: net,
    tax: 0,
    fees: null,
    parties: [party('brands', 'merchant', net - network), party('network', 'platform', network)],
    unallocated: [],
  };
}

function answer(groups: Record<string, [net: number, network: number]>, open_days: string[] = []): RevenueShareAnswer {
  const all = Object.entries(groups);
  const sum = (place: 0 | 1) => all.reduce((total, [, amounts]) => total + amounts[place], 0);
  return {
    totals: revenue(sum(0), sum(1)),
    groups: all.map(([value, [net, network]]) => ({ value, ...revenue(net, network) })),
    meta: { open_days },
  } as unknown as RevenueShareAnswer;
}

const PERIOD = { from: '2026-08-26', to: '2026-11-23' };
const KNOWN = { today: '2026-11-23', first_day: '2026-01-01' };

describe('shares by month', () => {
  const { months, lines } = sharesByMonth(
    answer({ '2026-09': [480, 0], '2026-11': [100, 6] }, ['2026-11-23']),
    PERIOD,
    KNOWN,
  );

  it('have every month the period touches, with the days that lie in it', () => {
    expect(months.map(({ month, days }) => [month, days])).toEqual([
      ['2026-08-01', 6],
      ['2026-09-01', 30],
      ['2026-10-01', 31],
      ['2026-11-01', 23],
    ]);
  });

  it('have what each party comes to, and nothing in a month without any', () => {
    expect(lines.map(({ name }) => name)).toEqual(['brands', 'network']);
    expect(months.map(({ net, amounts }) => [net, ...amounts])).toEqual([
      [0, 0, 0],
      [480, 480, 0],
      [0, 0, 0],
      [100, 94, 6],
    ]);
  });

  it('say which months are cut and which are still open', () => {
    expect(months.map(monthNote)).toEqual(['6 days', '', '', '23 days, open']);
  });

  it('go over the end of a year and through February', () => {
    const known = { today: '2028-06-01', first_day: '2026-01-01' };
    const winter = sharesByMonth(answer({}), { from: '2027-12-31', to: '2028-02-29' }, known).months;
    expect(winter.map(({ month, days }) => [month, days])).toEqual([
      ['2027-12-01', 1],
      ['2028-01-01', 31],
      ['2028-02-01', 29],
    ]);
    expect(winter.map(monthNote)).toEqual(['1 day', '', '']);
  });

  it('tell a month before the first event from one without money', () => {
    const late = sharesByMonth(
      answer({}),
      { from: '2026-08-26', to: '2026-10-31' },
      { ...KNOWN, first_day: '2026-10-15' },
    );
    expect(late.months.map(({ unknown }) => unknown)).toEqual([true, true, false]);
    expect(late.months.map(monthNote)).toEqual(['no data', 'no data', '']);
  });
});

describe('monthsPeriod', () => {
  it.each([
    ['2026-11-01', '2026-11-28', '2025-01-01', '2026-06-01'],
    ['2026-11-01', '2026-11-28', '2026-08-31', '2026-08-31'],
    ['2026-01-10', '2026-11-28', '2025-01-01', '2026-01-10'],
    ['2026-02-01', '2026-02-03', '2020-01-01', '2025-09-01'],
    ['2026-02-01', '2026-02-03', null, '2026-02-01'],
  ])('of %s to %s in a store since %s begins on %s', (from, to, first, expected) => {
    expect(monthsPeriod({ from, to }, first)).toEqual({ from: expected, to });
  });
});

const version = (slug: string, number: number, effective_from: string) =>
  ({ slug, name: slug.toUpperCase(), version: number, effective_from }) as RevenueShareAnswer['agreements'][number];

describe('termsChanges', () => {
  const notes = new Map([
    ['wide 1', 'Launch terms'],
    ['wide 2', 'Season terms'],
    ['brand 1', 'A note that says so much that it cannot be a name'],
  ]);

  it('are the days of the period on which terms begin, what goes on named first, with what held before', () => {
    const versions = [
      version('brand', 1, '2026-11-01'),
      version('wide', 2, '2026-11-01'),
      version('wide', 1, '2026-08-01'),
    ];
    expect(termsChanges(versions, notes, PERIOD)).toEqual([
      { day: '2026-11-01', names: ['Season terms', 'BRAND 1'], before: 'Launch terms' },
    ]);
  });

  it('leave out what began with the period or before it', () => {
    expect(termsChanges([version('wide', 1, PERIOD.from)], notes, PERIOD)).toEqual([]);
  });
});

describe('shareMoved', () => {
  const change = (day: string) => ({ day, names: ['Season terms'], before: null });
  const residual = new Set(['brands']);
  const shares = (groups: Record<string, [number, number]>) => sharesByMonth(answer(groups), PERIOD, KNOWN);

  it('names the party whose share of net moved most, other than who takes the rest', () => {
    const moved = shareMoved(shares({ '2026-09': [1000, 0], '2026-11': [500, 30] }), change('2026-11-01'), residual);
    expect(moved).toEqual({ name: 'network', before: 0, now: 0.06 });
  });

  it('is nothing where no share moved by a tenth of a point, or there is nothing before', () => {
    const even = shares({ '2026-09': [10_000, 600], '2026-11': [10_000, 604] });
    expect(shareMoved(even, change('2026-11-01'), residual)).toBeNull();
    expect(shareMoved(shares({ '2026-11': [500, 30] }), change('2026-11-01'), residual)).toBeNull();
  });

  it('is nothing where terms change within a month, which no month tells apart', () => {
    const moved = shareMoved(shares({ '2026-09': [1000, 0], '2026-11': [500, 30] }), change('2026-10-15'), residual);
    expect(moved).toBeNull();
  });
});
