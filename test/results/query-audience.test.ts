import { answerBrandFollows } from '@syncline/api/query/analysis/brand-follows';
import { answerFollowerOverlap } from '@syncline/api/query/analysis/follower-overlap';
import { answerFollowerValue } from '@syncline/api/query/analysis/follower-value';
import { answerNextFollows } from '@syncline/api/query/analysis/next-follows';
import {
  AMONG,
  type BrandFollowsAnswer,
  brandFollowsAnswerSchema,
  brandFollowsRequestSchema,
  type FollowDistribution,
  type FollowerOverlapAnswer,
  followerOverlapAnswerSchema,
  followerOverlapRequestSchema,
  followerValueAnswerSchema,
  followerValueRequestSchema,
  type NextFollowsAnswer,
  nextFollowsAnswerSchema,
  nextFollowsRequestSchema,
} from '@syncline/shared/audience';
import type { Estimate } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters, periods, thresholds } from './query/arbitraries.ts';
import { FollowOracle } from './query/audience-oracle.ts';
import { brandsOf, FOLLOW_DAYS, followWorlds } from './query/follow-world.ts';
import { Oracle } from './query/oracle.ts';
import { contextOf, storedEvents } from './query/store.ts';
import { BRANDS, complete, type Draft, FIRST_DAY, insertWorld, makeWorld } from './query/world.ts';

const WORLDS = 40;

describe('who follows what, under any order of follows and unfollows', () => {
  let engine: TestEngine;
  let oracle: FollowOracle;
  beforeAll(async () => {
    engine = await startTestEngine();
    await insertWorld(engine.store.writer, followWorlds(WORLDS, 71));
    oracle = new FollowOracle(new Oracle(await storedEvents(engine)));
  });
  afterAll(() => engine.stop());

  /** A world, and a period in or around its days: the standing is that of any instant. */
  const asked = fc
    .record({
      world: fc.nat(WORLDS - 1),
      from: fc.integer({ min: -3, max: 45 }),
      length: fc.integer({ min: 0, max: 45 }),
      primary_device_threshold: thresholds,
      more: fc.constantFrom<{ dimension: 'campaign' | 'network' | 'primary_device'; value: string } | null>(
        null,
        null,
        { dimension: 'campaign', value: 'push' },
        { dimension: 'network', value: 'x' },
        { dimension: 'primary_device', value: 'unknown' },
      ),
    })
    .map(({ world, from, length, more, primary_device_threshold }) => {
      const start = addDays(FOLLOW_DAYS.from, from);
      const others = more ? [{ dimension: more.dimension, op: 'is' as const, values: [more.value] }] : [];
      return {
        period: { from: start, to: addDays(start, length) },
        filters: [brandsOf(world), ...others],
        primary_device_threshold,
      };
    });

  it('the distribution is that of a replay, sums to followers, and its devices add up to it', async () => {
    let [followers, beyond] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.constantFrom(1, 1, 4),
        fc.constantFrom(11, 12),
        async (scope, minimum_actions, top) => {
          const request = brandFollowsRequestSchema.parse({ ...scope, minimum_actions, top });
          const answer = brandFollowsAnswerSchema.parse(await answerBrandFollows(contextOf(engine), request));
          expect(figuresOf(answer)).toEqual(oracle.distribution(request));
          expect(sum(answer.bins.map(({ people }) => people))).toBe(answer.followers);
          expect(sum(answer.bins.map(({ follows }) => follows))).toBe(answer.follows);
          expect(sum(answer.devices.map((device) => device.followers))).toBe(answer.followers);
          answer.bins.forEach(({ people, follows }, bin) => {
            expect(sum(answer.devices.map(({ bins }) => bins[bin]?.people ?? 0))).toBe(people);
            expect(sum(answer.devices.map(({ bins }) => bins[bin]?.follows ?? 0))).toBe(follows);
          });
          followers += answer.followers;
          beyond += answer.at_least[10]?.share.numerator ?? 0;
        },
      ),
      { numRuns: 100, seed: 72, endOnFailure: false },
    );
    expect(followers).toBeGreaterThan(300);
    expect(beyond).toBeGreaterThan(5);
  });

  it('overlap and what is followed next are those of a replay', async () => {
    let [shared, after] = [0, 0];
    await fc.assert(
      fc.asyncProperty(asked, async (scope) => {
        const overlapRequest = followerOverlapRequestSchema.parse(scope);
        const nextRequest = nextFollowsRequestSchema.parse(scope);
        const [overlap, next] = await Promise.all([
          answerFollowerOverlap(contextOf(engine), overlapRequest),
          answerNextFollows(contextOf(engine), nextRequest),
        ]);
        expect(overlapOf(overlap)).toEqual(oracle.overlap(overlapRequest));
        expect(nextOf(next)).toEqual(oracle.next(nextRequest));
        shared += sum(overlap.pairs.map(({ people }) => people));
        after += sum(next.brands.map(({ followed_another }) => followed_another.numerator));
      }),
      { numRuns: 80, seed: 73, endOnFailure: false },
    );
    expect(shared).toBeGreaterThan(300);
    expect(after).toBeGreaterThan(200);
  });
});

describe('the rules of following, one by one', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const at = (hours: number) => Date.parse('2025-11-03T12:00:00Z') + hours * 3_600_000;
    const changes: [string, string, number, 'follow' | 'unfollow'][] = [
      ['twice', 'a', 0, 'follow'],
      ['twice', 'a', 5, 'follow'],
      ['never', 'b', 0, 'unfollow'],
      ['gone', 'c', 0, 'follow'],
      ['gone', 'c', 1, 'unfollow'],
      ['back', 'd', 0, 'follow'],
      ['back', 'd', 1, 'unfollow'],
      ['back', 'd', 2, 'follow'],
      ['at once', 'e', 3, 'unfollow'],
      ['at once', 'e', 3, 'follow'],
      ['long ago', 'f', -24 * 400, 'follow'],
      ['later', 'g', 24, 'follow'],
      ['chain', 'h', 0, 'follow'],
      ['chain', 'i', 0, 'follow'],
      ['chain', 'j', 4, 'follow'],
    ];
    const people = [...new Set(changes.map(([person]) => person))];
    const drafts = changes.map(([person, brand, hours, kind]): Draft => {
      return { uid: 1 + people.indexOf(person), brand, ms: at(hours), kind, device: 'mobile' };
    });
    await insertWorld(engine.store.writer, drafts.toReversed().map(complete));
  });
  afterAll(() => engine.stop());

  const day = { from: '2025-11-03', to: '2025-11-03' };

  it('counts a follow once, no unfollow without one, an unfollow last of what happened at once, and no end to a follow', async () => {
    const answer = await answerFollowerOverlap(contextOf(engine), followerOverlapRequestSchema.parse({ period: day }));
    expect(Object.fromEntries(answer.brands.map(({ brand, followers }) => [brand, followers]))).toEqual({
      a: 1,
      d: 1,
      f: 1,
      h: 1,
      i: 1,
      j: 1,
    });
  });

  it('counts nobody’s follow twice as new, and nothing of one instant as next', async () => {
    const answer = await answerNextFollows(contextOf(engine), nextFollowsRequestSchema.parse({ period: day }));
    expect(nextOf(answer).filter(({ brand }) => ['a', 'f', 'h', 'i', 'j'].includes(brand))).toEqual([
      { brand: 'a', new_followers: 1, next: [] },
      { brand: 'h', new_followers: 1, next: [{ brand: 'j', people: 1 }] },
      { brand: 'i', new_followers: 1, next: [{ brand: 'j', people: 1 }] },
      { brand: 'j', new_followers: 1, next: [] },
    ]);
  });

  it('says the day, the rule and that nobody follows anything', async () => {
    const request = brandFollowsRequestSchema.parse({ period: { from: '2020-01-01', to: '2020-01-31' } });
    const { end_of, rule, mean, meta } = await answerBrandFollows(contextOf(engine), request);
    expect({ end_of, rule, mean }).toEqual({
      end_of: '2020-01-31',
      rule: { primary_device_threshold: 0.6, minimum_actions: 1 },
      mean: null,
    });
    expect(meta).toMatchObject({ exact: true, tier: 'raw', warnings: [{ code: 'no_data' }] });
    await expect(answerBrandFollows(contextOf(engine), { ...request, tier: 'intervals' })).rejects.toMatchObject({
      code: 'forbidden_combination',
    });
  });
});

describe('followers against others, and any filter', () => {
  let engine: TestEngine;
  let oracle: FollowOracle;
  beforeAll(async () => {
    engine = await startTestEngine();
    const worlds = [0, 1, 2].flatMap((copy) =>
      makeWorld(20_251_110 + copy).map((event) => ({ ...event, uid: event.uid + copy * 1000 })),
    );
    await insertWorld(engine.store.writer, worlds);
    oracle = new FollowOracle(new Oracle(await storedEvents(engine)));
  });
  afterAll(() => engine.stop());

  const scopes = fc.record({ period: periods, filters, primary_device_threshold: thresholds });
  const someBrands = fc.option(fc.shuffledSubarray([...BRANDS.filter(Boolean), 'nobody'], { minLength: 2 }), {
    nil: undefined,
  });

  it('standing under any filters is that of a replay', async () => {
    await fc.assert(
      fc.asyncProperty(scopes, someBrands, async (scope, brands) => {
        const request = brandFollowsRequestSchema.parse(scope);
        const overlapRequest = followerOverlapRequestSchema.parse(brands ? { ...scope, brands } : scope);
        const nextRequest = nextFollowsRequestSchema.parse(scope);
        const [follows, overlap, next] = await Promise.all([
          answerBrandFollows(contextOf(engine), request),
          answerFollowerOverlap(contextOf(engine), overlapRequest),
          answerNextFollows(contextOf(engine), nextRequest),
        ]);
        expect(figuresOf(follows)).toEqual(oracle.distribution(request));
        expect(overlapOf(overlap)).toEqual(oracle.overlap(overlapRequest));
        expect(nextOf(next)).toEqual(oracle.next(nextRequest));
        followerOverlapAnswerSchema.parse(overlap);
        nextFollowsAnswerSchema.parse(next);
      }),
      { numRuns: 30, seed: 74, endOnFailure: false },
    );
  });

  it('buyers and spend of followers and others are those of a second computation, or held back for a small count', async () => {
    const wide = fc.constant({ from: addDays(FIRST_DAY, 12), to: addDays(FIRST_DAY, 49) });
    const requests = fc
      .record({
        period: fc.oneof({ weight: 3, arbitrary: wide }, periods),
        filters: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, filters),
        primary_device_threshold: thresholds,
        among: fc.constantFrom(...AMONG),
        brands: someBrands,
        minimum_people: fc.constantFrom(10, 10, 25),
      })
      .map(({ brands, ...rest }) => followerValueRequestSchema.parse(brands ? { ...rest, brands } : rest));
    let [shown, held] = [0, 0];
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = followerValueAnswerSchema.parse(await answerFollowerValue(contextOf(engine), request));
        const expected = oracle.value(request);
        expect(answer.rows.map(({ brand }) => brand).toSorted()).toEqual(expected.map(({ brand }) => brand).toSorted());
        for (const row of answer.rows) {
          const { followers, others } = expected.find(({ brand }) => brand === row.brand) ?? NOBODY;
          const small = [followers, others].some(
            ({ people, buyers }) => people > 0 && Math.min(buyers, people - buyers) < request.minimum_people,
          );
          expect(row.suppressed).toBe(small);
          if (row.suppressed) held += 1;
          else shown += 1;
          const share = (counts: Group) => (small ? null : [counts.buyers, counts.people]);
          expect(row.followers && [row.followers.numerator, row.followers.base]).toEqual(share(followers));
          expect(row.others && [row.others.numerator, row.others.base]).toEqual(share(others));
          const [mean, otherMean] = [followers, others].map(({ people, spends }) =>
            small || people === 0 ? null : sum(spends) / people,
          );
          expect([row.spend.followers, row.spend.others]).toEqual([mean, otherMean]);
          expectWelch(row.spend.difference, small ? [] : followers.spends, small ? [] : others.spends);
        }
      }),
      { numRuns: 50, seed: 75, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(30);
    expect(held).toBeGreaterThan(30);
  });

  it('names the rule, and says what is held back', async () => {
    const request = followerValueRequestSchema.parse({
      period: { from: addDays(FIRST_DAY, 12), to: addDays(FIRST_DAY, 13) },
    });
    const { rule, rows, meta } = await answerFollowerValue(contextOf(engine), request);
    expect(rule).toEqual({ among: 'reached', minimum_people: 10, followed_before: addDays(FIRST_DAY, 12) });
    expect(rows.every(({ suppressed, sentence }) => suppressed && sentence.startsWith('Not shown'))).toBe(true);
    expect(meta.warnings.map(({ code }) => code)).toContain('suppressed');
  });
});

interface Group {
  people: number;
  buyers: number;
  spends: number[];
}

const NOBODY: { followers: Group; others: Group } = {
  followers: { people: 0, buyers: 0, spends: [] },
  others: { people: 0, buyers: 0, spends: [] },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function countsOf({ followers, follows, bins, at_least }: FollowDistribution) {
  return {
    followers,
    follows,
    bins: bins.map((bin) => [bin.people, bin.follows]),
    at_least: at_least.map(({ share }) => [share.numerator, share.base]),
  };
}

function figuresOf(answer: BrandFollowsAnswer) {
  return { ...countsOf(answer), devices: answer.devices.map((one) => ({ device: one.device, ...countsOf(one) })) };
}

function overlapOf({ brands, pairs, union_followers }: FollowerOverlapAnswer) {
  const sizes = new Map(brands.map(({ brand, followers }) => [brand, followers]));
  for (const { a, b, share_of_a, share_of_b } of pairs) {
    expect([share_of_a.base, share_of_b.base]).toEqual([sizes.get(a), sizes.get(b)]);
  }
  return { brands, pairs: pairs.map(({ a, b, people }) => ({ a, b, people })), union_followers };
}

function nextOf({ brands }: NextFollowsAnswer) {
  return brands.map(({ brand, new_followers, followed_another, next }) => {
    expect([followed_another.numerator, followed_another.base]).toEqual([
      sum(next.map(({ share }) => share.numerator)),
      new_followers,
    ]);
    expect(next.every(({ share }) => share.base === followed_another.numerator)).toBe(true);
    return { brand, new_followers, next: next.map((one) => ({ brand: one.brand, people: one.share.numerator })) };
  });
}

/** The difference of means, with an interval at least as wide as a normal one of the same error, and hardly wider. */
function expectWelch({ value, low, high }: Estimate, first: readonly number[], second: readonly number[]) {
  const known = first.length > 0 && second.length > 0;
  expect([value, low, high].map((one) => one !== null)).toEqual([known, known, known]);
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const error = (values: readonly number[]) =>
    sum(values.map((one) => (one - mean(values)) ** 2)) / (values.length - 1) / values.length;
  const half = 1.96 * Math.sqrt(error(first) + error(second));
  const width = known ? ((high ?? 0) - (low ?? 0)) / 2 / half : 1;
  expect(value ?? 0).toBeCloseTo(known ? mean(first) - mean(second) : 0, 6);
  expect(width).toBeGreaterThan(0.999);
  expect(width).toBeLessThan(1.2);
}
