import { answerRevenueShare } from '@syncline/api/query/analysis/revenue-share';
import { answerShareOrders } from '@syncline/api/query/analysis/revenue-share-orders';
import { type FiledMovement, openShareOrders } from '@syncline/api/query/analysis/share-orders-file';
import type { OfferPrices } from '@syncline/api/settlement/known';
import { type Agreement, termsSchema } from '@syncline/shared/agreements';
import { revenueShareRequestSchema, SHARE_BREAKDOWNS, type SharedRevenue } from '@syncline/shared/revenue-share';
import {
  type ShareFigure,
  type ShareOrder,
  shareOrdersAnswerSchema,
  shareOrdersFileSchema,
  type ShareOrdersRequestInput,
  shareOrdersRequestSchema,
} from '@syncline/shared/revenue-share-orders';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filters, periods } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';

const RECORDED = '2025-10-01T00:00:00.000Z';
const platform = { party: 'platform', name: 'Platform', role: 'platform' };

function agreement(slug: string, scope: Agreement['scope'], ...versions: [string, object][]): Agreement {
  return {
    slug,
    name: slug,
    scope,
    currency: 'USD',
    ends_on: null,
    origin: 'own',
    created_at: RECORDED,
    versions: versions.map(([effective_from, terms], index) => ({
      version: index + 1,
      effective_from,
      terms: termsSchema.parse({ residual: { party: 'merchant', name: 'Merchant', role: 'merchant' }, ...terms }),
      note: null,
      recorded_at: RECORDED,
    })),
  };
}

const percentage = (percent: string) => ({ kind: 'percentage', of: 'net', percent });
const TIERS = [
  { from_minor: 0, percent: '12.5' },
  { from_minor: 100_000, percent: '4' },
];
const AGREEMENTS = [
  agreement(
    'amber',
    { level: 'brand', slug: 'amber' },
    ['2025-10-22', { shares: [{ ...platform, terms: [percentage('3')], minimum_minor: 9_000_000 }], tax: 'included' }],
    [
      '2025-11-10',
      { shares: [{ ...platform, terms: [{ kind: 'tiered', of: 'gross', tiers: TIERS }] }], tax: 'included' },
    ],
  ),
  agreement('gift', { level: 'campaign', slug: 'gift' }, [
    '2025-10-01',
    { shares: [{ ...platform, terms: [percentage('7.5')], cap_minor: 30_000, on_refund: 'kept' }], tax: 'included' },
  ]),
  agreement('tablet', { level: 'offer', slug: 'tablet' }, [
    '2025-10-01',
    { shares: [{ ...platform, terms: [percentage('2')] }] },
  ]),
];
const WHOLE = { from: '2025-10-20', to: '2025-12-06' };
const otherFilters = filters.map((all) => all.filter(({ dimension }) => dimension !== 'primary_device'));
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** Every figure that is shown of a group, with what it is. */
function figuresOf({ net_revenue, parties, tax, unallocated }: SharedRevenue): [ShareFigure, number][] {
  return [
    [{ kind: 'net_revenue' }, net_revenue],
    [{ kind: 'tax' }, tax],
    ...parties.map(({ party, amount }): [ShareFigure, number] => [{ kind: 'party', party }, amount]),
    ...unallocated.map(({ reason, amount }): [ShareFigure, number] => [{ kind: 'unallocated', reason }, amount]),
  ];
}

describe('the orders under a figure', () => {
  let store: GeneratedStore;
  let offers: OfferPrices[];
  beforeAll(async () => {
    store = await startGeneratedStore();
    // The price of one is what somebody paid, so that the tax in it is known.
    const paid = store.events.filter(
      ({ offer, stage, currency, day }) =>
        offer === 'tablet' && stage === 'paid' && currency === 'USD' && day >= WHOLE.from && day <= WHOLE.to,
    );
    const price_minor = Math.max(...paid.map(({ amount }) => amount));
    const tax = { tax: 'included' as const, tax_basis_points: 825 };
    offers = [{ slug: 'tablet', list_price_minor: null, price_minor, currency: 'USD', ...tax }];
  });
  afterAll(() => store.engine.stop());

  async function ask(request: ShareOrdersRequestInput) {
    const question = { ...shareOrdersRequestSchema.parse(request), agreements: AGREEMENTS, offers };
    return shareOrdersAnswerSchema.parse(await answerShareOrders(store.context, question));
  }

  it('add up to it, whichever it is', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        periods,
        otherFilters,
        fc.constantFrom(...SHARE_BREAKDOWNS),
        fc.nat(),
        async (period, filters, by, pick) => {
          const request = revenueShareRequestSchema.parse({ period, filters, by });
          const shares = await answerRevenueShare(store.context, { ...request, agreements: AGREEMENTS, offers });
          const groups = [{}, ...shares.groups.map(({ value }) => ({ [by]: value }))];
          const group = groups[pick % groups.length] ?? {};
          const of = shares.groups.find(({ value }) => value === Object.values(group)[0]) ?? shares.totals;
          for (const [figure, amount] of figuresOf(of)) {
            const { orders, totals } = await ask({ period, filters, figure, ...group, limit: 500 });
            expect(totals.amount + totals.guaranteed).toBe(amount);
            expect(totals.orders).toBeGreaterThanOrEqual(orders.length);
            const isWhole = totals.orders === orders.length;
            expect(isWhole ? total(orders.map((order) => order.amount)) : totals.amount).toBe(totals.amount);
            for (const { movements } of orders) {
              for (const { amount: moved, parties, tax, unallocated } of movements) {
                expect(total(parties.map((party) => party.amount)) + tax + unallocated).toBe(moved);
              }
            }
            if (amount !== 0) seen.add(figure.kind);
            if (totals.guaranteed !== 0) seen.add('guaranteed');
          }
        },
      ),
      { numRuns: 25, seed: 74, examples: [[WHOLE, [], 'month', 0]] },
    );
    expect([...seen].toSorted()).toEqual(['guaranteed', 'net_revenue', 'party', 'tax', 'unallocated']);
  });

  it('are in the file however small the pages are in which they are read, with the minimums', async () => {
    const figures = fc.constantFrom<ShareFigure>(
      { kind: 'net_revenue' },
      { kind: 'party', party: 'platform' },
      { kind: 'party', party: 'merchant' },
      { kind: 'unallocated', reason: 'no_agreement' },
    );
    const months = fc.constantFrom(undefined, '2025-11');
    let most = 0;
    await fc.assert(
      fc.asyncProperty(
        periods,
        otherFilters,
        figures,
        months,
        fc.integer({ min: 20, max: 200 }),
        async (period, filters, figure, month, rowsAtOnce) => {
          const asked = { period, filters, figure, ...(month === undefined ? {} : { month }) };
          const hangsOn = { agreements: AGREEMENTS, offers };
          const all = { ...shareOrdersRequestSchema.parse(asked), limit: Number.MAX_SAFE_INTEGER, ...hangsOn };
          const { orders, totals } = await answerShareOrders(store.context, all);
          let parts = 0;
          const stream = await openShareOrders(
            store.context,
            { ...shareOrdersFileSchema.parse(asked), ...hangsOn },
            {
              read: (ask) => {
                parts += 1;
                return ask(store.context.reader, new AbortController().signal);
              },
              rowsAtOnce,
            },
          );
          const filed: FiledMovement[] = [];
          for await (const some of stream.read()) filed.push(...some);
          most = Math.max(most, parts);
          const moved = filed.filter((one) => one.kind !== 'minimum');
          expect(moved.map(({ at }) => at)).toEqual(moved.map(({ at }) => at).toSorted());
          expect(moved.length).toBeLessThanOrEqual(stream.movements);
          const byOrder = new Map<string, unknown[]>();
          for (const { order, ...movement } of moved) byOrder.set(order, [...(byOrder.get(order) ?? []), movement]);
          expect(Object.fromEntries(byOrder)).toEqual(
            Object.fromEntries(orders.map(({ order, movements }) => [order, movements])),
          );
          const minimums = filed.filter(({ kind }) => kind === 'minimum').flatMap(({ parties }) => parties);
          const own = minimums.filter(({ party }) => figure.kind === 'party' && party === figure.party);
          expect(total(own.map(({ amount }) => amount))).toBe(totals.guaranteed);
          expect(total(minimums.map(({ amount }) => amount))).toBe(0);
        },
      ),
      { numRuns: 6, seed: 75, examples: [[WHOLE, [], { kind: 'party', party: 'platform' }, undefined, 4]] },
    );
    // Pages within days, too.
    expect(most).toBeGreaterThan(100);
  });

  it('come in pages, by time or by amount, without a gap', async () => {
    const figure = { kind: 'party' as const, party: 'platform' };
    for (const sort of ['time', 'amount'] as const) {
      const whole = await ask({ period: WHOLE, figure, sort, limit: 500 });
      const pages: ShareOrder[] = [];
      for (let offset = 0; offset < whole.totals.orders; offset += 100) {
        pages.push(...(await ask({ period: WHOLE, figure, sort, limit: 100, offset })).orders);
      }
      expect(pages.slice(0, 500)).toEqual(whole.orders);
      expect(new Set(pages.map(({ order }) => order)).size).toBe(whole.totals.orders);
      const keys = pages.map(({ amount, movements }) =>
        sort === 'time' ? Date.parse(movements.at(-1)?.at ?? '') : amount,
      );
      expect(keys).toEqual(keys.toSorted((one, other) => other - one));
    }
  });

  it('of a version are those of its orders', async () => {
    const request = revenueShareRequestSchema.parse({ period: WHOLE });
    const { agreements } = await answerRevenueShare(store.context, { ...request, agreements: AGREEMENTS, offers });
    expect(agreements.length).toBeGreaterThan(2);
    for (const { slug, version, orders } of agreements) {
      const { totals } = await ask({ period: WHOLE, under: { agreement: slug, version } });
      expect(totals.orders).toBe(orders);
    }
  });
});
