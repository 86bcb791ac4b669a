import { answerLift } from '@syncline/api/query/analysis/lift';
import { compareMeans, type Sample } from '@syncline/api/query/stats/two-means';
import { type LiftAnswer, liftAnswerSchema, liftRequestSchema } from '@syncline/shared/lift';
import type { Filter } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters, periods, thresholds } from './query/arbitraries.ts';
import { armFigures, joinedPeople, liftSql } from './query/lift-oracle.ts';
import { contextOf, type GeneratedStore, startGeneratedStore } from './query/store.ts';
import { TOUCH_CAMPAIGNS, TOUCH_DAYS, touchEvents, touchWorlds } from './query/touch-world.ts';
import { insertWorld } from './query/world.ts';

const splits = fc.option(
  fc.constantFrom(0.5, 0.8, 0.96).map((exposed) => ({ exposed, control: 1 - exposed })),
  { nil: undefined },
);

describe('lift against a second implementation', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('counts people, buyers, orders and money of each arm as plain loops do, and compares those', async () => {
    const requests = fc
      .record({ period: periods, filters, primary_device_threshold: thresholds, expected: splits })
      .map(({ expected, ...scope }) => liftRequestSchema.parse(expected ? { ...scope, expected } : scope));
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = liftAnswerSchema.parse(await answerLift(store.context, request));
        const people = joinedPeople(store.oracle, request);
        const of = (side: string) => people.filter((person) => person.side === side);
        expect(figures(answer)).toEqual({
          exposed: armFigures(of('exposed')),
          control: armFigures(of('control')),
          both: of('both').length,
          days: daysOf(people.filter(({ side }) => side !== 'both')),
        });
        expectCompared(answer, of('exposed'), of('control'));
        if (answer.incremental.gross_revenue.low !== null) compared += 1;
      }),
      { numRuns: 200, seed: 41, endOnFailure: false },
    );
    expect(compared).toBeGreaterThan(30);
  });

  it('keeps the arms of the days and of the whole together, and flags what the split cannot be', async () => {
    await fc.assert(
      fc.asyncProperty(periods, splits, async (period, expected) => {
        const asked = expected ? { period, expected } : { period };
        const { arms, sample_ratio: ratio, meta } = await answerLift(store.context, liftRequestSchema.parse(asked));
        expect(sum(ratio.days.map(({ exposed }) => exposed))).toBe(arms.exposed.people);
        expect(sum(ratio.days.map(({ control }) => control))).toBe(arms.control.people);
        expect(ratio.days.every(({ day }) => day >= period.from && day <= period.to)).toBe(true);
        expect(ratio.verdict === 'unknown').toBe(ratio.p_value === null);
        const flagged =
          ratio.verdict === 'broken' || ratio.verdict === 'doubtful' || ratio.days.some((day) => day.broken);
        expect(meta.warnings.some(({ code }) => code === 'sample_ratio')).toBe(flagged);
      }),
      { numRuns: 60, seed: 42, endOnFailure: false },
    );
  });

  it('is exact and of the log, and says so of cells', async () => {
    const period = { from: '2025-10-20', to: '2025-12-31' };
    const { meta } = await answerLift(store.context, liftRequestSchema.parse({ period }));
    expect(meta).toMatchObject({ exact: true, tier: 'raw' });
    await expect(
      answerLift(store.context, liftRequestSchema.parse({ period, tier: 'intervals' })),
    ).rejects.toMatchObject({ code: 'forbidden_combination' });
  });
});

describe('lift at the edges, against plain SQL', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const rows = fc.sample(touchWorlds, { numRuns: 150, seed: 43 }).flatMap(touchEvents);
    await insertWorld(engine.store.writer, rows);
  });
  afterAll(() => engine.stop());

  it('people of both arms, payments at the instant of the first record, orders shared and paid twice', async () => {
    const row = z.object({
      side: z.enum(['exposed', 'control', 'both']),
      day: z.string(),
      people: z.int(),
      buyers: z.int(),
      purchases: z.int(),
      gross_revenue: z.int(),
    });
    const days = fc.tuple(fc.nat(112), fc.nat(112)).map(([a, b]) => ({
      from: addDays(TOUCH_DAYS.from, Math.min(a, b)),
      to: addDays(TOUCH_DAYS.from, Math.max(a, b)),
    }));
    const campaigns = fc.option(fc.subarray(['', ...TOUCH_CAMPAIGNS], { minLength: 1 }), { nil: undefined, freq: 2 });
    let both = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constant(TOUCH_DAYS), days), campaigns, async (period, campaigns) => {
        const filters: Filter[] = campaigns ? [{ dimension: 'campaign', op: 'is', values: campaigns }] : [];
        const [answer, plain] = await Promise.all([
          answerLift(contextOf(engine), liftRequestSchema.parse({ period, filters })),
          engine.store.reader.query(liftSql({ period, filters }), {}, row),
        ]);
        const of = (side: string) => {
          const rows = plain.filter((row) => row.side === side);
          const total = (figure: 'people' | 'buyers' | 'purchases' | 'gross_revenue') =>
            sum(rows.map((row) => row[figure]));
          return {
            people: total('people'),
            buyers: total('buyers'),
            purchases: total('purchases'),
            gross_revenue: total('gross_revenue'),
          };
        };
        const found = figures(answer);
        expect(found).toMatchObject({ exposed: of('exposed'), control: of('control'), both: of('both').people });
        const listed = plain.filter(({ side }) => side !== 'both');
        expect(found.days).toEqual(daysOf(listed.flatMap((row) => Array<typeof row>(row.people).fill(row))));
        both += of('both').people;
        expect(answer.meta.warnings.some(({ code }) => code === 'both_arms')).toBe(of('both').people > 0);
      }),
      { numRuns: 80, seed: 44, endOnFailure: false },
    );
    expect(both).toBeGreaterThan(100);
  });
});

function figures({ arms, in_both: both, sample_ratio: ratio }: LiftAnswer) {
  const arm = ({ people, conversion, purchases, gross_revenue }: LiftAnswer['arms']['exposed']) => {
    expect(conversion.base).toBe(people);
    return { people, buyers: conversion.numerator, purchases, gross_revenue };
  };
  const days = ratio.days.map(({ day, exposed, control }) => ({ day, exposed, control }));
  return { exposed: arm(arms.exposed), control: arm(arms.control), both, days };
}

function daysOf(people: readonly { side: string; day: string }[]) {
  const of = (day: string, side: string) => people.filter((one) => one.day === day && one.side === side).length;
  const days = [...new Set(people.map(({ day }) => day))].toSorted();
  return days.map((day) => ({ day, exposed: of(day, 'exposed'), control: of(day, 'control') }));
}

type Person = ReturnType<typeof joinedPeople>[number];

/** Differences per person, and those of all exposed people, from the people themselves. */
function expectCompared(answer: LiftAnswer, exposed: readonly Person[], control: readonly Person[]) {
  const share = (people: readonly Person[]) => armFigures(people).buyers / people.length;
  const { absolute, relative } = answer.lift;
  const isCompared = exposed.length > 0 && control.length > 0;
  const hasRatio = isCompared && share(control) > 0;
  expect([absolute.value !== null, relative.value !== null]).toEqual([isCompared, hasRatio]);
  if (!isCompared) return;
  expect(absolute.value).toBeCloseTo(share(exposed) - share(control), 12);
  expect(relative.value ?? 0).toBeCloseTo(hasRatio ? share(exposed) / share(control) - 1 : 0, 9);
  expectScaled(answer.incremental.purchases, exposed, control, ({ orders }) => orders, 1e-6);
  // To whole minor units.
  expectScaled(answer.incremental.gross_revenue, exposed, control, ({ money }) => money, 0.5 + 1e-6);
  expect(answer.incremental.buyers.value).toBeCloseTo(exposed.length * (share(exposed) - share(control)), 9);
}

function expectScaled(
  found: LiftAnswer['incremental']['purchases'],
  exposed: readonly Person[],
  control: readonly Person[],
  of: (person: Person) => number,
  most: number,
) {
  const { difference } = compareMeans(plainSample(exposed.map(of)), plainSample(control.map(of)));
  for (const end of ['value', 'low', 'high'] as const) {
    const expected = difference[end];
    expect(found[end] === null).toBe(expected === null);
    expect(Math.abs((found[end] ?? 0) - (expected ?? 0) * exposed.length)).toBeLessThanOrEqual(most);
  }
}

function plainSample(values: readonly number[]): Sample {
  const mean = sum(values) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  return { size: values.length, mean, variance: values.length < 2 ? null : sum(squares) / (values.length - 1) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
