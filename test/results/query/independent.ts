import { answerAttribution } from '@syncline/api/query/analysis/attribution';
import { answerFrequency } from '@syncline/api/query/analysis/frequency';
import { answerFunnel } from '@syncline/api/query/analysis/funnel';
import { answerReachCurve } from '@syncline/api/query/analysis/reach-curve';
import type { QueryContext } from '@syncline/api/query/context';
import { answerQuery } from '@syncline/api/query/run';
import type { AnalyticsReader } from '@syncline/api/stores/clickhouse/port';
import type { AnswerMeta, FunnelAnswer, Query, TierChoice } from '@syncline/shared/query';
import { resolveComparison } from '@syncline/shared/time';
import { expect } from 'vitest';
import { z } from 'zod';
import { expectedCurve, expectedFrequency, expectedFunnel } from './analysis-oracle.ts';
import { creditedFigures, expectedAttribution } from './attribution-oracle.ts';
import type { CellQuestion } from './cell-questions.ts';
import { Oracle, type Stored } from './oracle.ts';
import { GROUPINGS, type PlainQuestion, plainSql, VALUES } from './plain-sql.ts';
import { makeSpend } from './world.ts';

interface Answered {
  meta: AnswerMeta;
  /** Everything else of the answer. */
  figures: unknown;
  /** The same, in the form in which the second implementation gives it. */
  bare: unknown;
}

/** A question's answer out of a tier. */
export async function answered(context: QueryContext, asked: CellQuestion, tier: TierChoice): Promise<Answered> {
  if (asked.ask === 'query') {
    const { meta, ...figures } = await answerQuery(context, { ...asked.request, tier });
    return { meta, figures, bare: { ...figures, rows_total: meta.rows_total } };
  }
  if (asked.ask === 'frequency') {
    const { meta, ...figures } = await answerFrequency(context, { ...asked.request, tier });
    const bins = figures.bins.map(({ conversion, ...bin }) => ({ ...bin, converted: conversion.numerator }));
    return { meta, figures, bare: { ...figures, bins, converted: figures.conversion.numerator } };
  }
  if (asked.ask === 'reach-curve') {
    const { meta, ...figures } = await answerReachCurve(context, { ...asked.request, tier });
    return { meta, figures, bare: figures };
  }
  if (asked.ask === 'funnel') {
    const { meta, ...figures } = await answerFunnel(context, { ...asked.request, tier });
    const breakdown = figures.breakdown.map(({ device, stages }) => ({ device, stages: counts(stages) }));
    return { meta, figures, bare: { stages: counts(figures.stages), breakdown } };
  }
  const answer = await answerAttribution(context, { ...asked.request, tier });
  const { meta, ...figures } = answer;
  return { meta, figures, bare: creditedFigures(answer) };
}

function counts(stages: FunnelAnswer['stages']) {
  return stages.map(({ people, people_did }) => ({ people, people_did }));
}

/** What plain loops over the events give to a question; part of `bare`. */
export function expectedOf(asked: CellQuestion, events: readonly Stored[]): object {
  const oracle = new Oracle(events, makeSpend());
  if (asked.ask === 'query') return oracle.answer(asked.request);
  if (asked.ask === 'frequency') return expectedFrequency(oracle, asked.request);
  if (asked.ask === 'funnel') return expectedFunnel(oracle, asked.request);
  if (asked.ask === 'attribution') return expectedAttribution(oracle, events, asked.request);
  const { request } = asked;
  const compared = request.compare && resolveComparison(request.period, request.compare);
  return {
    ...expectedCurve(oracle, request, request.period),
    comparison: compared ? expectedCurve(oracle, request, compared) : null,
  };
}

const plainRow = z.object({ grouping: z.string(), value: z.int().nullable() });

/**
 * Holds the total of the first metric that plain SQL was written for against it, and the rows where they are by one
 * dimension and all there. Answers whether there was such a metric; not where a filter is about primary devices.
 */
export async function holdAgainstSql(reader: AnalyticsReader, request: Query, bare: unknown): Promise<boolean> {
  const { period, filters, dimensions, limit, offset } = request;
  const metric = request.metrics.find(isPlain);
  if (metric === undefined || filters.some(({ dimension }) => dimension === 'primary_device')) return false;
  const answer = bare as Awaited<ReturnType<typeof answerQuery>>;
  const ask = (by: PlainQuestion['dimension']) =>
    reader.query(plainSql({ metric, dimension: by, period, filters }), {}, plainRow);
  const [total] = await ask('none');
  expect([metric, answer.totals.metrics[metric] ?? 0]).toEqual([metric, total?.value ?? 0]);
  const [dimension] = dimensions;
  if (dimension === undefined || !isGrouping(dimension) || dimensions.length > 1 || offset > 0 || limit < 10_000)
    return true;
  const rows = await ask(dimension);
  const found = answer.rows.map((row) => [String(row.dimensions[dimension] ?? ''), row.metrics[metric] ?? 0] as const);
  expect(nonZero(found)).toEqual(nonZero(rows.map((row) => [row.grouping, row.value ?? 0])));
  return true;
}

function isPlain(metric: string): metric is PlainQuestion['metric'] {
  return Object.hasOwn(VALUES, metric);
}

function isGrouping(dimension: string): dimension is PlainQuestion['dimension'] {
  return Object.hasOwn(GROUPINGS, dimension);
}

function nonZero(rows: (readonly [string, number])[]) {
  return rows.filter(([, value]) => value !== 0).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
