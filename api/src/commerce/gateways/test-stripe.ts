import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { PUBLISHED } from './test-stripe-published.ts';

type Intent = Record<string, unknown> & { id: string; amount: number; status: string };
type Refund = Record<string, unknown> & { id: string; amount: number; payment_intent: string };
interface Result {
  status: number;
  body: unknown;
}

/**
 * What may go wrong with the next request to a path: `lost` is carried out and never answered; `stored` is carried out, or
 * with `unmoved` not, and fails with a 500 that is kept under its key; the others are refused before anything happens.
 */
type Fault = 'lost' | 'stored' | 'unmoved' | 'busy' | 'limited' | 'locked' | 'unauthorised';

/**
 * A server of its own that speaks the part of Stripe's API that the gateway uses, with whole objects as Stripe
 * publishes them: payment intents with their states, refunds, idempotency keys that keep the first result, failures
 * included. It forgets keys when told to, as Stripe does after a day.
 */
export class TestStripe {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  /** Every request, as `METHOD path`. */
  readonly requests: string[] = [];
  /** Stripe finds what is new only after some moments. */
  searchable = true;
  readonly #faults: { path: string; fault: Fault }[] = [];
  readonly #kept = new Map<string, { digest: string; result: Result }>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The next POST whose path ends so goes wrong. */
  fail(path: string, fault: Fault): void {
    this.#faults.push({ path, fault });
  }

  forgetKeys(): void {
    this.#kept.clear();
  }

  /** Amounts that were taken from cards. */
  get charged(): number[] {
    return [...this.intents.values()].filter(({ status }) => status === 'succeeded').map(({ amount }) => amount);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    const form = new URLSearchParams(await text(request));
    this.requests.push(`${request.method} ${url.pathname}`);
    const index = request.method === 'POST' ? this.#faults.findIndex(({ path }) => url.pathname.endsWith(path)) : -1;
    const fault = index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
    const send = ({ status, body }: Result, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers });
      response.end(JSON.stringify(body));
    };
    const refusal = REFUSALS.get(fault);
    if (refusal) return send(refusal, fault === 'limited' ? { 'retry-after': '7' } : {});

    const key = request.headers['idempotency-key'];
    const digest = createHash('sha256').update(`${url.pathname} ${form.toString()}`).digest('hex');
    const before = typeof key === 'string' ? this.#kept.get(key) : undefined;
    if (before && before.digest !== digest) {
      return send(
        problem(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' }),
      );
    }
    if (before) return send(before.result, { 'idempotent-replayed': 'true' });
    const done = fault === 'unmoved' ? FAILED : this.#handle(request.method ?? '', url, form);
    const result = fault === 'stored' ? FAILED : done;
    if (typeof key === 'string') this.#kept.set(key, { digest, result });
    if (fault !== 'lost') send(result);
  }

  #handle(method: string, { pathname, searchParams }: URL, form: URLSearchParams): Result {
    const [, , resource, id, action] = pathname.split('/');
    if (resource === 'refunds') return method === 'GET' ? this.#listRefunds(searchParams) : this.#refund(form);
    if (resource !== 'payment_intents') return problem(404, { message: 'Unrecognized request URL' });
    if (id === undefined) return this.#create(form);
    if (id === 'search') return this.#search(searchParams.get('query') ?? '');
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (action === 'confirm') return this.#confirm(intent);
    if (action === 'cancel') return cancel(intent);
    return ok(intent);
  }

  #create(form: URLSearchParams): Result {
    const method = form.get('payment_method') ?? '';
    if (!method.startsWith('pm_')) return missing(method);
    const id = `pi_test${this.intents.size + 1}`;
    const intent: Intent = {
      ...PUBLISHED.payment_intent,
      id,
      amount: Number(form.get('amount')),
      currency: form.get('currency'),
      status: 'requires_confirmation',
      payment_method: method,
      customer: form.get('customer'),
      description: form.get('description'),
      last_payment_error: null,
      metadata: metadataOf(form),
    };
    this.intents.set(id, intent);
    return ok(intent);
  }

  #confirm(intent: Intent): Result {
    if (intent.status !== 'requires_confirmation') return unexpected(intent, 'confirm');
    const method = String(intent.payment_method);
    const decline = DECLINES.get(method);
    if (decline) {
      const error = { type: 'card_error', message: 'Your card was declined.', ...decline };
      Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: error });
      return problem(402, { ...error, payment_intent: { ...intent } });
    }
    intent.status = STATUS_AFTER.get(method) ?? 'succeeded';
    return ok(intent);
  }

  #search(query: string): Result {
    const key = /^metadata\['syncline_key'\]:'(.*)'$/.exec(query)?.[1];
    const known = this.searchable ? [...this.intents.values()] : [];
    const data = known.filter(({ metadata }) => (metadata as { syncline_key?: string }).syncline_key === key);
    return ok({ object: 'search_result', url: '/v1/payment_intents/search', has_more: false, data });
  }

  #refund(form: URLSearchParams): Result {
    const intent = this.intents.get(form.get('payment_intent') ?? '');
    if (intent?.status !== 'succeeded') return missing(form.get('payment_intent') ?? '');
    const back = this.refunds.filter(({ payment_intent }) => payment_intent === intent.id);
    const left = intent.amount - back.reduce((sum, { amount }) => sum + amount, 0);
    if (left === 0) {
      return problem(400, { code: 'charge_already_refunded', message: 'Charge has already been refunded.' });
    }
    const amount = Number(form.get('amount'));
    if (amount > left) {
      return problem(400, {
        param: 'amount',
        message: `Refund amount (${amount}) is greater than unrefunded amount (${left})`,
      });
    }
    const refund: Refund = {
      ...PUBLISHED.refund,
      id: `re_test${this.refunds.length + 1}`,
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      status: 'succeeded',
      metadata: metadataOf(form),
    };
    this.refunds.push(refund);
    return ok(refund);
  }

  #listRefunds(query: URLSearchParams): Result {
    const data = this.refunds
      .filter(({ payment_intent }) => payment_intent === query.get('payment_intent'))
      .toReversed();
    return ok({ object: 'list', url: '/v1/refunds', has_more: false, data });
  }
}

const DECLINES = new Map([
  ['pm_card_chargeDeclined', { code: 'card_declined', decline_code: 'generic_decline' }],
  ['pm_card_expired', { code: 'expired_card' }],
  ['pm_card_authenticationRequired', { code: 'authentication_required', decline_code: 'authentication_required' }],
]);
const STATUS_AFTER = new Map([
  ['pm_needs_action', 'requires_action'],
  ['pm_slow', 'processing'],
]);

const FAILED = problem(500, { type: 'api_error', message: 'An unknown error occurred.' });
const REFUSALS = new Map<Fault | undefined, Result>([
  ['busy', problem(503, { type: 'api_error', message: 'Stripe is unavailable.' })],
  ['limited', problem(429, { code: 'rate_limit', message: 'Too many requests.' })],
  [
    'locked',
    problem(409, { code: 'idempotency_key_in_use', type: 'idempotency_error', message: 'The key is in use.' }),
  ],
  ['unauthorised', problem(401, { message: 'Invalid API Key provided.' })],
]);

function ok(body: object): Result {
  return { status: 200, body: { ...body } };
}

function problem(status: number, error: object): Result {
  return { status, body: { error: { type: 'invalid_request_error', ...error } } };
}

function missing(id: string): Result {
  return problem(404, { code: 'resource_missing', message: `No such object: '${id}'` });
}

function unexpected(intent: Intent, verb: string): Result {
  return problem(400, {
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: { ...intent },
  });
}

function cancel(intent: Intent): Result {
  if (intent.status === 'canceled' || intent.status === 'succeeded') return unexpected(intent, 'cancel');
  intent.status = 'canceled';
  return ok(intent);
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const entries = [...form].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}
