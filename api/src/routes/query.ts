import { queryAnswerSchema, querySchema } from '@syncline/shared/query';
import { Hono } from 'hono';
import type { Answers } from '../query/answers.ts';
import { answerQuery } from '../query/run.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

/** `POST /query`: any metrics by any dimensions. */
export function queryRoutes(answers: Answers) {
  return new Hono().post(
    '/query',
    describe({
      summary: 'Metrics by dimensions over a period',
      description:
        'Exact figures under filters, with totals computed rather than summed, an optional comparison, and what each figure means. Money is in integer minor units; a value that is not defined is null. `currencies: converted` counts money of every currency, each payment and refund at the exchange rate of its own day; a missing rate is refused (`rate_missing`) with its days.',
      tag: 'Questions',
      answers: { 200: queryAnswerSchema },
      errors: ['rate_missing', ...QUESTION_ERRORS],
    }),
    questionBody(querySchema),
    async ({ req, json }) => json(await answers.ask('query', answerQuery, req.valid('json'), req.raw.signal)),
  );
}
