import { revenueShareAnswerSchema, revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import { Hono } from 'hono';
import { answerConvertedShares } from '../query/analysis/converted-shares.ts';
import { answerRevenueShare } from '../query/analysis/revenue-share.ts';
import type { Answers } from '../query/answers.ts';
import type { ServiceContext } from '../services/context.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';
import { sharesHangOn } from './shares-question.ts';

export interface RevenueShareDeps {
  answers: Answers;
  ctx: ServiceContext;
}

/** `POST /analysis/revenue-share`: what is paid and refunded, shared out under the agreements. */
export function revenueShareRoutes({ answers, ctx }: RevenueShareDeps) {
  return new Hono().post(
    '/analysis/revenue-share',
    describe({
      summary: 'Who gets which share of the revenue, under the agreements in force',
      description:
        'Parties, tax and what is under no agreement add up to net revenue. With `what_if` the totals under other terms stand beside them. `currencies: converted` counts the orders of every currency, each payment and refund at the exchange rate of its own day; a missing rate is refused (`rate_missing`) with its days.',
      tag: 'Questions',
      answers: { 200: revenueShareAnswerSchema },
      errors: ['not_found', 'rate_missing', ...QUESTION_ERRORS],
    }),
    questionBody(revenueShareRequestSchema),
    async ({ req, json }) => {
      const request = req.valid('json');
      const question = { ...request, ...(await sharesHangOn(ctx, { what_if: request.what_if })) };
      const answer = request.currencies === 'converted' ? answerConvertedShares : answerRevenueShare;
      return json(await answers.ask('revenue-share', answer, question, req.raw.signal));
    },
  );
}
