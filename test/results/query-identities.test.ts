import { answerFrequency } from '@syncline/api/query/analysis/frequency';
import { answerFunnel } from '@syncline/api/query/analysis/funnel';
import { answerReachCurve } from '@syncline/api/query/analysis/reach-curve';
import { answerQuery } from '@syncline/api/query/run';
import { DIMENSION_KEYS, METRIC_KEYS, METRICS } from '@syncline/shared/metrics';
import {
  type Filter,
  frequencyRequestSchema,
  funnelRequestSchema,
  type QueryInput,
  querySchema,
  reachCurveRequestSchema,
} from '@syncline/shared/query';
import { addDays, type Period } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filters, periods } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';
import { CAMPAIGNS } from './query/world.ts';

const RUNS = { numRuns: 100, endOnFailure: false };
const campaignPairs = fc.shuffledSubarray(CAMPAIGNS, { minLength: 2, maxLength: 2 });
const is = (dimension: Filter['dimension'], ...values: string[]): Filter => ({ dimension, op: 'is', values });

describe('identities', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  const ask = (input: QueryInput) => answerQuery(store.context, querySchema.parse(input));
  const totals = async (input: QueryInput) => (await ask(input)).totals.metrics;
  const reach = async (period: Period, filters: Filter[]) =>
    (await totals({ period, filters, metrics: ['reach'] })).reach ?? Number.NaN;

  it('reach never exceeds impressions, buyers never purchases, viewable never served', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, async (period, filters) => {
        const metrics = ['reach', 'impressions', 'viewable_impressions', 'buyers', 'purchases'] as const;
        const figures = await totals({ period, filters, metrics: [...metrics] });
        expect(figures.reach).toBeLessThanOrEqual(figures.impressions ?? -1);
        expect(figures.viewable_impressions).toBeLessThanOrEqual(figures.impressions ?? -1);
        expect(figures.buyers).toBeLessThanOrEqual(figures.purchases ?? -1);
      }),
      { ...RUNS, seed: 11 },
    );
  });

  it('reach never falls when the period grows or a filter goes', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, fc.nat(6), fc.nat(6), async (period, filters, before, after) => {
        const longer = { from: addDays(period.from, -before), to: addDays(period.to, after) };
        const fixed = filters.filter((filter) => filter.dimension !== 'primary_device');
        const [narrow, wide, open] = await Promise.all([
          reach(period, fixed),
          reach(longer, fixed),
          reach(period, fixed.slice(1)),
        ]);
        expect(wide).toBeGreaterThanOrEqual(narrow);
        expect(open).toBeGreaterThanOrEqual(narrow);
      }),
      { ...RUNS, seed: 12 },
    );
  });

  it('the reach of two campaigns is the sum of theirs less the people reached by both', async () => {
    await fc.assert(
      fc.asyncProperty(periods, campaignPairs, async (period, [first = '', second = '']) => {
        const [a, b, union] = await Promise.all([
          reach(period, [is('campaign', first)]),
          reach(period, [is('campaign', second)]),
          reach(period, [is('campaign', first, second)]),
        ]);
        const reachedBy = (campaign: string) => peopleReached(period, (event) => event.campaign === campaign);
        const overlap = both(reachedBy(first), reachedBy(second)).size;
        expect(union).toBe(a + b - overlap);
        expect(union).toBeGreaterThanOrEqual(Math.max(a, b));
      }),
      { ...RUNS, seed: 13 },
    );
  });

  it('mobile only, desktop only, both and other add up to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(periods, async (period) => {
        const [handheld, desktop, either, all] = await Promise.all([
          reach(period, [is('device', 'mobile', 'tablet')]),
          reach(period, [is('device', 'desktop')]),
          reach(period, [is('device', 'mobile', 'tablet', 'desktop')]),
          reach(period, []),
        ]);
        const parts = {
          mobile: either - desktop,
          desktop: either - handheld,
          both: handheld + desktop - either,
          other: all - either,
        };
        const onHandheld = peopleReached(period, ({ device }) => device === 'mobile' || device === 'tablet');
        const onDesktop = peopleReached(period, ({ device }) => device === 'desktop');
        const everybody = peopleReached(period, () => true);
        expect(parts).toEqual({
          mobile: without(onHandheld, onDesktop).size,
          desktop: without(onDesktop, onHandheld).size,
          both: both(onHandheld, onDesktop).size,
          other: without(without(everybody, onHandheld), onDesktop).size,
        });
        expect(parts.mobile + parts.desktop + parts.both + parts.other).toBe(all);
      }),
      { ...RUNS, seed: 14 },
    );
  });

  it('frequency, reach curve, funnel and query agree on reach and impressions', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, async (period, filters) => {
        const scope = { period, filters };
        const [figures, frequency, curve, funnel] = await Promise.all([
          totals({ ...scope, metrics: ['reach', 'impressions', 'frequency'] }),
          answerFrequency(store.context, frequencyRequestSchema.parse(scope)),
          answerReachCurve(store.context, reachCurveRequestSchema.parse(scope)),
          answerFunnel(store.context, funnelRequestSchema.parse({ ...scope, breakdown: 'device' })),
        ]);
        expect(frequency).toMatchObject(figures);
        expect(sum(frequency.bins.map((bin) => bin.people))).toBe(figures.reach);
        expect(sum(frequency.bins.map((bin) => bin.impressions))).toBe(figures.impressions);
        expect(sum(curve.days.map((day) => day.newly_reached))).toBe(figures.reach);
        expect(sum(curve.days.map((day) => day.impressions))).toBe(figures.impressions);
        expect(funnel.stages[0]?.people).toBe(figures.reach);
        funnel.stages.forEach((stage, index) => {
          expect(sum(funnel.breakdown.map(({ stages }) => stages[index]?.people ?? 0))).toBe(stage.people);
        });
      }),
      { ...RUNS, seed: 15 },
    );
  });

  it('additive metrics add up over the rows; reach lies between the largest row and the sum', async () => {
    const additive = METRIC_KEYS.filter((key) => METRICS[key].additive && key !== 'spend');
    await fc.assert(
      fc.asyncProperty(periods, filters, fc.constantFrom(...DIMENSION_KEYS), async (period, filters, dimension) => {
        const metrics = [...additive, 'reach' as const];
        const { rows, totals } = await ask({ period, filters, metrics, dimensions: [dimension], limit: 10_000 });
        const column = (key: string) => rows.map((row) => row.metrics[key] ?? 0);
        for (const key of additive) expect([key, sum(column(key))]).toEqual([key, totals.metrics[key]]);
        expect(totals.metrics.reach).toBeLessThanOrEqual(sum(column('reach')));
        expect(totals.metrics.reach).toBeGreaterThanOrEqual(Math.max(0, ...column('reach')));
      }),
      { ...RUNS, seed: 16 },
    );
  });

  it('everybody reached has one primary device', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, async (period, filters) => {
        const parts = await ask({ period, filters, metrics: ['reach'], dimensions: ['primary_device'] });
        expect(sum(parts.rows.map((row) => row.metrics.reach ?? 0))).toBe(parts.totals.metrics.reach);
      }),
      { ...RUNS, seed: 17 },
    );
  });

  function peopleReached(period: Period, test: (event: GeneratedStore['events'][number]) => boolean): Set<number> {
    const impressions = store.events.filter(
      (event) =>
        event.kind === 'impression' && event.arm !== 'control' && event.day >= period.from && event.day <= period.to,
    );
    return new Set(impressions.filter(test).map((event) => event.uid));
  }
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function both(a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> {
  return new Set([...a].filter((person) => b.has(person)));
}

function without(a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> {
  return new Set([...a].filter((person) => !b.has(person)));
}
