import { answerIndex } from '@syncline/api/query/analysis/research';
import { answerSensitivity } from '@syncline/api/query/analysis/sensitivity';
import { BEHAVIOUR_KEYS, indexRequestSchema } from '@syncline/shared/research';
import { AGAINST, SEGMENTS } from '@syncline/shared/segments';
import {
  MINIMUMS_TRIED,
  type Point,
  type SensitivityAnswer,
  sensitivityAnswerSchema,
  sensitivityRequestSchema,
  THRESHOLDS_TRIED,
} from '@syncline/shared/sensitivity';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters as anyFilters, periods } from './query/arbitraries.ts';
import { segmentsSql } from './query/research-sql.ts';
import { contextOf } from './query/store.ts';
import { FIRST_DAY, insertWorld, makeWorld } from './query/world.ts';

const WHOLE = { from: FIRST_DAY, to: '2025-12-08' };
const filters = anyFilters.filter((list) => list.every(({ dimension }) => dimension !== 'primary_device'));
const requests = fc
  .record({
    period: fc.oneof(periods, { weight: 4, arbitrary: fc.constant(WHOLE) }),
    filters: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, filters),
    primary_device_threshold: fc.constantFrom(0.57, 0.6, 0.75, 1),
    segment: fc.constantFrom(...SEGMENTS),
    against: fc.constantFrom(...AGAINST),
    behaviours: fc.shuffledSubarray([...BEHAVIOUR_KEYS], { minLength: 1, maxLength: 3 }),
    minimum_actions: fc.constantFrom(1, 1, 4, 20),
    minimum_people: fc.constantFrom(10, 10, 25),
  })
  .map((request) => sensitivityRequestSchema.parse(request));

const segmentRow = z.object({ segment: z.string(), people: z.int(), did: z.array(z.int()) });

describe('the sensitivity of an index', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const worlds = [0, 1, 2, 3, 4, 5].flatMap((copy) =>
      makeWorld(20_251_108 + copy).map((event) => ({ ...event, uid: event.uid + copy * 1000 })),
    );
    await insertWorld(engine.store.writer, worlds);
  });
  afterAll(() => engine.stop());

  it('gives under each rule what plain SQL counts under that rule, or holds it back', async () => {
    let [shown, heldBack] = [0, 0];
    await fc.assert(
      fc.asyncProperty(requests, fc.nat(), async (request, at) => {
        const answer = sensitivityAnswerSchema.parse(await answerSensitivity(contextOf(engine), request));
        expect(answer.by_threshold.map((point) => point.primary_device_threshold)).toEqual([...THRESHOLDS_TRIED]);
        expect(answer.by_minimum.map((point) => point.minimum_actions)).toEqual([...MINIMUMS_TRIED]);
        const points = [...answer.by_threshold, ...answer.by_minimum];
        const point = points[at % points.length] as Point;
        const { primary_device_threshold, minimum_actions } = point;
        const rule = { ...request, primary_device_threshold, minimum_actions };
        const plain = await engine.store.reader.query(segmentsSql(rule), {}, segmentRow);
        const of = (segment: string) => plain.find((row) => row.segment === segment);
        for (const device of [...SEGMENTS, 'unknown'] as const) {
          const people = of(device)?.people ?? 0;
          expect([device, point.people[device] ?? people]).toEqual([device, people]);
        }
        point.rows.forEach((row, place) => {
          expect(row.behaviour).toBe(request.behaviours[place]);
          if (row.segment === null) {
            heldBack += 1;
            return;
          }
          shown += 1;
          expect([row.segment.numerator, row.segment.base]).toEqual([
            of(request.segment)?.did[place],
            of(request.segment)?.people,
          ]);
          const others = SEGMENTS.filter((one) => request.against === 'all_people' || one !== request.segment).map(of);
          expect([row.comparison?.numerator, row.comparison?.base]).toEqual([
            others.reduce((sum, one) => sum + (one?.did[place] ?? 0), 0),
            others.reduce((sum, one) => sum + (one?.people ?? 0), 0),
          ]);
        });
      }),
      { numRuns: 90, seed: 61, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(30);
    expect(heldBack).toBeGreaterThan(60);
  });

  it('never tells a few people by the difference of two rules, whichever segments are asked for', async () => {
    let differences = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answers = await Promise.all(
          SEGMENTS.map((segment) =>
            answerSensitivity(contextOf(engine), { ...request, segment, against: 'everyone_else' }),
          ),
        );
        for (const series of ['by_threshold', 'by_minimum'] as const) {
          for (const [device, cells] of cellsTold(answers, series)) {
            for (const [index, one] of cells.entries()) {
              for (const other of cells.slice(index + 1)) {
                differences += one === other ? 0 : 1;
                const moved = Math.abs(one - other);
                expect([device, moved === 0 || moved >= request.minimum_people]).toEqual([device, true]);
              }
            }
          }
        }
      }),
      { numRuns: 40, seed: 62, endOnFailure: false },
    );
    expect(differences).toBeGreaterThan(100);
  });

  it('has the index itself under the rule asked for', async () => {
    const request = { period: WHOLE, minimum_people: 10, behaviours: [...BEHAVIOUR_KEYS] };
    const [index, { by_threshold, by_minimum, meta }] = await Promise.all([
      answerIndex(contextOf(engine), indexRequestSchema.parse(request)),
      answerSensitivity(contextOf(engine), sensitivityRequestSchema.parse(request)),
    ]);
    const asked = [...by_threshold, ...by_minimum].filter((point) => point.asked);
    expect(asked).toHaveLength(2);
    for (const { rows, people } of asked) {
      expect(people.mobile).toBe(index.people.segment);
      expect(rows).toEqual(
        index.rows.map(({ behaviour, suppressed, segment, comparison, difference, ratio }) => ({
          behaviour,
          suppressed,
          segment,
          comparison,
          difference,
          ratio,
        })),
      );
    }
    expect(meta).toMatchObject({ exact: true, tier: 'raw' });
    expect(meta.method).toContain('60\u202f%');
  });

  it('refuses a filter by what it moves, and to answer from cells', async () => {
    const request = sensitivityRequestSchema.parse({ period: WHOLE });
    const filter = { dimension: 'primary_device' as const, op: 'is' as const, values: ['mobile'] };
    await expect(answerSensitivity(contextOf(engine), { ...request, filters: [filter] })).rejects.toMatchObject({
      code: 'forbidden_combination',
      path: 'filters[0].dimension',
    });
    await expect(answerSensitivity(contextOf(engine), { ...request, tier: 'intervals' })).rejects.toMatchObject({
      code: 'forbidden_combination',
    });
  });
});

/** Counts told of each primary device under the rules of a series: its people, who do a thing, and who do not. */
function cellsTold(
  answers: readonly SensitivityAnswer[],
  series: 'by_threshold' | 'by_minimum',
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const add = (name: string, cell: number | null | undefined) => {
    if (cell !== null && cell !== undefined) found.set(name, [...(found.get(name) ?? []), cell]);
  };
  for (const { rule, [series]: points } of answers) {
    for (const { people, rows } of points) {
      add(`${rule.segment}: people`, people[rule.segment]);
      if (rule.segment === 'mobile') add('unknown: people', people.unknown);
      for (const { behaviour, segment, comparison } of rows) {
        add(`${rule.segment}: ${behaviour}`, segment?.numerator);
        add(`${rule.segment}: not ${behaviour}`, segment && segment.base - segment.numerator);
        add(`others than ${rule.segment}: ${behaviour}`, comparison?.numerator);
        add(`others than ${rule.segment}: not ${behaviour}`, comparison && comparison.base - comparison.numerator);
      }
    }
  }
  return found;
}
