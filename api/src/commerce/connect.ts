import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import type { CommerceConfig } from '../lib/config.ts';
import type { ServiceContext } from '../services/context.ts';
import { manualFulfilment } from './fulfilment/manual.ts';
import { WebhookFulfilment } from './fulfilment/webhook.ts';
import { StripeGateway } from './gateways/stripe.ts';
import type { Fulfilment, OrderNewsIn, PaymentGateway, PostsIn, ReplySender } from './ports.ts';
import { XReplies } from './replies/x.ts';
import { keptDeliveries } from './webhooks/deliveries.ts';
import { orderWebhooks } from './webhooks/orders.ts';
import { Webhooks } from './webhooks/receive.ts';
import { stripeWebhooks } from './webhooks/stripe.ts';
import { XStream } from './x/stream.ts';
import { systemTime } from './x/time.ts';

/** What purchases by post are connected to by the settings; null is not connected. */
export interface Connections {
  gateway: PaymentGateway | null;
  replies: ReplySender | null;
  /** By hand unless an address is set. */
  fulfilment: Fulfilment;
  /** Takes deliveries in, and refuses them with a hint where no secret is set. */
  webhooks(parts: { ctx: ServiceContext; news: OrderNewsIn }): Webhooks;
  /** Still to be started. */
  stream(parts: { posts: PostsIn; liveHashtags(): Promise<readonly string[]>; log: Logger }): XStream | null;
}

/** Connects to the world outside what the settings name; nothing is called before it is used. */
export function connect({ stripe, webhookSecrets, fulfilment, x }: CommerceConfig, clock: Clock): Connections {
  const gateway = stripe && new StripeGateway({ key: stripe.key, clock });
  return {
    gateway,
    replies: x.replies && new XReplies({ url: x.url, keys: x.replies, clock }),
    fulfilment: fulfilment ? new WebhookFulfilment({ ...fulfilment, clock }) : manualFulfilment,
    webhooks: ({ ctx, news }) =>
      new Webhooks({
        sources: [
          orderWebhooks(webhookSecrets),
          stripeWebhooks({
            secrets: stripe?.webhookSecrets ?? [],
            refundsOf: async (intent) => (gateway ? gateway.refundsOf(intent) : []),
          }),
        ],
        deliveries: keptDeliveries(ctx),
        news,
        clock,
      }),
    stream: (parts) =>
      x.stream && new XStream({ url: x.url, ...x.stream, ...parts, time: systemTime, random: Math.random }),
  };
}
