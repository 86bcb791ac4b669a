import { Stripe } from 'stripe';
import type { Clock } from '../../lib/clock.ts';
import { retryAfterMs } from '../http.ts';
import {
  type ChargeAnswer,
  type ChargeRequest,
  type PaymentGateway,
  RefusedError,
  type RefundAnswer,
  type RefundRequest,
  TryLaterError,
} from '../ports.ts';
import { stripeAmount } from './stripe-amounts.ts';
import { KEY_OF_REQUEST, ORDER, type StripeRefund, stripeRefundSchema } from './stripe-objects.ts';

const TIMEOUT_MS = 20_000;
/** Stripe forgets idempotency keys once they are a day old; past this age of a request they are not relied on. */
const KEYS_RELIED_ON_MS = 23 * 3_600_000;

interface Options {
  /** A secret or restricted key. */
  key: string;
  clock: Clock;
  url?: string;
  /** How long an answer is waited for. */
  timeoutMs?: number;
}

/**
 * Charges cards through Stripe, as payment intents of buyers who are not there (`off_session`). A token is a payment method
 * (`pm_…`), or a customer with one (`cus_…:pm_…`).
 *
 * An intent is made under the key of the charge and confirmed in a second step. Only the second moves money, and Stripe lets
 * an intent succeed once, whatever becomes of keys and answers: a repetition finds the same intent, and how it stands. One
 * that is not paid is cancelled, so that a declined order can never be charged later.
 */
export class StripeGateway implements PaymentGateway {
  readonly name = 'stripe';
  readonly #stripe: Stripe;
  readonly #clock: Clock;

  constructor({ key, clock, url = 'https://api.stripe.com', timeoutMs = TIMEOUT_MS }: Options) {
    const { protocol, hostname, port } = new URL(url);
    const isPlain = protocol === 'http:';
    this.#clock = clock;
    this.#stripe = new Stripe(key, {
      protocol: isPlain ? 'http' : 'https',
      host: hostname,
      port: port === '' ? (isPlain ? 80 : 443) : port,
      timeout: timeoutMs,
      // Whoever asks repeats, with the same key.
      maxNetworkRetries: 0,
      telemetry: false,
      appInfo: { name: 'Syncline' },
    });
  }

  charge(request: ChargeRequest): Promise<ChargeAnswer> {
    return this.#asPort(async () => {
      const intent = await this.#intentOf(request);
      if (intent.status !== 'requires_confirmation') return this.#outcome(intent);
      return this.#confirm(intent.id, `${request.key}:confirm`);
    });
  }

  refund({ key, charge, amountMinor, currency }: RefundRequest): Promise<RefundAnswer> {
    return this.#asPort(async () => {
      const amount = amountOf(amountMinor, currency);
      // Stripe knows its refunds for longer than their keys.
      const known = (await this.refundsOf(charge)).find(({ metadata }) => metadata?.[KEY_OF_REQUEST] === key);
      if (known) return refundAnswer(known);
      try {
        const made = await this.#stripe.refunds.create(
          { payment_intent: charge, amount, metadata: { [KEY_OF_REQUEST]: key } },
          { idempotencyKey: key },
        );
        return refundAnswer(stripeRefundSchema.parse(made));
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.code === 'resource_missing')
          throw error;
        return { outcome: 'refused', reason: error.code ?? error.message };
      }
    });
  }

  /** All refunds of a payment intent, made here or elsewhere. Throws TryLaterError and RefusedError. */
  refundsOf(paymentIntent: string): Promise<StripeRefund[]> {
    return this.#asPort(async () => {
      const refunds: StripeRefund[] = [];
      for await (const refund of this.#stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 })) {
        refunds.push(stripeRefundSchema.parse(refund));
      }
      return refunds;
    });
  }

  /** The one intent of a charge, made if there is none. */
  async #intentOf(request: ChargeRequest): Promise<Stripe.PaymentIntent> {
    const { key, firstAskedAt } = request;
    const isOld = firstAskedAt !== undefined && this.#clock.now() - firstAskedAt > KEYS_RELIED_ON_MS;
    const found = isOld ? await this.#findIntent(request) : null;
    if (found) return found;
    try {
      return await this.#stripe.paymentIntents.create(intentParams(request), { idempotencyKey: key });
    } catch (error) {
      if (!isKeyOfAnother(error)) throw error;
      // Another token, or another name of the product: the intent stands as it was first asked for.
      const made = await this.#findIntent(request);
      if (made) return made;
      throw new TryLaterError('Stripe does not find the payment intent of this order yet.', { cause: error });
    }
  }

  /** The intent that was made for a charge, if there is one; Stripe finds it from some moments after it was made. */
  async #findIntent({ key, amountMinor, currency }: ChargeRequest): Promise<Stripe.PaymentIntent | null> {
    const query = `metadata['${KEY_OF_REQUEST}']:'${key.replace(/[\\']/g, '\\$&')}'`;
    const found = (await this.#stripe.paymentIntents.search({ query, limit: 1 })).data[0];
    if (!found) return null;
    if (found.amount === amountOf(amountMinor, currency) && found.currency === currency.toLowerCase()) return found;
    throw new RefusedError(`Stripe holds ${found.id} for this order with another amount.`);
  }

  /** Charges an intent; without a key where Stripe keeps giving back the failure of its own that it stored under it. */
  async #confirm(id: string, key: string | null): Promise<ChargeAnswer> {
    try {
      const options = key === null ? {} : { idempotencyKey: key };
      return await this.#outcome(await this.#stripe.paymentIntents.confirm(id, { off_session: true }, options));
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) {
        return this.#declined(await this.#stripe.paymentIntents.retrieve(id), reasonOf(error));
      }
      if (!isUnexpectedState(error) && !isReplayedFailure(error)) throw error;
      const intent = await this.#stripe.paymentIntents.retrieve(id);
      // Confirming twice cannot charge twice: only an intent that was not charged can be confirmed.
      if (intent.status === 'requires_confirmation' && key !== null) return this.#confirm(id, null);
      return this.#outcome(intent);
    }
  }

  async #outcome(given: Stripe.PaymentIntent): Promise<ChargeAnswer> {
    // An answer given back from under a key tells how it stood then.
    const intent = given.status === 'processing' ? await this.#stripe.paymentIntents.retrieve(given.id) : given;
    if (intent.status === 'succeeded') return { outcome: 'paid', reference: intent.id };
    if (intent.status === 'processing' || intent.status === 'requires_confirmation') {
      throw new TryLaterError(`Stripe has not decided on ${intent.id} yet.`);
    }
    const failure = intent.last_payment_error;
    const needs = intent.status === 'requires_action' ? 'authentication_required' : intent.status;
    return this.#declined(intent, failure ? reasonOf(failure) : needs);
  }

  async #declined(intent: Stripe.PaymentIntent, reason: string): Promise<ChargeAnswer> {
    const { status, id } = await this.#closed(intent);
    if (status === 'succeeded') return { outcome: 'paid', reference: id };
    if (status === 'canceled') return { outcome: 'declined', reason };
    throw new TryLaterError(`Stripe has not closed ${id} yet.`);
  }

  async #closed(intent: Stripe.PaymentIntent): Promise<Stripe.PaymentIntent> {
    if (intent.status === 'canceled' || intent.status === 'succeeded') return intent;
    try {
      return await this.#stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    } catch (error) {
      if (!isUnexpectedState(error)) throw error;
      return this.#stripe.paymentIntents.retrieve(intent.id);
    }
  }

  async #asPort<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Stripe.errors.StripeError)) throw cause;
      const message = `Stripe: ${cause.message}`;
      if (!mayWorkLater(cause)) throw new RefusedError(message, { cause });
      throw new TryLaterError(message, {
        afterMs: retryAfterMs(new Headers(cause.headers), this.#clock.now()),
        cause,
      });
    }
  }
}

function intentParams({ key, order, token, amountMinor, currency, description }: ChargeRequest) {
  const [, customer, method = token] = /^(cus_\w+):(.+)$/.exec(token) ?? [];
  return {
    amount: amountOf(amountMinor, currency),
    currency: currency.toLowerCase(),
    payment_method: method,
    payment_method_types: ['card'],
    ...(customer === undefined ? {} : { customer }),
    description,
    metadata: { [KEY_OF_REQUEST]: key, [ORDER]: order },
  };
}

/** Whether the key was used before, with other parameters. */
function isKeyOfAnother(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return error.rawType === 'idempotency_error' && error.code !== 'idempotency_key_in_use';
}

/** What is unknown or only for now: no answer, too many requests, failures of Stripe, the same request under way. */
function mayWorkLater(error: Stripe.errors.StripeError): boolean {
  if (isKeyOfAnother(error)) return false;
  const { StripeConnectionError, StripeRateLimitError, StripeAPIError, StripeIdempotencyError } = Stripe.errors;
  return [StripeConnectionError, StripeRateLimitError, StripeAPIError, StripeIdempotencyError].some(
    (kind) => error instanceof kind,
  );
}

function isUnexpectedState(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state';
}

function isReplayedFailure(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeAPIError && error.headers?.['idempotent-replayed'] === 'true';
}

function reasonOf({ decline_code, code }: { decline_code?: string | null; code?: string | null }): string {
  // The SDK gives an empty code where Stripe gives none.
  return decline_code || code || 'card_declined';
}

function refundAnswer({ id, status, failure_reason }: StripeRefund): RefundAnswer {
  if (status !== 'failed' && status !== 'canceled') return { outcome: 'refunded', reference: id };
  return { outcome: 'refused', reason: failure_reason ?? status };
}

function amountOf(amountMinor: number, currency: string): number {
  try {
    return stripeAmount(amountMinor, currency);
  } catch (cause) {
    throw new RefusedError(`Stripe cannot take this amount of ${currency}.`, { cause });
  }
}
