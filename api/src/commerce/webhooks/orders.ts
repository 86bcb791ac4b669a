import { type OrderWebhook, orderWebhookSchema } from '@syncline/shared/webhooks';
import { holdsCardAnywhere } from '../../ingest/card-search.ts';
import { ApiError } from '../../lib/errors.ts';
import type { OrderNews } from '../ports.ts';
import type { WebhookSource } from './receive.ts';

/**
 * News in Syncline's own words, from whoever ships or takes money. An order that is not known is a mistake they should hear
 * of. Bodies with a card number anywhere are refused before anything of them is repeated.
 */
export function orderWebhooks(secrets: readonly string[]): WebhookSource {
  return {
    name: 'orders',
    header: 'Syncline-Signature',
    setting: 'SYNCLINE_WEBHOOK_SECRETS',
    secrets,
    mayTellOfOthers: false,
    read: async (body) => {
      if (holdsCardAnywhere(body)) {
        throw new ApiError('invalid_body', 'The body holds a payment card number, which is never taken.');
      }
      const parsed = orderWebhookSchema.safeParse(body);
      if (parsed.success) return { id: parsed.data.id, news: [newsOf(parsed.data)] };
      const issue = parsed.error.issues[0];
      const path = issue?.path.join('.') ?? '';
      const what = path === '' ? issue?.message : `${path}: ${issue?.message}`;
      throw new ApiError('invalid_body', `The body is not as expected: ${what}`, path === '' ? {} : { path });
    },
  };
}

function newsOf(webhook: OrderWebhook): OrderNews {
  const { id } = webhook;
  if (webhook.type === 'order.fulfilled') return { id, kind: 'fulfilled', order: webhook.order };
  const { charge, amount_minor, currency } = webhook;
  return { id, kind: 'refunded', charge, amountMinor: amount_minor, currency };
}
