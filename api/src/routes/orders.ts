import { slugSchema } from '@syncline/shared/fields';
import {
  ORDER_STATES,
  orderDetailSchema,
  orderPageSchema,
  refundRequestSchema,
  replyPageSchema,
} from '@syncline/shared/orders';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Commerce } from '../commerce/commerce.ts';
import { isCursor } from '../commerce/orders/list.ts';
import { holdsCardNumber } from '../ingest/card-number.ts';
import { ApiError } from '../lib/errors.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

export interface OrderDeps {
  commerce: Commerce;
}

const tag = 'Orders';
const MAX_PAGE = 500;
const IDEMPOTENCY_KEY = /^[\w.:-]{1,64}$/;
const byId = pathParameters(z.object({ id: z.string().max(64) }));
const limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(50);
const pageSchema = z.strictObject({
  state: z.enum(ORDER_STATES).optional(),
  offer: slugSchema.optional(),
  campaign: slugSchema.optional(),
  q: z.string().trim().min(1).max(64).optional(),
  problems: z.literal('true').optional(),
  limit,
  cursor: z.string().refine(isCursor, 'must be the `next` of the page before').optional(),
});
const repliesSchema = z.strictObject({
  limit,
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `next` of the page before')
    .optional(),
});

/** `/orders`: what became of purchases by post, and the little that people do by hand. */
export function orderRoutes({ commerce }: OrderDeps) {
  return new Hono()
    .get(
      '/orders',
      describe({
        summary: 'Orders, newest first',
        description:
          '`q` looks for the beginning of an order’s id or of a buyer’s keyed hash, or for a post’s id; `problems=true` gives those whose next step failed and is tried again.',
        tag,
        answers: { 200: orderPageSchema },
        errors: ['bad_request'],
      }),
      queryString(pageSchema),
      async (context) => {
        const { limit, cursor, problems, ...filter } = context.req.valid('query');
        return context.json(
          await commerce.list({ filter: { ...filter, problems: problems !== undefined }, limit, cursor }),
          200,
        );
      },
    )
    .get(
      '/orders/:id',
      describe({
        summary: 'One order with its posts, timeline and refunds',
        tag,
        answers: { 200: orderDetailSchema },
        errors: ['not_found'],
      }),
      byId,
      async (context) => context.json(await commerce.get(context.req.valid('param').id), 200),
    )
    .post(
      '/orders/:id/refunds',
      describe({
        summary: 'Refund an order, in part or whole',
        description:
          'Without an amount, all that is left. The gateway is asked at once; `refunds` of the order says what it answered. The same `Idempotency-Key` is the same refund.',
        tag,
        answers: { 200: orderDetailSchema },
        errors: ['invalid_body', 'bad_request', 'not_found', 'conflict'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(refundRequestSchema),
      async (context) => {
        const key = context.req.header('idempotency-key');
        if (key !== undefined && (!IDEMPOTENCY_KEY.test(key) || holdsCardNumber(key, Number.NaN, 'other'))) {
          throw new ApiError(
            'bad_request',
            'Idempotency-Key: must be 1 to 64 letters, digits and . _ : -, and no card.',
          );
        }
        return context.json(await commerce.refund(context.req.valid('param').id, context.req.valid('json'), key), 200);
      },
    )
    .post(
      '/orders/:id/fulfil',
      describe({
        summary: 'Mark a paid order as shipped',
        tag,
        answers: { 200: orderDetailSchema },
        errors: ['not_found', 'conflict'],
      }),
      byId,
      async (context) => context.json(await commerce.fulfil(context.req.valid('param').id), 200),
    )
    .post(
      '/orders/:id/retry',
      describe({
        summary: 'Try the next step of an order again at once',
        tag,
        answers: { 200: orderDetailSchema },
        errors: ['not_found'],
      }),
      byId,
      async (context) => context.json(await commerce.retry(context.req.valid('param').id), 200),
    )
    .get(
      '/replies',
      describe({
        summary: 'Replies to triggers, newest first',
        description: 'In a dry run (the default) they are kept here and not posted.',
        tag,
        answers: { 200: replyPageSchema },
        errors: ['bad_request'],
      }),
      queryString(repliesSchema),
      async (context) => {
        const page = await commerce.replies(context.req.valid('query'));
        return context.json({ ...page, sender: commerce.replySender }, 200);
      },
    );
}
