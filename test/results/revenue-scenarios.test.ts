import { answerBreakEven } from '@syncline/api/query/analysis/revenue-break-even';
import { answerRevenueScenarios } from '@syncline/api/query/analysis/revenue-scenarios';
import { answerRevenueShare } from '@syncline/api/query/analysis/revenue-share';
import { answerTornado } from '@syncline/api/query/analysis/revenue-tornado';
import type { OfferPrices } from '@syncline/api/settlement/known';
import {
  type Agreement,
  type AgreementScope,
  percentMillionths,
  type Terms,
  termsFaults,
  termsSchema,
} from '@syncline/shared/agreements';
import {
  type BreakEvenAnswer,
  breakEvenAnswerSchema,
  type BreakEvenCut,
  type BreakEvenRequestInput,
  breakEvenRequestSchema,
  revenueScenariosAnswerSchema,
  type RevenueScenariosRequestInput,
  revenueScenariosRequestSchema,
  type SupposedTerms,
  tornadoAnswerSchema,
  tornadoRequestSchema,
} from '@syncline/shared/revenue-scenarios';
import { revenueShareRequestSchema, type SharedRevenue } from '@syncline/shared/revenue-share';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filters, periods } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';

const RECORDED = '2025-10-01T00:00:00.000Z';
const MERCHANT = { party: 'merchant', name: 'Merchant', role: 'merchant' };
const WHOLE = { from: '2025-10-20', to: '2025-12-06' };

const flat = (percent: string) => ({ kind: 'percentage', of: 'net', percent });
const perOrder = (amount_minor: number) => ({ kind: 'per_order', amount_minor });
const tiered = (first: string, from_minor: number, second: string) => ({
  kind: 'tiered',
  of: 'gross',
  tiers: [
    { from_minor: 0, percent: first },
    { from_minor, percent: second },
  ],
});
const share = (party: string, terms: object[], more: object = {}) => ({
  party,
  name: party,
  role: 'platform',
  terms,
  ...more,
});
const termsOf = (shares: object[], more: object = {}): Terms =>
  termsSchema.parse({ shares, residual: MERCHANT, tax: 'included', ...more });

function agreement(slug: string, scope: AgreementScope, terms: Terms): Agreement {
  const version = { version: 1, effective_from: '2025-10-01', terms, note: null, recorded_at: RECORDED };
  return {
    slug,
    name: slug,
    scope,
    currency: 'USD',
    ends_on: null,
    origin: 'own',
    created_at: RECORDED,
    versions: [version],
  };
}

const WIDE = agreement('wide', { level: 'everything' }, termsOf([share('platform', [flat('5')])]));
const AGREEMENTS = [
  WIDE,
  agreement(
    'amber',
    { level: 'brand', slug: 'amber' },
    termsOf([share('platform', [tiered('12.5', 100_000, '4'), perOrder(25)], { minimum_minor: 50_000 })]),
  ),
  agreement(
    'gift',
    { level: 'campaign', slug: 'gift' },
    termsOf([share('platform', [flat('7.5')], { cap_minor: 30_000, on_refund: 'kept' }), share('agency', [flat('1')])]),
  ),
  agreement('tablet', { level: 'offer', slug: 'tablet' }, termsOf([share('agency', [flat('2')])], { tax: 'excluded' })),
];
const asTheyAre: SupposedTerms = AGREEMENTS.flatMap(({ slug, versions: [only] }) =>
  only ? [{ agreement: slug, terms: only.terms }] : [],
);

const percents = fc.integer({ min: 0, max: 30_000 }).map((hundredths) => (hundredths / 1_000).toFixed(3));
const supposedTerms: fc.Arbitrary<Terms> = fc
  .record({
    first: fc.oneof(
      percents.map(flat),
      fc.nat(500).map(perOrder),
      fc.tuple(percents, fc.integer({ min: 1, max: 200_000 }), percents).map((tier) => tiered(...tier)),
    ),
    second: percents,
    cap_minor: fc.option(fc.nat(40_000)),
    minimum_minor: fc.option(fc.nat(40_000)),
    on_refund: fc.constantFrom('returned', 'kept'),
    discount_funded_by: fc.constantFrom(null, 'merchant', 'agency'),
    tax: fc.constantFrom('included', 'included', 'excluded'),
  })
  .map(({ first, second, discount_funded_by, tax, ...more }) =>
    termsOf([share('platform', [first], more), share('agency', [flat(second)])], { discount_funded_by, tax }),
  )
  .filter((terms) => termsFaults(terms).length === 0);
const supposed: fc.Arbitrary<SupposedTerms> = fc
  .tuple(...AGREEMENTS.map(({ slug }) => supposedTerms.map((terms) => ({ agreement: slug, terms }))))
  .chain((all) => fc.subarray(all));

const otherFilters = filters.map((all) => all.filter(({ dimension }) => dimension !== 'primary_device'));
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const amountOf = ({ parties }: SharedRevenue, party: string) => parties.find((one) => one.party === party)?.amount ?? 0;

function cutOf({ cut }: BreakEvenAnswer): BreakEvenCut {
  if (!cut) throw new Error('no cut was looked for');
  return cut;
}

describe('revenue under supposed terms', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  const offers: OfferPrices[] = [];
  const scenarios = async (request: RevenueScenariosRequestInput, agreements: readonly Agreement[] = AGREEMENTS) =>
    revenueScenariosAnswerSchema.parse(
      await answerRevenueScenarios(store.context, {
        ...revenueScenariosRequestSchema.parse(request),
        agreements,
        offers,
      }),
    );
  const breakEven = async (request: BreakEvenRequestInput, agreements: readonly Agreement[] = AGREEMENTS) =>
    breakEvenAnswerSchema.parse(
      await answerBreakEven(store.context, { ...breakEvenRequestSchema.parse(request), agreements, offers }),
    );
  async function shares(
    request: { period: typeof WHOLE; filters?: RevenueScenariosRequestInput['filters']; what_if?: SupposedTerms },
    agreements: readonly Agreement[] = AGREEMENTS,
  ) {
    const parsed = revenueShareRequestSchema.parse(request);
    return answerRevenueShare(store.context, { ...parsed, agreements, offers });
  }

  it('with unchanged terms is what it is, and each scenario what the shares are under the same terms', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(
        periods,
        otherFilters,
        fc.array(supposed, { minLength: 1, maxLength: 3 }),
        async (period, filters, others) => {
          const asked = [[], asTheyAre, ...others];
          const answer = await scenarios({
            period,
            filters,
            scenarios: asked.map((what_if, index) => ({ name: `scenario ${index}`, what_if })),
          });
          const { totals } = await shares({ period, filters });
          expect(answer.actual).toEqual(totals);
          const [nothing, unchanged, ...changed] = answer.scenarios;
          expect(nothing?.totals).toEqual(totals);
          expect(unchanged?.totals).toEqual(totals);
          expect(unchanged?.difference.parties.every(({ amount }) => amount === 0)).toBe(true);
          for (const [index, what_if] of others.entries()) {
            const scenario = changed[index];
            const alone = await shares({ period, filters, what_if });
            expect(scenario?.totals).toEqual(alone.what_if ?? alone.totals);
            const { parties, tax, unallocated } = scenario?.difference ?? { parties: [], tax: 0, unallocated: 0 };
            expect(total(parties.map(({ amount }) => amount)) + tax + unallocated).toBe(0);
            for (const { party, amount } of parties) {
              expect(amount).toBe(amountOf(scenario?.totals ?? totals, party) - amountOf(totals, party));
            }
            if (parties.some(({ amount }) => amount !== 0)) differing += 1;
          }
        },
      ),
      { numRuns: 40, seed: 91 },
    );
    expect(differing).toBeGreaterThan(15);
  });

  it('breaks even at the cut that a second computation gives, order by order, from plain SQL', async () => {
    const orders = await store.engine.store.reader.query(
      `SELECT toString(order_key) AS order, groupArrayIf(amount, stage = 'paid') AS paid, sumIf(amount, stage = 'refunded') AS refunded
      FROM events WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency = 'USD' AND day <= '2025-12-06'
      GROUP BY order HAVING countIf(stage = 'paid') > 0`,
      {},
      z.object({ order: z.string(), paid: z.array(z.int()), refunded: z.int() }),
    );
    const halfUp = (numerator: number, denominator: number) =>
      Math.floor((2 * numerator + denominator) / (2 * denominator));
    const merchant = (millionths: number) =>
      total(
        orders.map(({ paid, refunded }) => {
          const cut = total(paid.map((amount) => halfUp(amount * millionths, 1_000_000)));
          const left = total(paid) - refunded;
          return left - (refunded === 0 || total(paid) === 0 ? cut : halfUp(cut * left, total(paid)));
        }),
      );
    const what_if = [{ agreement: 'wide', terms: termsOf([share('platform', [flat('11')])]) }];
    const cut = { party: 'platform' };
    for (const target of [
      { kind: 'today' as const },
      { kind: 'amount' as const, amount_minor: merchant(123_456) },
      { kind: 'amount' as const, amount_minor: merchant(123_456) + 1 },
      { kind: 'amount' as const, amount_minor: Math.ceil(merchant(0) / 3) },
    ]) {
      const answer = await breakEven({ period: WHOLE, what_if, agreement: 'wide', cut, target }, [WIDE]);
      const { holds, fails, only, target: sought } = cutOf(answer);
      expect(only).toBe('certain');
      const [last, first] = [holds, fails].map((found) => percentMillionths(found?.percent ?? '0'));
      expect(first).toBe((last ?? 0) + 1);
      expect([holds?.amount, fails?.amount]).toEqual([merchant(last ?? 0), merchant(first ?? 0)]);
      expect(holds?.amount).toBeGreaterThanOrEqual(sought);
      expect(fails?.amount).toBeLessThan(sought);
      expect([answer.today, answer.supposed]).toEqual([merchant(50_000), merchant(110_000)]);
    }
    const nobody = await breakEven(
      { period: WHOLE, what_if, agreement: 'wide', cut, target: { kind: 'amount', amount_minor: merchant(0) + 1 } },
      [WIDE],
    );
    expect(nobody.cut).toMatchObject({ holds: null, fails: { percent: '0', amount: merchant(0) } });
  });

  it('breaks even where the shares say so, with other shares, agreements, caps and filters', async () => {
    let crossed = 0;
    await fc.assert(
      fc.asyncProperty(
        periods,
        supposedTerms,
        fc.constantFrom('wide', 'amber'),
        fc.boolean(),
        percents,
        async (period, terms, slug, own, percent) => {
          // What needs neither tax nor discount, of which nothing is known here.
          const known: Terms = { ...terms, discount_funded_by: null, tax: 'included' };
          const agencyAt = (percent: string): SupposedTerms => {
            const [first, second] = known.shares;
            const moved = { ...known, shares: [first, { ...second, terms: [flat(percent)] }] };
            return [{ agreement: slug, terms: termsSchema.parse(moved) }];
          };
          const what_if = [{ agreement: slug, terms: known }];
          const party = own ? 'agency' : 'merchant';
          const there = await shares({ period, what_if: agencyAt(percent) });
          const today = amountOf(there.totals, party);
          const amount_minor = Math.max(0, amountOf(there.what_if ?? there.totals, party));
          const cut = { party: 'agency' };
          const answer = await breakEven({
            period,
            what_if,
            agreement: slug,
            cut,
            party,
            target: { kind: 'amount', amount_minor },
          });
          expect(answer.today).toBe(today);
          const { holds, fails, reached: direction, target } = cutOf(answer);
          expect(direction).toBe(own ? 'from' : 'up_to');
          for (const [found, reached] of [
            [holds, true],
            [fails, false],
          ] as const) {
            if (found === null) continue;
            const { what_if: alone } = await shares({ period, what_if: agencyAt(found.percent) });
            expect(found.amount).toBe(alone && amountOf(alone, party));
            expect(found.amount >= target).toBe(reached);
          }
          if (!holds || !fails) return;
          crossed += 1;
          expect(Math.abs(percentMillionths(holds.percent) - percentMillionths(fails.percent))).toBe(1);
        },
      ),
      { numRuns: 30, seed: 92 },
    );
    expect(crossed).toBeGreaterThan(10);
  });

  it('takes the cost of goods off both sides of the added orders, and as a floor', async () => {
    const what_if = [{ agreement: 'wide', terms: termsOf([share('platform', [flat('9')])]) }];
    const cut = { party: 'platform' };
    const cost = { kind: 'per_order' as const, amount_minor: 700 };
    const {
      cut: found,
      volume,
      ...answer
    } = await breakEven({ period: WHOLE, what_if, agreement: 'wide', cut, cost, target: { kind: 'cost' } }, [WIDE]);
    const { totals } = await shares({ period: WHOLE }, [WIDE]);
    expect(answer.cost).toBe(totals.orders * 700);
    expect(found?.target).toBe(answer.cost);
    const without = await breakEven({ period: WHOLE, what_if, agreement: 'wide', cost }, [WIDE]);
    expect(without).toMatchObject({ cut: null, volume, today: answer.today });
    expect(volume).toMatchObject({
      orders: totals.orders,
      today: answer.today - totals.orders * 700,
      supposed: answer.supposed - totals.orders * 700,
    });
    const each = (volume?.supposed ?? 0) / totals.orders;
    const added = volume?.added_orders ?? 0;
    expect(each * (totals.orders + added)).toBeGreaterThanOrEqual(volume?.today ?? Infinity);
    expect(each * (totals.orders + added - 1)).toBeLessThan(volume?.today ?? 0);
    expect(added).toBeGreaterThan(0);
  });

  it('moves each part of the terms, and settles both ends', async () => {
    const terms = termsOf([
      share('platform', [flat('6'), perOrder(40)], { cap_minor: 60_000 }),
      share('agency', [flat('2.5')]),
    ]);
    const asked = tornadoRequestSchema.parse({
      period: WHOLE,
      what_if: [{ agreement: 'wide', terms }],
      agreement: 'wide',
    });
    const answer = tornadoAnswerSchema.parse(
      await answerTornado(store.context, { ...asked, agreements: AGREEMENTS, offers }),
    );
    const merchant = async (moved: Terms) => {
      const { what_if } = await shares({ period: WHOLE, what_if: [{ agreement: 'wide', terms: moved }] });
      return what_if ? amountOf(what_if, 'merchant') : Number.NaN;
    };
    expect(answer.base).toBe(await merchant(terms));
    const agencyAt = (percent: string) => ({
      ...terms,
      shares: terms.shares.map((one) =>
        one.party === 'agency'
          ? { ...one, terms: [{ kind: 'percentage' as const, of: 'net' as const, percent }] }
          : one,
      ),
    });
    const bar = answer.bars.find(({ part, party }) => part === 'percentage' && party?.party === 'agency');
    const [low, high] = [await merchant(agencyAt('1.5')), await merchant(agencyAt('3.5'))];
    expect(bar).toMatchObject({
      value: '2.5',
      swing: low - high,
      ends: [
        { value: '1.5', amount: low, difference: low - answer.base, comparable: true },
        { value: '3.5', amount: high, difference: high - answer.base, comparable: true },
      ],
    });
    expect(low).toBeGreaterThan(high);
    // What was paid is of no offer here, so that its tax is not known.
    const tax = answer.bars.find(({ part }) => part === 'tax');
    expect(tax).toMatchObject({ swing: 0, ends: [{ value: 'excluded', comparable: false }] });
    const swings = answer.bars.map(({ swing }) => swing);
    expect(swings).toEqual(swings.toSorted((one, other) => other - one));
    for (const { swing, ends } of answer.bars) {
      const differences = [0, ...ends.flatMap(({ comparable, difference }) => (comparable ? [difference] : []))];
      expect(swing).toBe(Math.max(...differences) - Math.min(...differences));
    }
  });

  it.each([
    ['terms that are not supposed', { agreement: 'amber' }, 'agreement'],
    ['a cut of a stranger', { cut: { party: 'bank' } }, 'cut.party'],
    ['a cut that is no percentage', { cut: { party: 'platform', term: 1 } }, 'cut.term'],
    ['the result of a stranger', { party: 'bank' }, 'party'],
    ['the result of somebody whom the cut does not touch', { party: 'agency' }, 'party'],
    ['the cost of goods as a target without one', { target: { kind: 'cost' } }, 'cost'],
    [
      'a part of list prices that are not known',
      { target: { kind: 'cost' }, cost: { kind: 'of_list_price', percent: '40' } },
      'cost',
    ],
  ])('refuses %s', async (_, asked, path) => {
    const terms = termsOf([share('platform', [flat('9'), perOrder(5)]), share('agency', [flat('1')])]);
    const request = {
      period: WHOLE,
      what_if: [{ agreement: 'wide', terms }],
      agreement: 'wide',
      cut: { party: 'platform' },
      ...asked,
    } as BreakEvenRequestInput;
    await expect(breakEven(request)).rejects.toMatchObject({ code: 'forbidden_combination', path });
  });
});
