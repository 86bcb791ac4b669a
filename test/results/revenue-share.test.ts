import { answerRevenueShare } from '@syncline/api/query/analysis/revenue-share';
import type { QueryContext } from '@syncline/api/query/context';
import { answerQuery } from '@syncline/api/query/run';
import type { OfferPrices } from '@syncline/api/settlement/known';
import { settle } from '@syncline/api/settlement/settle';
import type { Agreement } from '@syncline/shared/agreements';
import { querySchema } from '@syncline/shared/query';
import {
  type RevenueShareAnswer,
  revenueShareAnswerSchema,
  type RevenueShareRequestInput,
  revenueShareRequestSchema,
  SHARE_BREAKDOWNS,
  type SharedRevenue,
} from '@syncline/shared/revenue-share';
import { daysOf } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filters, periods } from './query/arbitraries.ts';
import { AGREEMENTS, PLAIN, WIDE } from './query/share-agreements.ts';
import { type GeneratedStore, startGeneratedStore, startedKeeper } from './query/store.ts';

const movementSchema = z.object({
  id: z.string(),
  order: z.string(),
  at: z.int(),
  day: z.string(),
  kind: z.enum(['paid', 'refunded']),
  amount: z.int(),
  currency: z.string(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  tax: z.null(),
  discount: z.null(),
  fees: z.null(),
});

const WHOLE = { from: '2025-10-20', to: '2025-12-06' };
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const given = ({ parties, tax, unallocated }: SharedRevenue) =>
  total(parties.map(({ amount }) => amount)) + tax + total(unallocated.map(({ amount }) => amount));
const otherFilters = filters.map((all) => all.filter(({ dimension }) => dimension !== 'primary_device'));

/** What an answer says but for when it was asked. */
const sharesOf = (answer: RevenueShareAnswer['within']) =>
  answer && {
    ...pick(answer, 'totals', 'groups', 'agreements', 'guaranteed_months'),
    ...pick(answer.meta, 'period', 'open_days', 'tier', 'warnings', 'method'),
  };

function pick<Whole extends object, Key extends keyof Whole>(whole: Whole, ...keys: Key[]): Pick<Whole, Key> {
  return Object.fromEntries(keys.map((key) => [key, whole[key]])) as Pick<Whole, Key>;
}

describe('shares of revenue', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  async function ask(
    request: RevenueShareRequestInput,
    agreements: readonly Agreement[] = AGREEMENTS,
    offers: readonly OfferPrices[] = [],
  ) {
    const question = { ...revenueShareRequestSchema.parse(request), agreements, offers };
    return revenueShareAnswerSchema.parse(await answerRevenueShare(store.context, question));
  }

  it('add up to the net revenue of a question, under any filter and breakdown', async () => {
    let shared = 0;
    let nobody = 0;
    await fc.assert(
      fc.asyncProperty(periods, otherFilters, fc.constantFrom(...SHARE_BREAKDOWNS), async (period, filters, by) => {
        const answer = await ask({ period, filters, by });
        const dimension = by === 'month' ? 'time:month' : by;
        const { totals, rows } = await answerQuery(
          store.context,
          querySchema.parse({
            period,
            filters,
            metrics: ['gross_revenue', 'refunds', 'net_revenue'],
            dimensions: [dimension],
            limit: 1000,
          }),
        );
        const { gross_revenue, refunds, net_revenue } = answer.totals;
        expect({ gross_revenue, refunds, net_revenue }).toEqual(totals.metrics);
        expect(given(answer.totals)).toBe(net_revenue);
        const byValue = new Map(rows.map(({ dimensions, metrics }) => [String(dimensions[dimension]), metrics]));
        for (const { value, ...group } of answer.groups) {
          expect(given(group)).toBe(group.net_revenue);
          const metrics = byValue.get(by === 'month' ? `${value}-01` : value);
          expect(group.net_revenue).toBe(metrics?.net_revenue ?? 0);
        }
        for (const party of answer.totals.parties) {
          expect(party.amount).toBe(party.earned - party.returned + party.guaranteed);
          const inGroups = answer.groups.flatMap(({ parties }) => parties.filter((one) => one.party === party.party));
          expect(total(inGroups.map(({ amount }) => amount))).toBe(party.amount);
        }
        shared += answer.totals.parties.length;
        nobody += answer.totals.unallocated.length;
      }),
      { numRuns: 80, seed: 71 },
    );
    expect(Math.min(shared, nobody)).toBeGreaterThan(20);
  });

  it('are those of every movement settled on its own, whatever is read and settled together', async () => {
    const rows = await store.engine.store.reader.query(
      `SELECT toString(id_hash) AS id, toString(order_key) AS order, toUnixTimestamp64Milli(at) AS at, toString(day) AS day,
        toString(stage) AS kind, amount, currency, brand, campaign, offer, NULL AS tax, NULL AS discount, NULL AS fees
      FROM (SELECT * FROM events WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency = 'USD')`,
      {},
      movementSchema,
    );
    const ways = { together: 0, singly: 0 };
    await fc.assert(
      fc.asyncProperty(
        periods,
        fc.constantFrom(...SHARE_BREAKDOWNS),
        fc.constantFrom(AGREEMENTS, [WIDE], PLAIN),
        fc.constantFrom(undefined, 500),
        async (period, by, agreements, maxResultRows) => {
          const { reader } = store.context;
          let way: keyof typeof ways = 'together';
          const inPieces: QueryContext['reader'] = {
            query: (sql, parameters, row, options) => {
              if (sql.includes(' AS at_ms')) way = 'singly';
              return reader.query(sql, parameters, row, { ...options, ...(maxResultRows && { maxResultRows }) });
            },
          };
          const question = { ...revenueShareRequestSchema.parse({ period, by }), agreements, offers: [] };
          const answer = await answerRevenueShare({ ...store.context, reader: inPieces }, question);
          const until = rows.filter(({ day }) => day <= period.to);
          const { entries, guarantees } = settle(agreements, until, answer.guaranteed_months);
          const counted = entries.filter(({ movement: { day } }) => day >= period.from);
          const distinct = (some: typeof entries) => new Set(some.map(({ movement }) => movement.order)).size;
          for (const { value, ...group } of [...answer.groups, { ...answer.totals, value: null }]) {
            const valueOf = ({ movement }: (typeof entries)[number]) =>
              by === 'month' ? movement.day.slice(0, 7) : movement[by];
            const own = counted.filter((entry) => value === null || valueOf(entry) === value);
            const payments = own.filter(({ movement: { kind } }) => kind === 'paid');
            expect(group.orders).toBe(distinct(payments));
            expect(group.gross_revenue).toBe(total(payments.map(({ movement: { amount } }) => amount)));
            for (const { party, earned, returned } of group.parties) {
              const of = (some: typeof entries) =>
                total(
                  some.map(({ applied, amounts }) => {
                    const index = applied?.parties.findIndex((one) => one.party === party) ?? -1;
                    return amounts[index] ?? 0;
                  }),
                );
              expect(earned).toBe(of(payments));
              expect(returned).toBe(0 - of(own.filter(({ movement: { kind } }) => kind === 'refunded')));
            }
            for (const { reason, orders, amount } of group.unallocated) {
              const nobodys = own.filter((entry) => entry.reason === reason);
              expect(orders).toBe(distinct(nobodys));
              expect(amount).toBe(total(nobodys.map(({ unallocated }) => unallocated)));
            }
          }
          const guaranteed = answer.totals.parties.map((one) => one.guaranteed);
          expect(total(guaranteed)).toBe(0);
          expect(total(guaranteed.map(Math.abs))).toBe(
            total(guarantees.flatMap(({ amounts }) => amounts.map(Math.abs))),
          );
          for (const { slug, version, orders } of answer.agreements) {
            const under = counted.filter(
              ({ applied }) => applied?.agreement.slug === slug && applied.version === version,
            );
            expect(orders).toBe(distinct(under));
          }
          if (counted.length > 20) ways[way] += 1;
        },
      ),
      { numRuns: 40, seed: 73 },
    );
    expect(Math.min(ways.together, ways.singly)).toBeGreaterThan(3);
  });

  it('of days within a period are those of these days asked alone, though months are looked at from before them', async () => {
    const ways = { together: 0, singly: 0 };
    await fc.assert(
      fc.asyncProperty(
        periods.filter(({ from, to }) => from < to),
        fc.tuple(fc.nat(60), fc.nat(60)),
        fc.option(fc.constantFrom(...SHARE_BREAKDOWNS), { nil: undefined }),
        fc.constantFrom(AGREEMENTS, [WIDE], PLAIN),
        fc.tuple(fc.boolean(), otherFilters).map(([some, all]) => (some ? all : [])),
        async (period, [skip, length], by, agreements, filters) => {
          const days = daysOf(period);
          const first = skip % days.length;
          const [from = '', to = from] = [days[first], days[Math.min(first + length, days.length - 1)]];
          const within = { from, to };
          let way: keyof typeof ways = 'together';
          const { reader } = store.context;
          const watched: QueryContext['reader'] = {
            query: (sql, ...rest) => {
              if (sql.includes(' AS at_ms')) way = 'singly';
              return reader.query(sql, ...rest);
            },
          };
          const parsed = revenueShareRequestSchema.parse({ period, within, by, filters });
          const question = { ...parsed, agreements, offers: [] };
          const both = revenueShareAnswerSchema.parse(
            await answerRevenueShare({ ...store.context, reader: watched }, question),
          );
          const alone = await ask({ period: within, by, filters }, agreements);
          const whole = await ask({ period, by, filters }, agreements);
          expect(sharesOf(both.within)).toEqual(sharesOf(alone));
          expect(sharesOf(both)).toEqual(sharesOf(whole));
          if (alone.totals.orders > 0 && (from > period.from || to < period.to)) ways[way] += 1;
        },
      ),
      { numRuns: 25, seed: 79 },
    );
    expect(Math.min(ways.together, ways.singly)).toBeGreaterThan(2);
  });

  it('tell once what waits to be counted, of the whole answer', async () => {
    const parsed = revenueShareRequestSchema.parse({ period: WHOLE, within: { from: WHOLE.from, to: WHOLE.from } });
    const waiting = { ...store.context, backlogEvents: () => 3 };
    const answer = await answerRevenueShare(waiting, { ...parsed, agreements: [], offers: [] });
    const codes = (meta: { warnings: readonly { code: string }[] } | undefined) =>
      meta?.warnings.map(({ code }) => code);
    expect(codes(answer.meta)).toContain('backlog');
    expect(answer.within?.meta.warnings).toBeDefined();
    expect(codes(answer.within?.meta)).not.toContain('backlog');
  });

  it('of days that are not within the period are refused, by field', async () => {
    const asked = ask({ period: WHOLE, within: { from: WHOLE.from, to: '2025-12-07' } });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_period', path: 'within' });
  });

  it('of two periods side by side add up to those of both, though tiers and caps go by the month', async () => {
    const both = await ask({ period: WHOLE });
    for (const day of ['2025-10-31', '2025-11-14', '2025-11-19']) {
      const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      const halves = [
        await ask({ period: { from: WHOLE.from, to: day } }),
        await ask({ period: { from: next, to: WHOLE.to } }),
      ];
      for (const { party, amount } of both.totals.parties) {
        const of = halves.flatMap(({ totals }) => totals.parties.filter((one) => one.party === party));
        expect(total(of.map((half) => half.amount))).toBe(amount);
      }
    }
  });

  it('are what the terms say, order by order, by plain SQL and a second computation', async () => {
    const { totals } = await ask({ period: WHOLE }, [WIDE]);
    const orders = await store.engine.store.reader.query(
      `SELECT toString(order_key) AS order, sumIf(amount, stage = 'paid') AS paid, sumIf(amount, stage = 'refunded') AS refunded,
        sumIf(intDiv(amount * 5 + 50, 100), stage = 'paid') AS earned
      FROM events WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency = 'USD' AND day <= '2025-12-06'
      GROUP BY order HAVING countIf(stage = 'paid') > 0`,
      {},
      z.object({ order: z.string(), paid: z.int(), refunded: z.int(), earned: z.int() }),
    );
    // Of two parts of a unit the larger gets it, of equal ones the first: half up.
    const halfUp = (numerator: number, denominator: number) =>
      Math.floor((2 * numerator + denominator) / (2 * denominator));
    const expected = orders.map(({ paid, refunded, earned }) => {
      if (refunded === 0) return earned;
      return paid === 0 ? 0 : halfUp(earned * (paid - refunded), paid);
    });
    expect(totals.orders).toBe(orders.length);
    expect(totals.parties.find(({ party }) => party === 'platform')?.amount).toBe(total(expected));
    expect(totals.unallocated.map(({ reason }) => reason)).toEqual(['payment_not_known']);
  });

  it('under terms as they are, are what they are', async () => {
    const period = WHOLE;
    const [amber] = AGREEMENTS;
    const first = amber?.versions.slice(0, 1) ?? [];
    const once = AGREEMENTS.map((one) => (one.slug === 'amber' ? { ...one, versions: first } : one));
    const what_if = once.flatMap(({ slug, versions: [only] }) =>
      only ? [{ agreement: slug, terms: only.terms }] : [],
    );
    const later = amber?.versions[1];
    if (!later) throw new Error('the agreement has no later version');
    const answer = await ask({ period, what_if }, once);
    expect(answer.what_if).toEqual(answer.totals);
    expect(what_if).toHaveLength(AGREEMENTS.length);
    const other = await ask({ period, what_if: [{ agreement: 'amber', terms: later.terms }] }, once);
    expect(other.totals).toEqual(answer.totals);
    expect(other.what_if?.net_revenue).toBe(answer.totals.net_revenue);
    expect(other.what_if).not.toEqual(answer.totals);
    expect(given(other.what_if ?? answer.totals)).toBe(answer.totals.net_revenue);

    // Of several versions one can be supposed alone, each by its own terms.
    const versions = amber?.versions ?? [];
    for (const { version, terms } of versions) {
      const same = await ask({ period, what_if: [{ agreement: 'amber', version, terms }] });
      expect(same.what_if).toEqual(same.totals);
    }
    const [earlier] = versions;
    if (!earlier) throw new Error('the agreement has no version');
    const alone = await ask({ period, what_if: [{ agreement: 'amber', version: 2, terms: earlier.terms }] });
    expect(alone.what_if).toEqual((await ask({ period }, once)).totals);
  });

  it('are the same from payments kept ready', async () => {
    const keeper = await startedKeeper(store.engine);
    const from = (context: QueryContext, request: RevenueShareRequestInput) =>
      answerRevenueShare(context, { ...revenueShareRequestSchema.parse(request), agreements: AGREEMENTS, offers: [] });
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(periods, otherFilters, fc.constantFrom(...SHARE_BREAKDOWNS), async (period, filters, by) => {
        const { meta, ...answer } = await from({ ...store.context, cells: keeper }, { period, filters, by });
        const { meta: _, ...raw } = await from(store.context, { period, filters, by, tier: 'raw' });
        expect(answer).toEqual(raw);
        if (meta.tier === 'intervals') kept += 1;
      }),
      { numRuns: 40, seed: 72 },
    );
    await keeper.close();
    expect(kept).toBeGreaterThan(15);
  });

  it('are nobody’s without an agreement', async () => {
    const { totals, agreements, meta } = await ask({ period: WHOLE }, []);
    expect(totals.parties).toEqual([]);
    expect(totals.unallocated).toEqual([
      { reason: 'no_agreement', orders: expect.any(Number), amount: expect.any(Number) },
      { reason: 'payment_not_known', orders: expect.any(Number), amount: expect.any(Number) },
    ]);
    expect(agreements).toEqual([]);
    expect(meta.warnings.map(({ code }) => code)).toContain('unallocated');
  });

  it('are refused by primary device', async () => {
    const request = {
      period: WHOLE,
      filters: [{ dimension: 'primary_device' as const, op: 'is' as const, values: ['mobile'] }],
    };
    await expect(ask(request)).rejects.toMatchObject({ code: 'forbidden_combination', path: 'filters[0].dimension' });
  });
});
