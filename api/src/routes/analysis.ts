import { liftAnswerSchema, liftRequestSchema } from '@syncline/shared/lift';
import {
  attributionAnswerSchema,
  attributionRequestSchema,
  frequencyAnswerSchema,
  frequencyRequestSchema,
  funnelAnswerSchema,
  funnelRequestSchema,
  overlapAnswerSchema,
  overlapRequestSchema,
  reachCurveAnswerSchema,
  reachCurveRequestSchema,
  timeToPurchaseAnswerSchema,
  timeToPurchaseRequestSchema,
} from '@syncline/shared/query';
import { indexAnswerSchema, indexRequestSchema } from '@syncline/shared/research';
import { Hono } from 'hono';
import { answerAttribution } from '../query/analysis/attribution.ts';
import { answerFrequency } from '../query/analysis/frequency.ts';
import { answerFunnel } from '../query/analysis/funnel.ts';
import { answerLift } from '../query/analysis/lift.ts';
import { answerOverlap } from '../query/analysis/overlap.ts';
import { answerReachCurve } from '../query/analysis/reach-curve.ts';
import { answerIndex } from '../query/analysis/research.ts';
import { answerTimeToPurchase } from '../query/analysis/time-to-purchase.ts';
import type { Answers } from '../query/answers.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

/** `POST /analysis/…`: frequency, reach-curve, funnel, overlap, attribution, time-to-purchase, lift and index. */
export function analysisRoutes(answers: Answers) {
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
      async ({ req, json }) => json(await answers.ask('frequency', answerFrequency, req.valid('json'), req.raw.signal)),
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
      async ({ req, json }) =>
        json(await answers.ask('reach-curve', answerReachCurve, req.valid('json'), req.raw.signal)),
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
      async ({ req, json }) => json(await answers.ask('funnel', answerFunnel, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/overlap',
      describe({
        summary: 'People that campaigns share, and those only one of them reached',
        tag: 'Questions',
        answers: { 200: overlapAnswerSchema },
        errors,
      }),
      questionBody(overlapRequestSchema),
      async ({ req, json }) => json(await answers.ask('overlap', answerOverlap, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/attribution',
      describe({
        summary: 'Paid orders by the campaign of the last touch before the payment',
        tag: 'Questions',
        answers: { 200: attributionAnswerSchema },
        errors,
      }),
      questionBody(attributionRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('attribution', answerAttribution, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/time-to-purchase',
      describe({
        summary: 'Minutes from trigger to confirmation against the deadline, and what was lost',
        tag: 'Questions',
        answers: { 200: timeToPurchaseAnswerSchema },
        errors,
      }),
      questionBody(timeToPurchaseRequestSchema),
      async ({ req, json }) =>
        json(
          await answers.ask('time-to-purchase', answerTimeToPurchase, req.valid('json'), req.raw.signal, {
            // Orders that wait are late as soon as their time is over, without any event.
            changesAt: ({ open }) => open.closes_at,
          }),
        ),
    )
    .post(
      '/analysis/lift',
      describe({
        summary: 'What the exposed arm did beyond the control arm, and whether the arms are sound',
        tag: 'Questions',
        answers: { 200: liftAnswerSchema },
        errors,
      }),
      questionBody(liftRequestSchema),
      async ({ req, json }) => json(await answers.ask('lift', answerLift, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/index',
      describe({
        summary: 'How much more or less likely people of a primary device are to do several things than others',
        tag: 'Questions',
        answers: { 200: indexAnswerSchema },
        errors,
      }),
      questionBody(indexRequestSchema),
      async ({ req, json }) => json(await answers.ask('index', answerIndex, req.valid('json'), req.raw.signal)),
    );
}
