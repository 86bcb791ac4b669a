import type { Clock } from '../../lib/clock.ts';
import { call, mayWorkLater, retryAfterMs } from '../http.ts';
import { type Fulfilment, type FulfilmentRequest, RefusedError, TryLaterError } from '../ports.ts';
import { sign } from '../webhooks/signature.ts';

interface Options {
  url: string;
  /** What `Syncline-Signature` is made with. */
  secret: string;
  clock: Clock;
  /** How long an answer is waited for. */
  timeoutMs?: number;
}

/**
 * Hands paid orders over as signed JSON: any 2xx means that it was taken. `Syncline-Delivery` is the same in every
 * repetition, so that whoever receives can drop those; each is signed with the time it is sent at.
 */
export class WebhookFulfilment implements Fulfilment {
  readonly name = 'webhook';
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async fulfil(request: FulfilmentRequest): Promise<boolean> {
    const { url, secret, clock, timeoutMs } = this.#options;
    const body = JSON.stringify(messageOf(request));
    const { status, headers } = await call(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Syncline',
        'Syncline-Delivery': request.key,
        'Syncline-Signature': sign(body, { secret, at: clock.now() }),
      },
      body,
      what: 'The address of fulfilment',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (status >= 200 && status < 300) return true;
    const message = `The address of fulfilment answered ${status}.`;
    if (mayWorkLater(status)) throw new TryLaterError(message, { afterMs: retryAfterMs(headers, clock.now()) });
    if (status >= 300 && status < 400) throw new RefusedError(`${message} Redirects are not followed.`);
    throw new RefusedError(message);
  }
}

function messageOf({ key, order, offer, product, network, person, amountMinor, currency, paidAt }: FulfilmentRequest) {
  return {
    id: key,
    type: 'order.paid',
    order,
    offer,
    product,
    network,
    person,
    amount_minor: amountMinor,
    currency,
    paid_at: new Date(paidAt).toISOString(),
  };
}
