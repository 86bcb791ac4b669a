import { answerQuery } from '@syncline/api/query/run';
import { queryAnswerSchema } from '@syncline/shared/query';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questions } from './query/arbitraries.ts';
import { type GeneratedStore, startGeneratedStore } from './query/store.ts';

const COMBINATIONS = { numRuns: 400, seed: 1, endOnFailure: false };

describe('POST /query against a second implementation', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('gives the same rows, totals, comparison and order for generated questions', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const answer = queryAnswerSchema.parse(await answerQuery(store.context, question));
        const expected = store.oracle.answer(question);
        expect(answer.totals).toEqual(expected.totals);
        expect(answer.meta.rows_total).toBe(expected.rows_total);
        expect(answer.rows).toEqual(expected.rows);
      }),
      COMBINATIONS,
    );
  });
});
