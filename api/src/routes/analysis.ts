import { claimsAnswerSchema, claimsRequestSchema } from '@syncline/shared/claims';
import { currenciesAnswerSchema, currenciesRequestSchema } from '@syncline/shared/currencies';
import {
  devicePathsAnswerSchema,
  devicePathsRequestSchema,
  devicesAnswerSchema,
  devicesRequestSchema,
  intensityAnswerSchema,
  intensityRequestSchema,
} from '@syncline/shared/devices';
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
import { reachForecastAnswerSchema, reachForecastRequestSchema } from '@syncline/shared/reach-forecast';
import { indexAnswerSchema, indexRequestSchema } from '@syncline/shared/research';
import { revenueChangeAnswerSchema, revenueChangeRequestSchema } from '@syncline/shared/revenue-change';
import { sensitivityAnswerSchema, sensitivityRequestSchema } from '@syncline/shared/sensitivity';
import { Hono } from 'hono';
import { answerAttribution } from '../query/analysis/attribution.ts';
import { answerCurrencies } from '../query/analysis/currencies.ts';
import { answerDevicePaths, SEEN_BEFORE } from '../query/analysis/device-paths.ts';
import { answerDevices } from '../query/analysis/devices.ts';
import { answerFrequency } from '../query/analysis/frequency.ts';
import { answerFunnel } from '../query/analysis/funnel.ts';
import { answerIntensity } from '../query/analysis/intensity.ts';
import { answerLift } from '../query/analysis/lift.ts';
import { answerOverlap } from '../query/analysis/overlap.ts';
import { answerReachCurve } from '../query/analysis/reach-curve.ts';
import { answerReachForecast } from '../query/analysis/reach-forecast.ts';
import { answerPlatformClaims } from '../query/analysis/platform-claims.ts';
import { answerIndex } from '../query/analysis/research.ts';
import { answerRevenueChange, withComparison } from '../query/analysis/revenue-change.ts';
import { answerSensitivity } from '../query/analysis/sensitivity.ts';
import { FOLLOWS_OF_BEFORE } from '../query/analysis/standing.ts';
import { answerTimeToPurchase, changesAt } from '../query/analysis/time-to-purchase.ts';
import type { Answers } from '../query/answers.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

/** `POST /analysis/…`: frequency, reach-curve, reach-forecast, funnel, overlap, attribution, time-to-purchase, lift, index, index-sensitivity, devices, device-paths, intensity, platform-claims, revenue-change and currencies. */
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
      '/analysis/reach-forecast',
      describe({
        summary: 'After how many more days like those so far a tenth more people are reached',
        tag: 'Questions',
        answers: { 200: reachForecastAnswerSchema },
        errors,
      }),
      questionBody(reachForecastRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('reach-forecast', answerReachForecast, req.valid('json'), req.raw.signal)),
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
          await answers.ask('time-to-purchase', answerTimeToPurchase, req.valid('json'), req.raw.signal, { changesAt }),
        ),
    )
    .post(
      '/analysis/revenue-change',
      describe({
        summary: 'Why net revenue differs from that of another period: volume, price, mix, new, ended, refunds',
        description:
          'The parts add up to the difference, in total and in each group. Without `compare` a calendar month is compared with the month before, any other period with as many days before it.',
        tag: 'Questions',
        answers: { 200: revenueChangeAnswerSchema },
        errors,
      }),
      questionBody(revenueChangeRequestSchema),
      async ({ req, json }) => {
        const question = withComparison(req.valid('json'));
        return json(await answers.ask('revenue-change', answerRevenueChange, question, req.raw.signal));
      },
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
      async ({ req, json }) =>
        json(await answers.ask('index', answerIndex, req.valid('json'), req.raw.signal, FOLLOWS_OF_BEFORE)),
    )
    .post(
      '/analysis/devices',
      describe({
        summary: 'People on mobile only, desktop only, both, other and unknown devices: parts that add up',
        tag: 'Questions',
        answers: { 200: devicesAnswerSchema },
        errors,
      }),
      questionBody(devicesRequestSchema),
      async ({ req, json }) => json(await answers.ask('devices', answerDevices, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/device-paths',
      describe({
        summary: 'Orders and buyers by the device they were last seen on and the one they bought on',
        tag: 'Questions',
        answers: { 200: devicePathsAnswerSchema },
        errors,
      }),
      questionBody(devicePathsRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('device-paths', answerDevicePaths, req.valid('json'), req.raw.signal, SEEN_BEFORE)),
    )
    .post(
      '/analysis/intensity',
      describe({
        summary: 'Actions per person and days active, by primary device: means, deciles and classes',
        tag: 'Questions',
        answers: { 200: intensityAnswerSchema },
        errors,
      }),
      questionBody(intensityRequestSchema),
      async ({ req, json }) => json(await answers.ask('intensity', answerIntensity, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/index-sensitivity',
      describe({
        summary: 'How an index moves with the threshold of the primary device and the least number of actions',
        tag: 'Questions',
        answers: { 200: sensitivityAnswerSchema },
        errors,
      }),
      questionBody(sensitivityRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('index-sensitivity', answerSensitivity, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/platform-claims',
      describe({
        summary: 'What advertising platforms claim of campaigns, beside what was counted',
        tag: 'Questions',
        answers: { 200: claimsAnswerSchema },
        errors,
      }),
      questionBody(claimsRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('platform-claims', answerPlatformClaims, req.valid('json'), req.raw.signal)),
    )
    .post(
      '/analysis/currencies',
      describe({
        summary: 'What was paid and refunded in each currency, and in that of the workspace',
        description:
          'Converted at dated exchange rates, each payment and refund at that of its own day. A missing rate is named, and nothing is converted then.',
        tag: 'Questions',
        answers: { 200: currenciesAnswerSchema },
        errors,
      }),
      questionBody(currenciesRequestSchema),
      async ({ req, json }) =>
        json(await answers.ask('currencies', answerCurrencies, req.valid('json'), req.raw.signal)),
    );
}
