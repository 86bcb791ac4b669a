import { termsFaults } from '@syncline/shared/agreements';
import { revenueShareAnswerSchema, revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import { Hono } from 'hono';
import { ApiError } from '../lib/errors.ts';
import { answerRevenueShare } from '../query/analysis/revenue-share.ts';
import type { Answers } from '../query/answers.ts';
import { listAgreements } from '../services/agreements/list.ts';
import type { ServiceContext } from '../services/context.ts';
import { listOffers } from '../services/offers/list.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

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
      const [agreements, offers] = await Promise.all([listAgreements(ctx), listOffers(ctx)]);
      request.what_if.forEach(({ agreement, terms }, index) => {
        if (!agreements.some(({ slug }) => slug === agreement)) {
          throw new ApiError('not_found', `what_if[${index}].agreement: there is no agreement "${agreement}".`);
        }
        const [fault] = termsFaults(terms);
        if (!fault) return;
        const path = `what_if[${index}].${fault.path}`;
        throw new ApiError('invalid_query', `${path}: ${fault.message}`, { path });
      });
      // What the answer hangs on is part of the question, so that it is kept no longer than that stays.
      const prices = offers.map(({ slug, list_price_minor, price_minor, currency, tax, tax_basis_points }) => ({
        slug,
        list_price_minor,
        price_minor,
        currency,
        tax,
        tax_basis_points,
      }));
      const question = { ...request, agreements, offers: prices };
      return json(await answers.ask('revenue-share', answerRevenueShare, question, req.raw.signal));
    },
  );
}
