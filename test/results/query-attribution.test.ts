import { answerAttribution } from '@syncline/api/query/analysis/attribution';
import { answerQuery } from '@syncline/api/query/run';
import { attributionAnswerSchema, attributionRequestSchema, type Filter, querySchema } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { attributionWindows as windows, filters, periods, thresholds } from './query/arbitraries.ts';
import { creditedFigures, expectedAttribution } from './query/attribution-oracle.ts';
import { Oracle, type Stored } from './query/oracle.ts';
import { contextOf, type GeneratedStore, startGeneratedStore, storedEvents } from './query/store.ts';
import { networkOf, TOUCH_CAMPAIGNS, TOUCH_DAYS, touchEvents, touchWorlds } from './query/touch-world.ts';
import { insertWorld } from './query/world.ts';

describe('attribution against a second implementation', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('credits every paid order of the generated world as plain loops do', async () => {
    const requests = fc
      .record({ period: periods, filters, primary_device_threshold: thresholds, windows })
      .map(({ windows, ...scope }) => attributionRequestSchema.parse({ ...scope, ...windows }));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = attributionAnswerSchema.parse(await answerAttribution(store.context, request));
        expect(creditedFigures(answer)).toEqual(expectedAttribution(store.oracle, store.events, request));
      }),
      { numRuns: 120, seed: 21, endOnFailure: false },
    );
  });

  it('adds up to the purchases, buyers and money of the question without attribution', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, windows, async (period, filters, windows) => {
        const metrics = ['purchases', 'buyers', 'gross_revenue'] as const;
        const [{ totals, campaigns, unattributed, meta }, plain] = await Promise.all([
          answerAttribution(store.context, attributionRequestSchema.parse({ period, filters, ...windows })),
          answerQuery(store.context, querySchema.parse({ period, filters, metrics: [...metrics] })),
        ]);
        expect(totals).toEqual(plain.totals.metrics);
        const parts = [...campaigns, unattributed];
        expect(sum(parts.map((part) => part.purchases))).toBe(totals.purchases);
        expect(sum(parts.map((part) => part.gross_revenue))).toBe(totals.gross_revenue);
        const others = (warnings: typeof meta.warnings) => warnings.find(({ code }) => code === 'other_currencies');
        expect(others(meta.warnings)?.message).toBe(others(plain.meta.warnings)?.message);
      }),
      { numRuns: 60, seed: 22, endOnFailure: false },
    );
  });
});

describe('attribution at the edges of windows', () => {
  const WORLDS = 150;
  let engine: TestEngine;
  let events: Stored[];
  beforeAll(async () => {
    engine = await startTestEngine();
    const rows = fc.sample(touchWorlds, { numRuns: WORLDS, seed: 23 }).flatMap(touchEvents);
    await insertWorld(engine.store.writer, rows);
    events = await storedEvents(engine);
  });
  afterAll(() => engine.stop());

  it('credits touches of the same instant, a window old, or a millisecond off, as plain loops do', async () => {
    const days = fc.tuple(fc.nat(112), fc.nat(112)).map(([a, b]) => ({
      from: addDays(TOUCH_DAYS.from, Math.min(a, b)),
      to: addDays(TOUCH_DAYS.from, Math.max(a, b)),
    }));
    const scope = fc.record({
      period: fc.oneof(fc.constant(TOUCH_DAYS), days),
      campaigns: fc.option(fc.subarray(['', ...TOUCH_CAMPAIGNS], { minLength: 1 }), { nil: undefined, freq: 1 }),
      windows,
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(WORLDS - 1), scope, async (world, { period, campaigns, windows }) => {
        const network = networkOf(world);
        const own = events.filter((event) => event.network === network);
        const filters: Filter[] = [
          { dimension: 'network', op: 'is', values: [network] },
          ...(campaigns ? [{ dimension: 'campaign' as const, op: 'is' as const, values: campaigns }] : []),
        ];
        const request = attributionRequestSchema.parse({ period, filters, ...windows });
        const answer = await answerAttribution(contextOf(engine), request);
        expect(creditedFigures(answer)).toEqual(expectedAttribution(new Oracle(own), own, request));
      }),
      { numRuns: 100, seed: 24, endOnFailure: false },
    );
  });

  it('credits them so over all worlds at once', async () => {
    await fc.assert(
      fc.asyncProperty(windows, async (windows) => {
        const request = attributionRequestSchema.parse({ period: TOUCH_DAYS, ...windows });
        const answer = await answerAttribution(contextOf(engine), request);
        expect(creditedFigures(answer)).toEqual(expectedAttribution(new Oracle(events), events, request));
        const by = (basis: 'by_engagement' | 'by_view') => sum(answer.campaigns.map((row) => row[basis].purchases));
        expect(by('by_engagement')).toBeGreaterThan(20);
        expect(by('by_view') > 0).toBe(windows.view_days > 0);
      }),
      { numRuns: 20, seed: 25, endOnFailure: false },
    );
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
