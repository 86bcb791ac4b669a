import type { SharedRevenue } from '@syncline/shared/revenue-share';
import { describe, expect, it } from 'vitest';
import { shareLines, shareMonths } from './shares.ts';

const party = (party: string, amount: number) => ({
  party,
  name: party.toUpperCase(),
  role: 'platform' as const,
  amount,
  earned: amount,
  returned: 0,
  guaranteed: 0,
});

function revenue(more: Partial<SharedRevenue> = {}): SharedRevenue {
  return {
    orders: 2,
    list_price: null,
    discount: null,
    tax_charged: null,
    gross_revenue: 1000,
    refunds: 0,
    net_revenue: 1000,
    tax: 60,
    fees: null,
    parties: [party('merchant', 700), party('platform', 140)],
    unallocated: [
      { reason: 'no_agreement', orders: 1, amount: 100 },
      { reason: 'payment_not_known', orders: 1, amount: 0 },
    ],
    ...more,
  };
}

describe('shares', () => {
  it('are lines that add up to net revenue, without those of nothing', () => {
    const lines = shareLines(revenue());
    expect(lines.map(({ key, amount }) => [key, amount])).toEqual([
      ['party merchant', 700],
      ['party platform', 140],
      ['tax', 60],
      ['no_agreement', 100],
    ]);
  });

  it('by month have every line in every month, also one that comes to nothing in total', () => {
    const nobody = { unallocated: [] };
    const months = shareMonths({
      totals: revenue({ ...nobody, tax: 0, parties: [party('merchant', 1000)], net_revenue: 1000 }),
      groups: [
        { value: '2026-01', ...revenue({ ...nobody, tax: 50, parties: [party('merchant', 650)], net_revenue: 700 }) },
        { value: '2026-02', ...revenue({ ...nobody, tax: -50, parties: [party('merchant', 350)], net_revenue: 300 }) },
      ],
    });
    expect(months.lines.map(({ key }) => key)).toEqual(['party merchant', 'tax']);
    expect(months.months).toEqual([
      { month: '2026-01-01', amounts: [650, 50], net: 700 },
      { month: '2026-02-01', amounts: [350, -50], net: 300 },
    ]);
  });
});
