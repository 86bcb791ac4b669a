import { revenueShareAnswerSchema, revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import { Hono } from 'hono';
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
        'Parties, tax and what is under no agreement add up to net revenue. With `what_if` the totals under other terms stand beside them.',
      tag: 'Questions',
      answers: { 200: revenueShareAnswerSchema },
      errors: ['not_found', ...QUESTION_ERRORS],
    }),
    questionBody(revenueShareRequestSchema),
    async ({ req, json }) => {
      const request = req.valid('json');
      const question = { ...request, ...(await sharesHangOn(ctx, { what_if: request.what_if })) };
      return json(await answers.ask('revenue-share', answerRevenueShare, question, req.raw.signal));
    },
  );
}
