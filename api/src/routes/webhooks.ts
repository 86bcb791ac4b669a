import { webhookAnswerSchema } from '@syncline/shared/webhooks';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Webhooks } from '../commerce/webhooks/receive.ts';
import { ApiError } from '../lib/errors.ts';
import { describe } from './http.ts';

const MAX_KIB = 256;

/** `POST /webhooks/payments`: what the payment gateway, and whoever ships, tell of orders on their own. */
export function webhookRoutes(webhooks: Pick<Webhooks, 'receive'>) {
  return new Hono().post(
    '/webhooks/payments',
    describe({
      summary: 'Take in news of an order',
      description:
        'Signed in `Syncline-Signature` as `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.body">`, at most 300 s ago: `{"id", "type": "order.refunded", "charge", "amount_minor", "currency"}` or `{"id", "type": "order.fulfilled", "order"}`. Stripe’s own events are taken in `Stripe-Signature`. News signed anew counts once by its id; the same bytes sent again are a conflict. Of an order that is not known, Stripe hears 200 and anybody else 404.',
      tag: 'Webhooks',
      answers: { 200: webhookAnswerSchema },
      errors: ['bad_request', 'invalid_body', 'not_found', 'conflict', 'body_too_large', 'unavailable'],
    }),
    bodyLimit({
      maxSize: MAX_KIB * 1024,
      onError: () => {
        throw new ApiError('body_too_large', `The body is larger than ${MAX_KIB} KiB.`);
      },
    }),
    async (context) => {
      const body = Buffer.from(await context.req.arrayBuffer());
      return context.json(await webhooks.receive((name) => context.req.header(name), body));
    },
  );
}
