import { answerQuery } from '@syncline/api/query/run';
import { queryAnswerSchema, querySchema } from '@syncline/shared/query';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filters, periods, questions } from './query/arbitraries.ts';
import { GROUPINGS, type PlainQuestion, plainSql, VALUES } from './query/plain-sql.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';

describe('POST /query against two other implementations', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('gives the rows, totals, comparison and order that plain loops over the events give', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const answer = queryAnswerSchema.parse(await answerQuery(store.context, question));
        const expected = store.oracle.answer(question);
        expect(answer.totals).toEqual(expected.totals);
        expect(answer.meta.rows_total).toBe(expected.rows_total);
        expect(answer.rows).toEqual(expected.rows);
      }),
      { numRuns: 400, seed: 1, endOnFailure: false },
    );
  });

  it('tells people apart by primary device as plain loops do', { timeout: 300_000 }, async () => {
    const segments = fc
      .record({
        question: questions,
        dimensions: fc.constantFrom([], ['primary_device' as const]),
        filters: fc.subarray([
          { dimension: 'device' as const, op: 'is' as const, values: ['mobile', 'tablet'] },
          { dimension: 'primary_device' as const, op: 'is_not' as const, values: ['mixed'] },
        ]),
      })
      .map(({ question, ...one }) => querySchema.parse({ ...question, ...one, order_by: [] }));
    await fc.assert(
      fc.asyncProperty(segments, async (question) => {
        const answer = queryAnswerSchema.parse(await answerQuery(store.context, question));
        const expected = store.oracle.answer(question);
        expect(answer.totals).toEqual(expected.totals);
        expect(answer.rows).toEqual(expected.rows);
      }),
      { numRuns: 60, seed: 7, endOnFailure: false },
    );
  });

  it('gives the numbers that hand-written plain SQL gives', async () => {
    const plainQuestions: fc.Arbitrary<PlainQuestion> = fc.record({
      metric: fc.constantFrom(...(Object.keys(VALUES) as (keyof typeof VALUES)[])),
      dimension: fc.constantFrom(...(Object.keys(GROUPINGS) as (keyof typeof GROUPINGS)[])),
      period: periods,
      filters: filters.filter((all) => all.every((filter) => filter.dimension !== 'primary_device')),
    });
    const plainRow = z.object({ grouping: z.string(), value: z.int().nullable() });
    await fc.assert(
      fc.asyncProperty(plainQuestions, async ({ metric, dimension, period, filters }) => {
        const dimensions = dimension === 'none' ? [] : [dimension];
        const asked = querySchema.parse({ metrics: [metric], dimensions, period, filters, limit: 10_000 });
        const statement = plainSql({ metric, dimension, period, filters });
        const [answer, plain] = await Promise.all([
          answerQuery(store.context, asked),
          store.engine.store.reader.query(statement, {}, plainRow),
        ]);
        expect(
          nonZero(answer.rows.map((row) => [row.dimensions[dimension] ?? '', row.metrics[metric] ?? null])),
        ).toEqual(nonZero(plain.map((row) => [row.grouping, row.value])));
      }),
      { numRuns: 400, seed: 5, endOnFailure: false },
    );
  });

  it('reports amounts in other currencies beside money, and no warning where there are none', async () => {
    const period = { from: '2025-10-20', to: '2025-12-31' };
    const abroad = store.events.filter((event) => event.stage === 'paid' && event.currency === 'EUR');
    const cents = abroad.reduce((sum, event) => sum + event.amount, 0);
    const money = await answerQuery(store.context, querySchema.parse({ period, metrics: ['gross_revenue'] }));
    const warning = money.meta.warnings.find(({ code }) => code === 'other_currencies');
    expect(cents).toBeGreaterThan(0);
    expect(warning?.message).toContain(`${(cents / 100).toFixed(2)} EUR paid`);
    const people = await answerQuery(store.context, querySchema.parse({ period, metrics: ['buyers'] }));
    expect(people.meta.warnings.map(({ code }) => code)).toEqual(['open_days']);
  });
});

/** Values by group, without the groups that hold nothing: plain SQL does not list those. */
function nonZero(groups: readonly (readonly [string | number, number | null])[]): Record<string, number> {
  return Object.fromEntries(groups.flatMap(([group, value]) => (value ? [[String(group), value]] : [])));
}
