import { answerOverlap } from '@syncline/api/query/analysis/overlap';
import { answerQuery } from '@syncline/api/query/run';
import {
  type OverlapAnswer,
  overlapAnswerSchema,
  type OverlapRequestInput,
  overlapRequestSchema,
  querySchema,
} from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters, periods, thresholds } from './query/arbitraries.ts';
import { expectedOverlap } from './query/overlap-oracle.ts';
import { Oracle } from './query/oracle.ts';
import { contextOf, type GeneratedStore, startGeneratedStore, storedEvents } from './query/store.ts';
import { CAMPAIGNS, complete, insertWorld } from './query/world.ts';

const named = [...CAMPAIGNS.filter((campaign) => campaign !== ''), 'nothing', 'nothing-else'];
const campaigns = fc.option(fc.shuffledSubarray(named, { minLength: 2 }), { nil: undefined, freq: 2 });

describe('overlap against a second implementation', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  const ask = async (input: OverlapRequestInput) =>
    overlapAnswerSchema.parse(await answerOverlap(store.context, overlapRequestSchema.parse(input)));

  it('reach, exclusive reach and every pair, as sets of people give them', async () => {
    const requests = fc
      .record({ period: periods, filters, primary_device_threshold: thresholds, campaigns })
      .map(({ campaigns, ...scope }) => overlapRequestSchema.parse(campaigns ? { ...scope, campaigns } : scope));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = await ask(request);
        expect(figures(answer)).toEqual(expectedOverlap(store.oracle, request));
        expect(answer.meta.warnings.some(({ code }) => code === 'rows_limited')).toBe(false);
      }),
      { numRuns: 200, seed: 31, endOnFailure: false },
    );
  });

  it('the union of a pair is the sum less the people of both, and lies between the larger and the sum', async () => {
    const pairs = fc.shuffledSubarray(named, { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(periods, filters, pairs, async (period, filters, pair) => {
        const { campaigns, pairs, union_reach: union } = await ask({ period, filters, campaigns: pair });
        const [a = Number.NaN, b = Number.NaN] = campaigns.map((campaign) => campaign.reach);
        const both = pairs[0]?.people ?? Number.NaN;
        expect(pairs).toHaveLength(1);
        expect(union).toBe(a + b - both);
        expect(both).toBeLessThanOrEqual(Math.min(a, b));
        expect(union).toBeGreaterThanOrEqual(Math.max(a, b));
        expect(campaigns.map((campaign) => campaign.shared)).toEqual([both, both]);
      }),
      { numRuns: 100, seed: 32, endOnFailure: false },
    );
  });

  it('a set: exclusive people are at most the union, the union at most the sum of reach; reach is that of the query', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, campaigns, async (period, filters, campaigns) => {
        const answer = await ask({ period, filters, ...(campaigns ? { campaigns } : {}) });
        const reach = answer.campaigns.map((campaign) => campaign.reach);
        expect(sum(answer.campaigns.map((campaign) => campaign.exclusive))).toBeLessThanOrEqual(answer.union_reach);
        expect(answer.union_reach).toBeLessThanOrEqual(sum(reach));
        const asked = campaigns ?? CAMPAIGNS.filter((campaign) => campaign !== '');
        expect(await queryReach(period, filters, asked)).toEqual({
          union: answer.union_reach,
          byCampaign: Object.fromEntries(
            answer.campaigns.flatMap(({ campaign, reach }) => (reach ? [[campaign, reach]] : [])),
          ),
        });
      }),
      { numRuns: 100, seed: 33, endOnFailure: false },
    );
  });

  it('exactly each combination of up to six, which add up to the union', async () => {
    const few = fc.shuffledSubarray(named, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(periods, filters, few, async (period, filters, campaigns) => {
        const request = overlapRequestSchema.parse({ period, filters, campaigns, intersections: true });
        const answer = await ask(request);
        const people = (answer.intersections ?? []).map((each) => each.people);
        expect(figures(answer)).toEqual(expectedOverlap(store.oracle, request));
        expect(sum(people)).toBe(answer.union_reach);
        expect(people).toEqual(people.toSorted((a, b) => b - a));
      }),
      { numRuns: 40, seed: 34, endOnFailure: false },
    );
  });

  it('counts combinations of six at most, all of them named', () => {
    const period = { from: '2025-11-01', to: '2025-11-01' };
    const seven = Array.from({ length: 7 }, (_, index) => `c-${index}`);
    for (const campaigns of [undefined, seven]) {
      const read = overlapRequestSchema.safeParse({ period, intersections: true, ...(campaigns ? { campaigns } : {}) });
      expect(read.error?.issues[0]?.message).toBe('must name two to 6 campaigns where intersections are asked for');
    }
    expect(overlapRequestSchema.safeParse({ period, intersections: true, campaigns: seven.slice(1) }).success).toBe(
      true,
    );
  });

  async function queryReach(period: Period, filters: OverlapAnswerFilters, campaigns: readonly string[]) {
    const among = { dimension: 'campaign' as const, op: 'is' as const, values: [...campaigns] };
    const question = {
      period,
      metrics: ['reach' as const],
      dimensions: ['campaign' as const],
      filters: [...filters, among],
    };
    const { rows, totals } = await answerQuery(store.context, querySchema.parse(question));
    return {
      union: totals.metrics.reach,
      byCampaign: Object.fromEntries(rows.map((row) => [row.dimensions.campaign, row.metrics.reach])),
    };
  }
});

type OverlapAnswerFilters = NonNullable<OverlapRequestInput['filters']>;

describe('overlap of many campaigns', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const ms = Date.parse('2025-11-01T12:00:00Z');
    const events = Array.from({ length: 43 }, (_, campaign) =>
      Array.from({ length: 60 - Math.floor(campaign / 2) }, (_, person) => ({
        ms,
        kind: 'impression',
        uid: 1 + ((campaign * 3 + person * (1 + (campaign % 4))) % 90),
        campaign: `c-${String(campaign).padStart(2, '0')}`,
      })),
    );
    await insertWorld(engine.store.writer, events.flat().map(complete));
  });
  afterAll(() => engine.stop());

  it('compares the forty with the largest reach, and says that there are more', async () => {
    const context = contextOf(engine);
    const period = { from: '2025-11-01', to: '2025-11-01' };
    const answer = await answerOverlap(context, overlapRequestSchema.parse({ period }));
    const all = expectedOverlap(new Oracle(await storedEvents(engine)), overlapRequestSchema.parse({ period }));
    const largest = all.campaigns.slice(0, 40).map(({ campaign }) => campaign);
    const request = overlapRequestSchema.parse({ period, campaigns: largest });
    expect(all.campaigns).toHaveLength(43);
    expect(figures(answer)).toEqual(expectedOverlap(new Oracle(await storedEvents(engine)), request));
    expect(answer.pairs).toHaveLength(780);
    const warning = answer.meta.warnings.find(({ code }) => code === 'rows_limited');
    expect(warning?.message).toBe(
      'The 40 with the largest reach of 43 campaigns are compared; ask for others by name.',
    );
    const { warnings } = (await answerOverlap(context, request)).meta;
    expect(warnings.map(({ code }) => code)).not.toContain('rows_limited');
  });
});

/** An answer with counts in the place of proportions, and without what it says of itself. */
function figures({ campaigns, pairs, union_reach, intersections }: OverlapAnswer) {
  const counts = ({ numerator, base }: OverlapAnswer['pairs'][number]['share_of_a']) => [numerator, base];
  return {
    campaigns,
    pairs: pairs.map(({ share_of_a, share_of_b, ...pair }) => ({
      ...pair,
      of_a: counts(share_of_a),
      of_b: counts(share_of_b),
    })),
    union_reach,
    ...(intersections
      ? {
          intersections: Object.fromEntries(
            intersections.map((each) => [[...each.campaigns].sort().join(), each.people]),
          ),
        }
      : {}),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
