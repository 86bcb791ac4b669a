import { answerFrequency } from '@syncline/api/query/analysis/frequency';
import { answerFunnel } from '@syncline/api/query/analysis/funnel';
import { answerReachCurve } from '@syncline/api/query/analysis/reach-curve';
import { answerReachForecast } from '@syncline/api/query/analysis/reach-forecast';
import {
  frequencyAnswerSchema,
  frequencyRequestSchema,
  type FunnelAnswer,
  funnelAnswerSchema,
  funnelRequestSchema,
  reachCurveAnswerSchema,
  reachCurveRequestSchema,
} from '@syncline/shared/query';
import { reachForecastAnswerSchema, reachForecastRequestSchema } from '@syncline/shared/reach-forecast';
import { resolveComparison } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedCurve, expectedFrequency, expectedFunnel } from './query/analysis-oracle.ts';
import { expectedForecast } from './query/forecast-oracle.ts';
import { comparisons, filters, periods, thresholds } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';

const COMBINATIONS = { numRuns: 300, endOnFailure: false };
const scope = { period: periods, filters, primary_device_threshold: thresholds };

describe('analyses against a second implementation', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('frequency: people, impressions and conversion of every bin', async () => {
    const requests = fc
      .record({ ...scope, top: fc.constantFrom(2, 5, 11, 100), viewable_only: fc.boolean() })
      .map((request) => frequencyRequestSchema.parse(request));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = frequencyAnswerSchema.parse(await answerFrequency(store.context, request));
        const { bins, converted, ...expected } = expectedFrequency(store.oracle, request);
        expect(answer).toMatchObject(expected);
        expect(answer.bins.map(({ conversion, ...bin }) => ({ ...bin, converted: conversion.numerator }))).toEqual(
          bins,
        );
        expect([answer.conversion.numerator, answer.conversion.base]).toEqual([converted, expected.reach]);
        expect(sum(answer.bins.map((bin) => bin.people))).toBe(answer.reach);
        expect(sum(answer.bins.map((bin) => bin.impressions))).toBe(answer.impressions);
        expect(answer.bins.every((bin) => bin.open || bin.impressions === bin.frequency * bin.people)).toBe(true);
      }),
      { ...COMBINATIONS, seed: 2 },
    );
  });

  it('reach curve: every day, and its comparison', async () => {
    const requests = fc
      .record({ ...scope, viewable_only: fc.boolean(), compare: comparisons })
      .map(({ compare, ...request }) =>
        reachCurveRequestSchema.parse(compare === undefined ? request : { ...request, compare }),
      );
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = reachCurveAnswerSchema.parse(await answerReachCurve(store.context, request));
        const compared = request.compare && resolveComparison(request.period, request.compare);
        expect({ reach: answer.reach, days: answer.days }).toEqual(
          expectedCurve(store.oracle, request, request.period),
        );
        expect(answer.comparison).toEqual(compared ? expectedCurve(store.oracle, request, compared) : null);
        expect(sum(answer.days.map((day) => day.newly_reached))).toBe(answer.reach);
      }),
      { ...COMBINATIONS, seed: 3 },
    );
  });

  it('reach forecast: days reached, estimate and interval, days left out one by one', async () => {
    const requests = fc
      .record({ ...scope, viewable_only: fc.boolean() })
      .map((request) => reachForecastRequestSchema.parse(request));
    let foretold = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { meta: _, ...answer } = reachForecastAnswerSchema.parse(
          await answerReachForecast(store.context, request),
        );
        const { course, unseen, ...expected } = expectedForecast(store.oracle, request);
        expect(answer).toMatchObject(expected);
        expect(answer.course.length).toBe(course.length);
        foretold += unseen === null ? 0 : 1;
        expect(answer.unseen ?? -1).toBeCloseTo(unseen ?? -1, 6);
        for (const [index, { newly_reached, low, high }] of answer.course.entries()) {
          const { value, half } = course[index] ?? { value: NaN, half: NaN };
          expect(newly_reached).toBeCloseTo(value, 6);
          expect(low).toBeCloseTo(Math.max(0, value - half), 6);
          expect(high).toBeCloseTo(value + half, 6);
        }
      }),
      { ...COMBINATIONS, numRuns: 100, seed: 5 },
    );
    expect(foretold).toBeGreaterThan(20);
  });

  it('funnel: furthest stages and stages done, in all and by device', async () => {
    const requests = fc
      .record({ ...scope, breakdown: fc.boolean() })
      .map(({ breakdown, ...request }) =>
        funnelRequestSchema.parse(breakdown ? { ...request, breakdown: 'device' } : request),
      );
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = funnelAnswerSchema.parse(await answerFunnel(store.context, request));
        const expected = expectedFunnel(store.oracle, request);
        expect(counts(answer.stages)).toEqual(expected.stages);
        expect(answer.breakdown.map(({ device, stages }) => ({ device, stages: counts(stages) }))).toEqual(
          expected.breakdown,
        );
        expect(answer.stages.every(({ people }, index) => people <= (answer.stages[index - 1]?.people ?? people))).toBe(
          true,
        );
        const exposed = answer.stages[0]?.people ?? 0;
        expect(answer.stages.every(({ of_exposed: share }) => share.base === exposed)).toBe(true);
      }),
      { ...COMBINATIONS, seed: 4 },
    );
  });
});

function counts(stages: FunnelAnswer['stages']) {
  return stages.map(({ people, people_did }) => ({ people, people_did }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
