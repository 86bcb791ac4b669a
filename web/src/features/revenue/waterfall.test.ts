import { termsSchema } from '@syncline/shared/agreements';
import type { RevenueShareAnswer, SharedRevenue } from '@syncline/shared/revenue-share';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from './ledger.ts';
import { waterfallSteps, waterfallTitle } from './waterfall.ts';

const terms = termsSchema.parse({
  shares: [
    { party: 'network', name: 'Network', role: 'platform', terms: [{ kind: 'percentage', of: 'net', percent: '0' }] },
    { party: 'issuer', name: 'Issuer', role: 'card_network', terms: [{ kind: 'percentage', of: 'net', percent: '3' }] },
  ],
  residual: { party: 'brands', name: 'Brands', role: 'merchant' },
});
const party = (party: string, name: string, role: 'merchant' | 'card_network', amount: number) => ({
  party,
  name,
  role,
  amount,
  earned: amount,
  returned: 0,
  guaranteed: 0,
});

const TOTALS: SharedRevenue = {
  orders: 4,
  list_price: 1200,
  discount: 300,
  tax_charged: 100,
  gross_revenue: 1000,
  refunds: 40,
  net_revenue: 960,
  tax: 96,
  fees: null,
  parties: [party('brands', 'Brands', 'merchant', 838), party('issuer', 'Issuer', 'card_network', 26)],
  unallocated: [],
};

function answer(totals: Partial<SharedRevenue> = {}, agreed = true): RevenueShareAnswer {
  return { totals: { ...TOTALS, ...totals }, agreements: agreed ? [{ terms }] : [] } as unknown as RevenueShareAnswer;
}

const amounts = (of: RevenueShareAnswer) =>
  waterfallSteps(of).map((step) => [step.name, step.kind === 'unknown' ? null : step.amount]);

describe('the waterfall', () => {
  it('goes from list price over gross and net to who keeps the rest, also naming who comes to nothing', () => {
    expect(amounts(answer())).toEqual([
      ['List price', 1200],
      ['Discount', -300],
      ['Tax', 100],
      ['Gross', 1000],
      ['Refunds and chargebacks', -40],
      ['Fees', null],
      ['Net', 960],
      ['Tax set apart', -96],
      ['Issuer', -26],
      ['Network', 0],
      ['Brands', 838],
    ]);
  });

  it('ends where the steps before lead to', () => {
    const { lines } = ledgerOf(waterfallSteps(answer()));
    const at = (key: string) => lines.find((line) => line.key === key)?.to;
    expect(at('charged')).toBe(at('gross'));
    expect(at('refunds')).toBe(at('net'));
    expect(at('party network')).toBe(at('party brands'));
  });

  it('begins at gross where list prices are not known of every payment', () => {
    expect(amounts(answer({ list_price: null, discount: null, tax_charged: null }))[0]).toEqual(['Gross', 1000]);
  });

  it('leaves everything to nobody without an agreement, and lets several keepers take net down to zero', () => {
    const unallocated = [{ reason: 'no_agreement' as const, orders: 4, amount: 960 }];
    expect(amounts(answer({ tax: 0, parties: [], unallocated }, false)).at(-1)).toEqual(['No agreement', 960]);
    const both = answer({
      tax: 0,
      parties: [party('brands', 'Brands', 'merchant', 700)],
      unallocated: [{ reason: 'no_agreement', orders: 1, amount: 260 }],
    });
    const { lines } = ledgerOf(waterfallSteps(both));
    expect(lines.slice(-2).map(({ name, from, to }) => [name, from, to])).toEqual([
      ['Brands', 960, 260],
      ['No agreement', 0, 260],
    ]);
  });

  it('is named by refunds and by what is left to whom', () => {
    const text = (of: RevenueShareAnswer) => waterfallTitle(of).replaceAll('\u202f', ' ');
    expect(text(answer())).toBe('Refunds took 4.0 % of gross; 87.3 % of net is left to Brands');
    expect(text(answer({ refunds: 0, net_revenue: 1000 }, false))).toBe('Nothing was refunded');
    expect(text(answer({ gross_revenue: 0 }))).toBe('From list price to shares');
  });
});
