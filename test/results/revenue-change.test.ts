import { answerRevenueChange, withComparison } from '@syncline/api/query/analysis/revenue-change';
import type { QueryContext } from '@syncline/api/query/context';
import { answerQuery } from '@syncline/api/query/run';
import { type Filter, querySchema } from '@syncline/shared/query';
import {
  CHANGE_BREAKDOWNS,
  CHANGE_PARTS,
  type ChangePart,
  changeComparedWith,
  type RevenueChange,
  revenueChangeAnswerSchema,
  type RevenueChangeRequestInput,
  revenueChangeRequestSchema,
} from '@syncline/shared/revenue-change';
import { type Period, resolveComparison } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { comparisons, filters, periods } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore, startedKeeper } from './query/store.ts';
import { CURRENCY } from './query/world.ts';

const FIRST = { from: '2025-10-20', to: '2025-11-12' };
const SECOND = { from: '2025-11-13', to: '2025-12-06' };
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const otherFilters = filters.map((all) => all.filter(({ dimension }) => dimension !== 'primary_device'));

interface Sums {
  orders: number;
  gross: number;
  refunds: number;
}

/** The parts of every offer of every campaign in floating point, from every stored event: by average price, as they are told in words. */
function slowly(store: GeneratedStore, [before, now]: [Period, Period], filters: readonly Filter[]) {
  const sold = (period: Period) => {
    const things = new Map<string, Sums & { paid: Set<string> }>();
    const { events } = store.oracle.scope({ filters: [...filters], primary_device_threshold: 0.6 }, period);
    for (const { kind, stage, currency, campaign, offer, amount, order } of events) {
      if (kind !== 'purchase' || currency !== CURRENCY || (stage !== 'paid' && stage !== 'refunded')) continue;
      const key = `${campaign}\n${offer}`;
      const sums = things.get(key) ?? { orders: 0, gross: 0, refunds: 0, paid: new Set<string>() };
      things.set(key, sums);
      if (stage === 'refunded') sums.refunds += amount;
      else {
        sums.gross += amount;
        sums.paid.add(order);
        sums.orders = sums.paid.size;
      }
    }
    return things;
  };
  const [then, today] = [sold(before), sold(now)];
  const none: Sums = { orders: 0, gross: 0, refunds: 0 };
  const things = [...new Set([...then.keys(), ...today.keys()])].map((key) => {
    const [campaign = '', offer = ''] = key.split('\n');
    return { campaign, offer, before: then.get(key) ?? none, now: today.get(key) ?? none };
  });
  const both = things.filter((thing) => thing.before.orders > 0 && thing.now.orders > 0);
  const orders = total(both.map((thing) => thing.before.orders));
  const growth = total(both.map((thing) => thing.now.orders)) / orders;
  return things.map((thing) => {
    const parts: Record<ChangePart, number> = {
      volume: 0,
      price: 0,
      mix: 0,
      new: 0,
      ended: 0,
      refunds: thing.before.refunds - thing.now.refunds,
    };
    if (both.includes(thing)) {
      const [oldPrice, price] = [thing.before.gross / thing.before.orders, thing.now.gross / thing.now.orders];
      // As many as before, grown like everything: what is sold beside that is mix.
      const expected = thing.before.orders * growth;
      parts.volume = (expected - thing.before.orders) * oldPrice;
      parts.mix = (thing.now.orders - expected) * oldPrice;
      parts.price = (price - oldPrice) * thing.now.orders;
    } else {
      parts.new = thing.now.gross;
      parts.ended = -thing.before.gross;
    }
    return { ...thing, parts };
  });
}

function expectAddsUp({ before, now, difference, parts }: RevenueChange): void {
  for (const one of [before, now]) expect(one.net_revenue).toBe(one.gross_revenue - one.refunds);
  expect(difference).toBe(now.net_revenue - before.net_revenue);
  expect(total(CHANGE_PARTS.map((part) => parts[part]))).toBe(difference);
}

describe('changes of revenue', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  async function ask(request: RevenueChangeRequestInput, context: QueryContext = store.context) {
    const question = withComparison(revenueChangeRequestSchema.parse(request));
    return revenueChangeAnswerSchema.parse(await answerRevenueChange(context, question));
  }

  it('start and end at the figures of a question, and add up in total, by part and by group', async () => {
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(
        periods,
        comparisons,
        otherFilters,
        fc.constantFrom(...CHANGE_BREAKDOWNS),
        async (period, compare, filters, by) => {
          const answer = await ask({ period, filters, by, ...(compare ? { compare } : {}) });
          const comparison = answer.meta.comparison_period ?? period;
          expect(comparison).toEqual(compare ? resolveComparison(period, compare) : changeComparedWith(period));
          const metrics = ['gross_revenue', 'refunds', 'net_revenue'];
          const { totals } = await answerQuery(
            store.context,
            querySchema.parse({ period, compare: comparison, filters, metrics }),
          );
          expect(answer.totals.now).toMatchObject(totals.metrics);
          expect(answer.totals.before).toMatchObject(totals.comparison ?? {});
          for (const change of [answer.totals, ...answer.groups]) expectAddsUp(change);
          for (const part of CHANGE_PARTS) {
            expect(total(answer.groups.map(({ parts }) => parts[part]))).toBe(answer.totals.parts[part]);
          }
          if (answer.totals.difference !== 0) moved += 1;
        },
      ),
      { numRuns: 80, seed: 81 },
    );
    expect(moved).toBeGreaterThan(30);
  });

  it('are what a second computation over every stored event finds, in each group', async () => {
    const seen = new Set<ChangePart>();
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(periods, periods),
        otherFilters,
        fc.constantFrom(...CHANGE_BREAKDOWNS),
        async ([before, now], filters, by) => {
          const answer = await ask({ period: now, compare: before, filters, by });
          const things = slowly(store, [before, now], filters);
          const values = new Set(things.map((thing) => thing[by]));
          expect(new Set(answer.groups.map(({ value }) => value))).toEqual(values);
          for (const { value, parts, ...group } of answer.groups) {
            const own = things.filter((thing) => thing[by] === value);
            expect(group.now.orders).toBe(total(own.map((thing) => thing.now.orders)));
            expect(group.before.orders).toBe(total(own.map((thing) => thing.before.orders)));
            for (const part of CHANGE_PARTS) {
              const exact = total(own.map((thing) => thing.parts[part]));
              // Whole minor units: each thing is less than one off.
              expect(Math.abs(parts[part] - exact)).toBeLessThan(own.length + 1e-3);
              if (parts[part] !== 0) seen.add(part);
            }
            for (const part of ['new', 'ended', 'refunds'] as const) {
              expect(parts[part]).toBeCloseTo(total(own.map((thing) => thing.parts[part])), 6);
            }
          }
        },
      ),
      { numRuns: 60, seed: 82 },
    );
    expect(seen).toEqual(new Set(CHANGE_PARTS));
  });

  it('have the total taken back when the periods are swapped', async () => {
    const there = await ask({ period: SECOND, compare: FIRST });
    const back = await ask({ period: FIRST, compare: SECOND });
    expect(there.totals.difference).not.toBe(0);
    expect(back.totals.difference).toBe(0 - there.totals.difference);
    expect(back.totals.now).toEqual(there.totals.before);
    expect(back.totals.parts.refunds).toBe(0 - there.totals.parts.refunds);
  });

  it('count orders and money of a campaign as plain SQL does', async () => {
    const { groups } = await ask({ period: SECOND, compare: FIRST });
    const plain = (period: Period) =>
      store.engine.store.reader.query(
        `SELECT campaign, COUNT(DISTINCT offer, order_key) AS orders, SUM(amount) AS gross FROM events
        WHERE kind = 'purchase' AND stage = 'paid' AND currency = 'USD' AND day >= '${period.from}' AND day <= '${period.to}'
        GROUP BY campaign`,
        {},
        z.object({ campaign: z.string(), orders: z.int(), gross: z.int() }),
      );
    const [now, before] = [await plain(SECOND), await plain(FIRST)];
    expect(now.length).toBeGreaterThan(2);
    for (const group of groups) {
      const of = (rows: typeof now) => rows.find(({ campaign }) => campaign === group.value) ?? { orders: 0, gross: 0 };
      expect(group.now).toMatchObject({ orders: of(now).orders, gross_revenue: of(now).gross });
      expect(group.before).toMatchObject({ orders: of(before).orders, gross_revenue: of(before).gross });
    }
  });

  it('are the same from payments kept ready', async () => {
    const keeper = await startedKeeper(store.engine);
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(periods, otherFilters, async (period, filters) => {
        const { meta, ...answer } = await ask({ period, filters }, { ...store.context, cells: keeper });
        const { meta: _, ...raw } = await ask({ period, filters, tier: 'raw' });
        expect(answer).toEqual(raw);
        if (meta.tier === 'intervals') kept += 1;
      }),
      { numRuns: 40, seed: 83 },
    );
    await keeper.close();
    expect(kept).toBeGreaterThan(15);
  });

  it('are refused by primary device', async () => {
    const filters = [{ dimension: 'primary_device' as const, op: 'is' as const, values: ['mobile'] }];
    await expect(ask({ period: SECOND, filters })).rejects.toMatchObject({
      code: 'forbidden_combination',
      path: 'filters[0].dimension',
    });
  });

  it('say so where nothing was sold', async () => {
    const { totals, groups, meta } = await ask({ period: { from: '2020-01-01', to: '2020-01-31' } });
    expect(totals).toMatchObject({ difference: 0, now: { orders: 0, net_revenue: 0 } });
    expect(groups).toEqual([]);
    expect(meta.comparison_period).toEqual({ from: '2019-12-01', to: '2019-12-31' });
    expect(meta.warnings.map(({ code }) => code)).toContain('no_data');
  });
});
