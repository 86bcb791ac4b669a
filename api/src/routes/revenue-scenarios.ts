import {
  breakEvenAnswerSchema,
  breakEvenRequestSchema,
  revenueScenariosAnswerSchema,
  revenueScenariosRequestSchema,
  tornadoAnswerSchema,
  tornadoRequestSchema,
} from '@syncline/shared/revenue-scenarios';
import { Hono } from 'hono';
import { answerBreakEven } from '../query/analysis/revenue-break-even.ts';
import { answerRevenueScenarios } from '../query/analysis/revenue-scenarios.ts';
import { answerTornado } from '../query/analysis/revenue-tornado.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';
import type { RevenueShareDeps } from './revenue-share.ts';
import { sharesHangOn } from './shares-question.ts';

const tag = 'Questions';

/** `POST /analysis/revenue-scenarios`, `revenue-break-even` and `revenue-tornado`: shares under supposed terms; nothing real changes. */
export function revenueScenarioRoutes({ answers, ctx }: RevenueShareDeps) {
  const errors: Parameters<typeof describe>[0]['errors'] = ['not_found', ...QUESTION_ERRORS];
  return new Hono()
    .post(
      '/analysis/revenue-scenarios',
      describe({
        summary: 'Who would get which share under several sets of supposed terms, beside the shares as they are',
        description: 'A scenario without supposed terms, or with those in force, is as the actual shares are.',
        tag,
        answers: { 200: revenueScenariosAnswerSchema },
        errors,
      }),
      questionBody(revenueScenariosRequestSchema),
      async ({ req, json }) => {
        const request = req.valid('json');
        const supposed = Object.fromEntries(
          request.scenarios.map(({ what_if }, index) => [`scenarios[${index}].what_if`, what_if]),
        );
        const question = { ...request, ...(await sharesHangOn(ctx, supposed)) };
        return json(await answers.ask('revenue-scenarios', answerRevenueScenarios, question, req.raw.signal));
      },
    )
    .post(
      '/analysis/revenue-break-even',
      describe({
        summary: 'The cut at which a party comes to a target, and the added orders that make up for supposed terms',
        tag,
        answers: { 200: breakEvenAnswerSchema },
        errors,
      }),
      questionBody(breakEvenRequestSchema),
      async ({ req, json }) => {
        const request = req.valid('json');
        const question = { ...request, ...(await sharesHangOn(ctx, { what_if: request.what_if })) };
        return json(await answers.ask('revenue-break-even', answerBreakEven, question, req.raw.signal));
      },
    )
    .post(
      '/analysis/revenue-tornado',
      describe({
        summary: 'Which parts of supposed terms matter most to a party: each moved a step down and up',
        tag,
        answers: { 200: tornadoAnswerSchema },
        errors,
      }),
      questionBody(tornadoRequestSchema),
      async ({ req, json }) => {
        const request = req.valid('json');
        const question = { ...request, ...(await sharesHangOn(ctx, { what_if: request.what_if })) };
        return json(await answers.ask('revenue-tornado', answerTornado, question, req.raw.signal));
      },
    );
}
