import { answerIndex } from '@syncline/api/query/analysis/research';
import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { MEAN_KEYS } from '@syncline/shared/means';
import {
  BEHAVIOUR_KEYS,
  type IndexAnswer,
  type IndexRequest,
  indexAnswerSchema,
  indexRequestSchema,
} from '@syncline/shared/research';
import { AGAINST, SEGMENTS } from '@syncline/shared/segments';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters as anyFilters, periods } from './query/arbitraries.ts';
import { amountsSql, segmentsSql } from './query/research-sql.ts';
import { contextOf } from './query/store.ts';
import { complete, type Draft, FIRST_DAY, insertWorld, makeWorld } from './query/world.ts';

const filters = anyFilters.filter((list) => list.every(({ dimension }) => dimension !== 'primary_device'));
const requests = fc
  .record({
    period: fc.oneof(periods, { weight: 3, arbitrary: fc.constant({ from: FIRST_DAY, to: '2025-12-08' }) }),
    filters: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, filters),
    primary_device_threshold: fc.constantFrom(0.51, 0.6, 0.75, 1),
    segment: fc.constantFrom(...SEGMENTS),
    against: fc.constantFrom(...AGAINST),
    behaviours: fc.shuffledSubarray([...BEHAVIOUR_KEYS], { minLength: 1 }),
    means: fc.shuffledSubarray([...MEAN_KEYS]),
    minimum_actions: fc.constantFrom(1, 1, 5, 20),
    minimum_people: fc.constantFrom(10, 10, 25, 50),
  })
  .map((request) => indexRequestSchema.parse(request));

const segmentRow = z.object({ segment: z.string(), people: z.int(), did: z.array(z.int()) });
type SegmentRow = z.infer<typeof segmentRow>;
const amounts = z.int();
const person = z.object({
  segment: z.string(),
  actions: amounts,
  active_days: amounts,
  brands_followed: amounts,
  net_spend: amounts,
});

describe('indices against plain SQL', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const worlds = [0, 1, 2, 3].flatMap((copy) =>
      [...makeWorld(20_251_102 + copy), ...manyFollows()].map((event) => ({ ...event, uid: event.uid + copy * 1000 })),
    );
    await insertWorld(engine.store.writer, worlds);
  });
  afterAll(() => engine.stop());

  it('gives both shares of every row as plain SQL counts them, or holds the row back for a small count', async () => {
    let [shown, heldBack] = [0, 0];
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const [answer, plain] = await Promise.all([
          answerIndex(contextOf(engine), request),
          engine.store.reader.query(segmentsSql(request), {}, segmentRow),
        ]);
        expect(indexAnswerSchema.parse(answer).rows.map(({ behaviour }) => behaviour)).toEqual(request.behaviours);
        answer.rows.forEach((row, place) => {
          const own = countsOf(plain, [request.segment], place);
          const rest = countsOf(
            plain,
            SEGMENTS.filter((segment) => segment !== request.segment),
            place,
          );
          const compared = request.against === 'all_people' ? add(own, rest) : rest;
          expect(row.suppressed && !hasSmallCount(plain, place, request)).toBe(false);
          expect(figuresOf(row)).toEqual(row.suppressed ? HELD_BACK : { segment: own, comparison: compared });
          expectCompared(row, own, compared);
          if (row.suppressed) heldBack += 1;
          else shown += 1;
        });
      }),
      { numRuns: 120, seed: 51, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(150);
    expect(heldBack).toBeGreaterThan(100);
  });

  it('never shows a count under the least, whichever segments and comparison groups are put together', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answers = await Promise.all(
          SEGMENTS.map((segment) => answerIndex(contextOf(engine), { ...request, segment })),
        );
        expectNoGroupAlone(answers, await engine.store.reader.query(segmentsSql(request), {}, segmentRow));
        request.behaviours.forEach((_, place) => {
          const rows = answers.map(({ rows }) => rows[place]);
          const told = rows.flatMap((row) => (row?.segment && row.comparison ? [row.segment, row.comparison] : []));
          for (const { numerator, base } of told.filter(({ base }) => base > 0)) {
            expect(Math.min(numerator, base - numerator)).toBeGreaterThanOrEqual(request.minimum_people);
          }
        });
      }),
      { numRuns: 30, seed: 52, endOnFailure: false },
    );
  });

  it('gives means, difference and ratio as they are worked out from each person', async () => {
    let [shown, heldBack] = [0, 0];
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const [answer, people] = await Promise.all([
          answerIndex(contextOf(engine), { ...request, means: [...MEAN_KEYS] }),
          engine.store.reader.query(amountsSql(request), {}, person),
        ]);
        const { segment, against, minimum_people: least } = request;
        for (const row of answer.means) {
          const values = (device: string) => people.filter((one) => one.segment === device).map((one) => one[row.mean]);
          const own = values(segment);
          const rest = SEGMENTS.filter((one) => one !== segment).flatMap(values);
          const compared = against === 'all_people' ? [...own, ...rest] : rest;
          const few = SEGMENTS.some((one) => values(one).length > 0 && having(values(one)) < least);
          expect(row.suppressed && !few && own.length > 0).toBe(false);
          expect([row.segment, row.comparison].map((group) => group && [group.total, group.base])).toEqual(
            row.suppressed ? [null, null] : [own, compared].map((group) => [sum(group), group.length]),
          );
          if (row.suppressed) heldBack += 1;
          else shown += 1;
          expect(!row.suppressed && having(own) < least).toBe(false);
          expect(!row.suppressed && rest.length > 0 && having(rest) < least).toBe(false);
          expectMeansCompared(row, own, rest, compared);
        }
      }),
      { numRuns: 60, seed: 53, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(60);
    expect(heldBack).toBeGreaterThan(40);
  });

  it('adjusts the p-values of behaviours and means as one family', async () => {
    const period = { from: FIRST_DAY, to: '2025-12-08' };
    const request = indexRequestSchema.parse({ period, minimum_people: 10 });
    const { rows, means } = await answerIndex(contextOf(engine), request);
    const tested = [...rows, ...means].flatMap(({ p_value: p, adjusted_p_value: q }) =>
      p === null || q === null ? [] : [{ p, q }],
    );
    expect(tested.length).toBeGreaterThan(rows.length / 2);
    for (const { p, q } of tested) {
      const ranks = tested
        .filter((other) => other.p >= p)
        .map((other) => {
          const rank = tested.filter((one) => one.p <= other.p).length;
          return (other.p * tested.length) / rank;
        });
      expect(q).toBeCloseTo(Math.min(1, ...ranks), 12);
    }
  });

  it('says the rule, the groups and that rows are held back', async () => {
    const request = indexRequestSchema.parse({
      period: { from: FIRST_DAY, to: '2025-12-08' },
      primary_device_threshold: 0.75,
      minimum_people: 25,
    });
    const { rule, meta, rows, people } = await answerIndex(contextOf(engine), request);
    expect(rule).toEqual({
      segment: 'mobile',
      against: 'everyone_else',
      primary_device_threshold: 0.75,
      minimum_actions: 1,
      minimum_people: 25,
    });
    expect(meta).toMatchObject({ exact: true, tier: 'raw' });
    expect(meta.method).toContain('75\u202f%');
    const shown = rows.find((row) => !row.suppressed);
    expect(shown?.segment?.base).toBe(people.segment);
    expect(shown?.comparison?.base).toBe(people.comparison);
    expect(meta.warnings.some(({ code }) => code === 'suppressed')).toBe(rows.some((row) => row.suppressed));
    await expect(answerIndex(contextOf(engine), { ...request, tier: 'intervals' })).rejects.toMatchObject({
      code: 'forbidden_combination',
    });
  });
});

/** Follows and unfollows of twenty brands, some long before the world, some at the same instant. */
function manyFollows(): EventRow[] {
  const drafts: Draft[] = [];
  for (let uid = 1; uid <= 350; uid += 1) {
    const often = (uid * 7) % 22;
    for (let brand = 0; brand < often; brand += 1) {
      const day = (uid * 13 + brand * 29) % 100;
      const ms = Date.parse('2025-08-20T12:00:00Z') + day * 86_400_000;
      const change = { uid, brand: `brand-${brand}`, ms };
      drafts.push({ ...change, kind: 'follow', device: 'mobile' });
      if ((uid + brand) % 5 === 0) drafts.push({ ...change, kind: 'unfollow', device: 'desktop' });
      if ((uid + brand) % 7 === 0) drafts.push({ ...change, ms: ms + 20 * 86_400_000, kind: 'unfollow' });
      if ((uid + brand) % 14 === 0) drafts.push({ ...change, ms: ms + 25 * 86_400_000, kind: 'follow' });
    }
  }
  return drafts.map((draft, index) => ({
    ...complete(draft, index),
    // In no order of time: which of two at the same instant is the later one is told by it.
    id_hash: String(1_000_000n + ((BigInt(index) * 7919n) % 1_000_003n)),
  }));
}

interface Counts {
  did: number;
  people: number;
}

function countsOf(rows: readonly SegmentRow[], segments: readonly string[], place: number): Counts {
  const found = rows.filter(({ segment }) => segments.includes(segment));
  return {
    did: found.reduce((sum, { did }) => sum + (did[place] ?? 0), 0),
    people: found.reduce((sum, { people }) => sum + people, 0),
  };
}

const HELD_BACK = { segment: null, comparison: null };

function figuresOf({ segment, comparison }: IndexAnswer['rows'][number]) {
  const counts = (share: typeof segment) => share && { did: share.numerator, people: share.base };
  return { segment: counts(segment), comparison: counts(comparison) };
}

function add(one: Counts, other: Counts): Counts {
  return { did: one.did + other.did, people: one.people + other.people };
}

/** A group whose people are told nowhere is not the only such: all but one told, and the total, would tell it. */
function expectNoGroupAlone(answers: readonly IndexAnswer[], plain: readonly SegmentRow[]) {
  const inhabited = SEGMENTS.filter((segment) => countsOf(plain, [segment], 0).people > 0);
  const told = answers.flatMap(({ rule, people, rows, means }) =>
    people.segment !== null || [...rows, ...means].some(({ segment }) => segment !== null) ? [rule.segment] : [],
  );
  const hidden = inhabited.filter((segment) => !told.includes(segment));
  expect(hidden.length === 1 && inhabited.length > 1).toBe(false);
}

function having(values: readonly number[]): number {
  return values.filter((value) => value !== 0).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function expectMeansCompared(
  { mean, suppressed, difference, ratio, p_value: p }: IndexAnswer['means'][number],
  own: readonly number[],
  rest: readonly number[],
  compared: readonly number[],
) {
  const average = (values: readonly number[]) => sum(values) / values.length;
  const errorOf = (values: readonly number[]) =>
    sum(values.map((value) => (value - average(values)) ** 2)) / (values.length - 1) / values.length;
  const isCompared = !suppressed && rest.length > 0;
  const hasRatio = isCompared && mean !== 'net_spend' && average(rest) > 0 && average(own) >= 0;
  expect([difference.value !== null, ratio.value !== null]).toEqual([isCompared, hasRatio]);
  expect(difference.value ?? 0).toBeCloseTo(isCompared ? average(own) - average(compared) : 0, 8);
  expect(ratio.value ?? 0).toBeCloseTo(hasRatio ? average(own) / average(compared) : 0, 8);
  const [a, b] = [errorOf(own), errorOf(rest)];
  const varies = isCompared && a + b > 0;
  expect([difference.low !== null, difference.high !== null, p !== null]).toEqual([varies, varies, varies]);
  if (difference.low === null || difference.high === null || p === null) return;
  const freedom = (a + b) ** 2 / (a ** 2 / (own.length - 1) + b ** 2 / (rest.length - 1));
  // Fisher's expansion of Student's quantile around the normal one.
  const z = 1.959963984540054;
  const quantile = z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  const toWhole = compared.length === rest.length ? 1 : rest.length / compared.length;
  const half = (difference.high - difference.low) / 2;
  expect(half / (Math.sqrt(a + b) * toWhole) / quantile).toBeCloseTo(1, 2);
  expect(p < 0.05).toBe(difference.low > 0 || difference.high < 0);
}

function hasSmallCount(
  rows: readonly SegmentRow[],
  place: number,
  { minimum_people: least, segment }: IndexRequest,
): boolean {
  const counts = SEGMENTS.map((one) => countsOf(rows, [one], place));
  const isEmpty = countsOf(rows, [segment], place).people === 0;
  return isEmpty || counts.some(({ did, people }) => people > 0 && Math.min(did, people - did) < least);
}

function expectCompared(
  { suppressed, difference, ratio, adjusted_p_value: q, p_value: p }: IndexAnswer['rows'][number],
  own: Counts,
  compared: Counts,
) {
  const isCompared = !suppressed && compared.people > 0;
  const hasRatio = isCompared && compared.did > 0;
  expect([difference.value !== null, ratio.value !== null]).toEqual([isCompared, hasRatio]);
  const [share, other] = [own.did / own.people, compared.did / compared.people];
  expect(difference.value ?? 0).toBeCloseTo(isCompared ? share - other : 0, 10);
  expect(ratio.value ?? 0).toBeCloseTo(hasRatio ? share / other : 0, 8);
  expect(p === null || (q ?? -1) >= p).toBe(true);
  expect(p === null || !suppressed).toBe(true);
}
