import {
  frequencyAnswerSchema,
  frequencyRequestSchema,
  funnelAnswerSchema,
  funnelRequestSchema,
  reachCurveAnswerSchema,
  reachCurveRequestSchema,
} from '@syncline/shared/query';
import { Hono } from 'hono';
import { answerFrequency } from '../query/analysis/frequency.ts';
import { answerFunnel } from '../query/analysis/funnel.ts';
import { answerReachCurve } from '../query/analysis/reach-curve.ts';
import type { QueryContext } from '../query/context.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

/** `POST /analysis/frequency`, `/analysis/reach-curve` and `/analysis/funnel`. */
export function analysisRoutes(context: QueryContext) {
  const errors = [...QUESTION_ERRORS];
  return new Hono()
    .post(
      '/analysis/frequency',
      describe({
        summary: 'People by number of impressions, and conversion at each frequency',
        tag: 'Questions',
        answers: { 200: frequencyAnswerSchema },
        errors,
      }),
      questionBody(frequencyRequestSchema),
      async ({ req, json }) => json(await answerFrequency(context, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/reach-curve',
      describe({
        summary: 'Reach day by day, newly reached and cumulative',
        tag: 'Questions',
        answers: { 200: reachCurveAnswerSchema },
        errors,
      }),
      questionBody(reachCurveRequestSchema),
      async ({ req, json }) => json(await answerReachCurve(context, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/funnel',
      describe({
        summary: 'People from exposure to a purchase that was kept',
        tag: 'Questions',
        answers: { 200: funnelAnswerSchema },
        errors,
      }),
      questionBody(funnelRequestSchema),
      async ({ req, json }) => json(await answerFunnel(context, req.valid('json'), req.raw.signal)),
    );
}
