import { z } from 'zod';
import { currencySchema } from './fields.ts';

const idSchema = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

/** What whoever ships, or takes the money, tells of an order. Sent again with the same `id` it counts once. */
export const orderWebhookSchema = z.discriminatedUnion('type', [
  z.strictObject({
    id: idSchema,
    type: z.literal('order.refunded'),
    /** The gateway's name of the charge, as the order shows it. */
    charge: idSchema,
    /** What went back this time, in minor units of `currency`. */
    amount_minor: z.int().min(1),
    currency: currencySchema,
  }),
  z.strictObject({ id: idSchema, type: z.literal('order.fulfilled'), order: idSchema }),
]);
export type OrderWebhook = z.output<typeof orderWebhookSchema>;

/** What became of a delivery: its news was taken in, it was taken in before, or it holds none for Syncline. */
export const webhookAnswerSchema = z.object({ outcome: z.enum(['learned', 'known', 'ignored']) });
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>;
