import type { RateReader } from '@syncline/api/query/currencies/port';
import { answerQuery } from '@syncline/api/query/run';
import { queryAnswerSchema, querySchema } from '@syncline/shared/query';
import { addDays, daysOf } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filters, periods, questions } from './query/arbitraries.ts';
import { Oracle, type Stored } from './query/oracle.ts';
import { GROUPINGS, type PlainQuestion, plainSql, VALUES } from './query/plain-sql.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';
import { CURRENCY, DAYS, FIRST_DAY, makeSpend } from './query/world.ts';

/** Made-up rates of each day, in hundredths per euro. */
const hundredths = (currency: string, day: string) => {
  const number = Date.parse(day) / 86_400_000;
  return currency === 'JPY' ? 12_000 + (number % 97) : 105 + (number % 13);
};

const RATES: RateReader = {
  series: async (currencies, { from, to }) =>
    new Map(
      currencies.map((currency) => [
        currency,
        daysOf({ from, to }).map((day) => {
          const rate = hundredths(currency, day);
          return {
            day,
            rate: `${Math.floor(rate / 100)}.${String(rate % 100).padStart(2, '0')}`,
            source: 'ecb' as const,
          };
        }),
      ]),
    ),
};

/** Cents of a dollar, the half rounded up: yen have no minor unit, and euros cents. */
function inDollars({ amount, currency, day }: Pick<Stored, 'amount' | 'currency' | 'day'>): number {
  const dollar = BigInt(hundredths('USD', day));
  const [numerator, denominator] =
    currency === 'JPY' ? [100n * dollar, BigInt(hundredths('JPY', day))] : [dollar, 100n];
  return Number((2n * BigInt(amount) * numerator + denominator) / (2n * denominator));
}

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
        expect(answer.meta.rows_total).toBe(expected.rows_total);
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

  it('converts the money of every currency as loops over converted events do', { timeout: 300_000 }, async () => {
    const events = store.events.map((event) =>
      event.currency === '' || event.currency === CURRENCY
        ? event
        : { ...event, amount: inDollars(event), currency: CURRENCY },
    );
    const oracle = new Oracle(events, makeSpend());
    const context = { ...store.context, rates: RATES };
    let changed = 0;
    const asked = questions.map((question) => ({ ...question, currencies: 'converted' as const }));
    await fc.assert(
      fc.asyncProperty(asked, async (question) => {
        const answer = queryAnswerSchema.parse(await answerQuery(context, question));
        const expected = oracle.answer(question);
        expect(answer.totals).toEqual(expected.totals);
        expect(answer.meta.rows_total).toBe(expected.rows_total);
        expect(answer.rows).toEqual(expected.rows);
        expect(answer.meta.warnings.map(({ code }) => code)).not.toContain('other_currencies');
        const { gross_revenue } = expected.totals.metrics;
        if (gross_revenue !== store.oracle.answer(question).totals.metrics.gross_revenue) changed += 1;
      }),
      { numRuns: 120, seed: 11, endOnFailure: false },
    );
    expect(changed).toBeGreaterThan(5);
  });

  it('names the rates that money was converted at, and refuses where one is missing', async () => {
    const period = { from: FIRST_DAY, to: addDays(FIRST_DAY, DAYS - 1) };
    const question = querySchema.parse({ period, metrics: ['net_revenue'], currencies: 'converted' });
    const { meta } = await answerQuery({ ...store.context, rates: RATES }, question);
    expect(meta.tier).toBe('raw');
    expect(meta.rates?.map(({ currency, missing_days }) => [currency, missing_days])).toEqual([
      ['JPY', 0],
      ['USD', 0],
    ]);
    await expect(answerQuery(store.context, question)).rejects.toMatchObject({ code: 'rate_missing' });
    // Without money nothing is converted, and no rate is missed.
    const people = querySchema.parse({ period, metrics: ['reach'], currencies: 'converted' });
    expect((await answerQuery(store.context, people)).meta.rates).toBeUndefined();
    const insisting = querySchema.parse({ ...question, tier: 'intervals' });
    await expect(answerQuery(store.context, insisting)).rejects.toMatchObject({ code: 'forbidden_combination' });
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
