import { answerTimeToPurchase } from '@syncline/api/query/analysis/time-to-purchase';
import type { QueryContext } from '@syncline/api/query/context';
import { answerQuery } from '@syncline/api/query/run';
import {
  querySchema,
  type TimeToPurchaseAnswer,
  timeToPurchaseAnswerSchema,
  timeToPurchaseRequestSchema,
} from '@syncline/shared/query';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters, periods, thresholds } from './query/arbitraries.ts';
import type { Condition } from './query/oracle.ts';
import { expectedSoldOut, expectedTimes } from './query/purchase-sql.ts';
import {
  PURCHASE_CAMPAIGNS,
  PURCHASE_NOW,
  PURCHASE_OFFERS,
  purchaseEvents,
  purchasePeriods,
  purchaseWorlds,
} from './query/purchase-world.ts';
import { contextOf, type GeneratedStore, startGeneratedStore } from './query/store.ts';
import { insertWorld } from './query/world.ts';

const WORLDS = 120;

/** The figures of an answer as the hand-written statements have them. */
function figuresOf(answer: TimeToPurchaseAnswer) {
  const {
    meta: _,
    sold_out_at: __,
    deadline_seconds: ___,
    confirm_rate,
    minutes,
    confirm_to_paid,
    lost,
    ...rest
  } = answer;
  const { share, ...paidAfter } = confirm_to_paid;
  return {
    ...rest,
    rate: [confirm_rate.numerator, confirm_rate.base],
    minutes: minutes.map(({ orders }) => orders),
    confirm_to_paid: paidAfter,
    paid: [share.numerator, share.base],
    lost: lost.orders,
    reasons: Object.fromEntries(lost.reasons.flatMap(({ loss, orders }) => (orders > 0 ? [[loss, orders]] : []))),
  };
}

describe('time to purchase at the edges of minutes, windows and days', () => {
  let engine: TestEngine;
  let context: QueryContext;
  beforeAll(async () => {
    engine = await startTestEngine();
    context = { ...contextOf(engine), clock: { now: () => PURCHASE_NOW } };
    const worlds = fc.sample(purchaseWorlds, { numRuns: WORLDS, seed: 41 });
    await insertWorld(
      engine.store.writer,
      worlds.flatMap((world, number) => purchaseEvents(world, number)),
    );
  });
  afterAll(() => engine.stop());

  const more: fc.Arbitrary<Condition[]> = fc.subarray<Condition>(
    [
      { dimension: 'campaign', op: 'is', values: PURCHASE_CAMPAIGNS.slice(0, 1) },
      { dimension: 'offer', op: 'is_not', values: PURCHASE_OFFERS.slice(0, 1) },
      { dimension: 'device', op: 'is', values: ['mobile'] },
    ],
    { maxLength: 1 },
  );

  it('is what hand-written plain SQL says, world by world', { timeout: 300_000 }, async () => {
    const seen = { open: 0, late: 0, paid: 0, lost: 0, told: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(WORLDS - 1), purchasePeriods, more, async (number, period, others) => {
        const network: Condition = { dimension: 'network', op: 'is', values: [`world-${number}`] };
        const asked = { period, filters: [network, ...others] };
        const answer = timeToPurchaseAnswerSchema.parse(
          await answerTimeToPurchase(context, timeToPurchaseRequestSchema.parse(asked)),
        );
        expect(figuresOf(answer)).toEqual(await expectedTimes(engine.store.reader, asked, PURCHASE_NOW));
        seen.open += answer.open.orders;
        seen.late += answer.late;
        seen.paid += answer.confirm_to_paid.share.numerator;
        seen.lost += answer.lost.orders;
        seen.told += answer.earned_reach.posts_told;
      }),
      { numRuns: 150, seed: 42, endOnFailure: false },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  it('is what it says of all worlds together', async () => {
    for (const campaign of PURCHASE_CAMPAIGNS) {
      const period = { from: '2025-10-30', to: '2025-11-05' };
      const asked = { period, filters: [{ dimension: 'campaign' as const, op: 'is' as const, values: [campaign] }] };
      const answer = await answerTimeToPurchase(context, timeToPurchaseRequestSchema.parse(asked));
      const { earned_reach: _, ...expected } = await expectedTimes(engine.store.reader, asked, PURCHASE_NOW);
      expect(figuresOf(answer)).toMatchObject(expected);
    }
  });

  it('says of one offer when it was sold out', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(WORLDS - 1),
        purchasePeriods,
        fc.constantFrom('cup', 'lamp'),
        async (number, period, offer) => {
          const named = { dimension: 'offer' as const, op: 'is' as const, values: [offer] };
          const network = { dimension: 'network' as const, op: 'is' as const, values: [`world-${number}`] };
          const answer = await answerTimeToPurchase(
            context,
            timeToPurchaseRequestSchema.parse({ period, filters: [network, named] }),
          );
          const first = await expectedSoldOut(engine.store.reader, period, `world-${number}`, offer);
          if (first !== null) found += 1;
          expect(answer.sold_out_at).toBe(first);
        },
      ),
      { numRuns: 100, seed: 43, endOnFailure: false },
    );
    expect(found).toBeGreaterThan(10);
    const period = { from: '2025-10-30', to: '2025-11-05' };
    for (const values of [['cup', 'lamp'], ['']]) {
      const filters = [{ dimension: 'offer' as const, op: 'is' as const, values }];
      const answer = await answerTimeToPurchase(context, timeToPurchaseRequestSchema.parse({ period, filters }));
      expect(answer.sold_out_at).toBeNull();
    }
  });
});

describe('time to purchase beside the questions', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('counts the same triggers, confirmations and lost demand, under any filter', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, thresholds, async (period, filters, primary_device_threshold) => {
        const scope = { period, filters, primary_device_threshold };
        const metrics = ['triggers', 'confirmations', 'lost_triggers'] as const;
        const [answer, { totals }] = await Promise.all([
          answerTimeToPurchase(store.context, timeToPurchaseRequestSchema.parse(scope)),
          answerQuery(store.context, querySchema.parse({ ...scope, metrics: [...metrics] })),
        ]);
        const { triggered, confirmed, late, never, open, minutes, lost } = answer;
        expect({ triggers: triggered, confirmations: confirmed, lost_triggers: lost.orders }).toEqual(totals.metrics);
        expect(confirmed + late + never + open.orders).toBe(triggered);
        expect(minutes.at(-1)?.confirmed_by).toBe(confirmed);
        expect(lost.reasons.reduce((sum, { orders }) => sum + orders, 0)).toBe(lost.orders);
      }),
      { numRuns: 100, seed: 44, endOnFailure: false },
    );
  });

  it('is read from the log alone', async () => {
    const request = timeToPurchaseRequestSchema.parse({ period: { from: '2025-11-01', to: '2025-11-02' } });
    expect((await answerTimeToPurchase(store.context, request)).meta.tier).toBe('raw');
    await expect(answerTimeToPurchase(store.context, { ...request, tier: 'intervals' })).rejects.toMatchObject({
      code: 'forbidden_combination',
    });
  });
});
