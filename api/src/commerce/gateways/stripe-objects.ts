import { z } from 'zod';
import { holdsCardNumber } from '../../ingest/card-number.ts';

/** The entry in Stripe's metadata that holds the key of the request by which Syncline made an object. */
export const KEY_OF_REQUEST = 'syncline_key';
/** The entry that holds the order. */
export const ORDER = 'syncline_order';

/** An id of Stripe with one of the prefixes (`pi`, or `re|pyr`). */
export function stripeId(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^(?:${prefix})_\\w{1,120}$`))
    .refine((id) => !holdsCardNumber(id, Number.NaN, 'other'), 'holds a payment card number');
}

/** The id of a payment intent, where Stripe may write the object whole. */
export const intentIdSchema = z
  .union([stripeId('pi'), z.object({ id: stripeId('pi') }).transform(({ id }) => id)])
  .nullish();

/** A refund as Stripe writes it, reduced to what is taken of it. */
export const stripeRefundSchema = z.object({
  id: stripeId('re|pyr'),
  /** In Stripe's units of the currency. */
  amount: z.int().min(1),
  currency: z.string().regex(/^[a-z]{3}$/),
  payment_intent: intentIdSchema,
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
export type StripeRefund = z.infer<typeof stripeRefundSchema>;
