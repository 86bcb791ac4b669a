import { z } from 'zod';
import { ApiError } from '../../lib/errors.ts';
import { minorOfStripe } from '../gateways/stripe-amounts.ts';
import {
  intentIdSchema,
  KEY_OF_REQUEST,
  type StripeRefund,
  stripeId,
  stripeRefundSchema,
} from '../gateways/stripe-objects.ts';
import { type OrderNews, TryLaterError } from '../ports.ts';
import type { WebhookSource } from './receive.ts';

const eventSchema = z.object({ id: stripeId('evt'), type: z.string(), data: z.object({ object: z.unknown() }) });
const chargeSchema = z.object({ payment_intent: intentIdSchema });

const REFUND_EVENTS = new Set(['refund.created', 'refund.updated', 'charge.refund.updated']);

interface Options {
  secrets: readonly string[];
  /** All refunds of a payment intent; throws TryLaterError. */
  refundsOf: (paymentIntent: string) => Promise<readonly StripeRefund[]>;
}

/**
 * Stripe's own events. Refunds made elsewhere, as in its dashboard, are news; those Syncline asked for itself it knows from
 * their answer. The news has the id of the refund, which several events tell of. Everything else in an event, where
 * Stripe's reference numbers can look like card numbers, is neither looked at nor kept, and events of other kinds and of
 * other payments of the account are answered as taken so that Stripe does not repeat them.
 */
export function stripeWebhooks({ secrets, refundsOf }: Options): WebhookSource {
  return {
    name: 'stripe',
    header: 'Stripe-Signature',
    setting: 'SYNCLINE_STRIPE_WEBHOOK_SECRETS',
    secrets,
    mayTellOfOthers: true,
    read: async (body) => {
      const { id, type, data } = read(eventSchema, body, 'The event');
      if (REFUND_EVENTS.has(type)) {
        return { id, news: [read(stripeRefundSchema, data.object, `The refund of ${type}`)].flatMap(newsOf) };
      }
      if (type !== 'charge.refunded') return { id, news: [] };
      // The charge tells how much went back in all, and no more which refunds that were.
      const { payment_intent } = read(chargeSchema, data.object, 'The charge');
      if (payment_intent === undefined || payment_intent === null) return { id, news: [] };
      return { id, news: (await ask(() => refundsOf(payment_intent))).flatMap(newsOf) };
    },
  };
}

function newsOf({ id, amount, currency, payment_intent, status, metadata }: StripeRefund): OrderNews[] {
  if (status !== 'succeeded' || !payment_intent || metadata?.[KEY_OF_REQUEST] !== undefined) return [];
  const amountMinor = minorOfStripe(amount, currency);
  return [{ id, kind: 'refunded', charge: payment_intent, amountMinor, currency: currency.toUpperCase() }];
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ApiError('invalid_body', `${what} is not as Stripe writes it${path ? `: ${path}` : ''}.`);
}

async function ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof TryLaterError)) throw cause;
    throw new ApiError('unavailable', 'Stripe cannot be asked for the refunds of this charge.', {
      retryAfterSeconds: 60,
      cause,
    });
  }
}
