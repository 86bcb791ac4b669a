import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { webhookAnswerSchema } from '@syncline/shared/webhooks';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stripeRefundSchema } from '../commerce/gateways/stripe-objects.ts';
import { PUBLISHED } from '../commerce/gateways/test-stripe-published.ts';
import { type OrderNews, TryLaterError } from '../commerce/ports.ts';
import { keptDeliveries } from '../commerce/webhooks/deliveries.ts';
import { orderWebhooks } from '../commerce/webhooks/orders.ts';
import { Webhooks } from '../commerce/webhooks/receive.ts';
import { stripeWebhooks } from '../commerce/webhooks/stripe.ts';
import { errorHandler } from '../lib/http-errors.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import type { ControlStore } from '../stores/sql/port.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { webhookRoutes } from './webhooks.ts';

const SECRETS = ['the secret until yesterday', 'the secret from today on'];
const WHSEC = 'whsec_of_the_test_account';
const START = Date.UTC(2026, 8, 1, 12);
const DAY_MS = 86_400_000;

let now: number;
let folder: string;
let store: ControlStore;
let log: string;
/** What the orders know of; news of others is not known. */
let known: Set<string>;
let learned: OrderNews[];
let failure: Error | null;
let refunds: unknown[];
let app: Hono;

beforeEach(async () => {
  now = START;
  folder = mkdtempSync(join(tmpdir(), 'syncline-webhooks-'));
  store = await openSqlite(join(folder, 'control.db'));
  await migrateControl(store);
  known = new Set(['o-1', 'pi_1']);
  learned = [];
  failure = null;
  refunds = [];
  log = '';
  app = open(SECRETS, [WHSEC]);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function open(secrets: string[], stripeSecrets: string[]): Hono {
  const clock = { now: () => now };
  const webhooks = new Webhooks({
    sources: [
      orderWebhooks(secrets),
      stripeWebhooks({
        secrets: stripeSecrets,
        refundsOf: async () => {
          if (failure) throw failure;
          return refunds.map((each) => stripeRefundSchema.parse(each));
        },
      }),
    ],
    deliveries: keptDeliveries({ db: store.db, clock }),
    news: {
      learn: async (news) => {
        if (failure) throw failure;
        if (!known.has(news.kind === 'refunded' ? news.charge : news.order)) return false;
        learned.push(news);
        return true;
      },
    },
    clock,
  });
  const routes = new Hono();
  routes.onError(errorHandler(pino({ level: 'trace' }, { write: (line: string) => (log += line) })));
  return routes.route('/', webhookRoutes(webhooks));
}

/** The scheme as it is documented, written out here once more. */
function signature(body: string, secret = SECRETS[1] ?? '', seconds = now / 1000): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

async function deliver(body: string, header: string, name = 'Syncline-Signature') {
  const answer = await app.request('/webhooks/payments', { method: 'POST', body, headers: { [name]: header } });
  return { status: answer.status, text: await answer.text() };
}
const send = (value: unknown, secret?: string) => {
  const body = JSON.stringify(value);
  return deliver(body, signature(body, secret));
};
const sendStripe = (value: unknown) => {
  const body = JSON.stringify(value);
  return deliver(body, signature(body, WHSEC), 'Stripe-Signature');
};
const outcome = ({ status, text }: { status: number; text: string }) =>
  status === 200 ? webhookAnswerSchema.parse(JSON.parse(text)).outcome : status;

const fulfilled = (id: string) => ({ id, type: 'order.fulfilled', order: 'o-1' });
const refunded = { id: 'n-2', type: 'order.refunded', charge: 'pi_1', amount_minor: 500, currency: 'USD' };

/** Every byte on disk, each as a character. */
const disk = () =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('');

describe('news of orders', () => {
  it('is taken in under either of two secrets', async () => {
    expect(outcome(await send(fulfilled('n-1'), SECRETS[0]))).toBe('learned');
    expect(outcome(await send(refunded, SECRETS[1]))).toBe('learned');
    expect(learned).toEqual([
      { id: 'n-1', kind: 'fulfilled', order: 'o-1' },
      { id: 'n-2', kind: 'refunded', charge: 'pi_1', amountMinor: 500, currency: 'USD' },
    ]);
  });

  it('is refused 1,000 times: tampered with, late, replayed, signed by others', async () => {
    const good = JSON.stringify(fulfilled('good'));
    const header = signature(good);
    expect(outcome(await deliver(good, header))).toBe('learned');
    const attempts: [string, (index: number) => Promise<{ status: number; text: string }>][] = [
      ['body', (index) => deliver(JSON.stringify(fulfilled(`forged-${index}`)), header)],
      ['byte', (index) => deliver(flip(good, index), header)],
      ['signature', (index) => deliver(good, header.slice(0, -64) + flip(header.slice(-64), index))],
      ['time', (index) => deliver(good, header.replace(String(now / 1000), String(now / 1000 + 1 + index)))],
      ['late', (index) => late(index)],
      ['early', (index) => late(-index - 1)],
      ['secret', (index) => send(fulfilled(`by-others-${index}`), `somebody else’s secret ${index}`)],
      ['Stripe’s secret', (index) => send(fulfilled(`by-others-${index}`), WHSEC)],
      ['unsigned', () => deliver(good, '')],
      ['replayed', () => deliver(good, header)],
    ];
    const late = (index: number) => {
      const body = JSON.stringify(fulfilled(`late-${index}`));
      const off = index >= 0 ? 301 + index : -301 + index;
      return deliver(body, signature(body, SECRETS[1], now / 1000 - off));
    };
    const statuses = new Map<string, Set<number>>();
    for (const [name, attempt] of attempts) {
      for (let index = 0; index < 100; index++) {
        const { status } = await attempt(index);
        statuses.set(name, (statuses.get(name) ?? new Set()).add(status));
      }
    }
    const refusals = attempts.map(([name]) => [name, new Set([name === 'replayed' ? 409 : 400])] as const);
    expect(statuses).toEqual(new Map(refusals));
    expect(learned).toHaveLength(1);
  });

  it('sent again and signed anew is known, also after a restart and under the other secret', async () => {
    await send(fulfilled('n-1'));
    app = open(SECRETS, []);
    now += 60_000;
    const body = JSON.stringify(fulfilled('n-1'));
    expect(outcome(await deliver(body, signature(body, SECRETS[0])))).toBe('known');
    expect(outcome(await deliver(body, signature(body, SECRETS[1])))).toBe(409);
    expect(learned).toHaveLength(1);
  });

  it('is not remembered when it could not be taken in', async () => {
    failure = new Error('the disk is full');
    const body = JSON.stringify(fulfilled('n-1'));
    const header = signature(body);
    expect((await deliver(body, header)).status).toBe(500);
    failure = null;
    expect(outcome(await deliver(body, header))).toBe('learned');
  });

  it('of an order that is not known is refused, and taken once it is', async () => {
    const body = JSON.stringify({ ...fulfilled('n-1'), order: 'o-2' });
    const header = signature(body);
    expect(outcome(await deliver(body, header))).toBe(404);
    known.add('o-2');
    expect(outcome(await deliver(body, header))).toBe('learned');
  });

  it('is forgotten when its signature has long been too old', async () => {
    const rows = () => store.db.selectFrom('webhook_deliveries').select('delivery').execute();
    await send(fulfilled('n-1'));
    now += 6 * DAY_MS;
    await send(fulfilled('n-2'));
    expect(await rows()).toHaveLength(2);
    now += 2 * DAY_MS;
    await send(fulfilled('n-3'));
    expect((await rows()).map(({ delivery }) => delivery)).toEqual(['n-2', 'n-3']);
  });

  it.each([
    [{ ...refunded, amount_minor: 0 }, 'amount_minor'],
    [{ ...refunded, amount_minor: 1.5 }, 'amount_minor'],
    [{ ...refunded, currency: 'usd' }, 'currency'],
    [{ ...refunded, id: '' }, 'id'],
    [{ ...refunded, id: 'with a blank' }, 'id'],
    [{ ...refunded, more: 1 }, undefined],
    [{ id: 'n', type: 'order.lost', order: 'o-1' }, 'type'],
    [[refunded], undefined],
  ])('is refused as %j', async (value, path) => {
    const { status, text } = await send(value);
    expect(status).toBe(400);
    expect(errorEnvelopeSchema.parse(JSON.parse(text)).error).toMatchObject({ code: 'invalid_body' });
    expect(errorEnvelopeSchema.parse(JSON.parse(text)).error.path).toBe(path);
  });

  it('must be JSON in UTF-8 and small', async () => {
    expect(outcome(await deliver('{', signature('{')))).toBe(400);
    const large = JSON.stringify({ ...fulfilled('n'), more: 'x'.repeat(300_000) });
    expect(outcome(await deliver(large, signature(large)))).toBe(413);
    expect(learned).toEqual([]);
  });

  it('with a card number anywhere is refused, and the number kept and repeated nowhere', async () => {
    const card = '4242424242424242';
    for (const value of [
      fulfilled(card),
      { ...fulfilled('n'), order: `o-${card}` },
      { ...refunded, charge: card.replace(/(.{4})/g, '$1-') },
      { ...refunded, more: { deep: [{ [card]: 1 }] } },
      { ...refunded, [card]: true },
      { ...refunded, amount_minor: Number(card) },
    ]) {
      const { status, text } = await send(value);
      expect(status).toBe(400);
      expect(text).not.toContain('4242');
    }
    expect(disk() + log).not.toContain('4242');
    expect(learned).toEqual([]);
  });

  it('is not taken without a setting, and says which', async () => {
    app = open([], []);
    const { status, text } = await send(fulfilled('n-1'));
    expect(status).toBe(404);
    expect(text).toContain('SYNCLINE_WEBHOOK_SECRETS');
    app = open(SECRETS, []);
    expect((await sendStripe({})).text).toContain('SYNCLINE_STRIPE_WEBHOOK_SECRETS');
  });
});

function flip(text: string, index: number): string {
  const at = index % text.length;
  return text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
}

describe('events of Stripe', () => {
  const refund = (more: object = {}) => ({
    ...PUBLISHED.refund,
    id: 're_1',
    amount: 500,
    payment_intent: 'pi_1',
    ...more,
  });
  const charge = (more: object = {}) => ({ ...PUBLISHED.charge, payment_intent: 'pi_1', ...more });
  const event = (type: string, object: unknown, id = 'evt_1') => ({
    ...PUBLISHED.event,
    id,
    created: START / 1000,
    type,
    data: { object },
  });
  const news = { id: 're_1', kind: 'refunded', charge: 'pi_1', amountMinor: 500, currency: 'USD' };

  it.each(['refund.created', 'refund.updated', 'charge.refund.updated'])('%s tells of a refund', async (type) => {
    expect(outcome(await sendStripe(event(type, refund())))).toBe('learned');
    expect(learned).toEqual([news]);
  });

  it('charge.refunded tells of all refunds of the charge, each under its own id', async () => {
    refunds = [refund(), refund({ id: 're_2', amount: 100 }), refund({ id: 're_3', status: 'pending' })];
    expect(outcome(await sendStripe(event('charge.refunded', charge({ amount_refunded: 600 }))))).toBe('learned');
    expect(learned).toEqual([news, { ...news, id: 're_2', amountMinor: 100 }]);
  });

  it('of other kinds, of other payments, of what Syncline did itself, and of what may still fail are ignored', async () => {
    refunds = [refund()];
    for (const other of [
      event('customer.created', { id: 'cus_1' }),
      event('refund.created', refund({ payment_intent: 'pi_of_the_shop' })),
      event('refund.created', refund({ payment_intent: null })),
      event('refund.created', refund({ metadata: { syncline_key: 'refund-1' } })),
      event('refund.created', refund({ status: 'pending' })),
      event('charge.refunded', charge({ payment_intent: null })),
    ]) {
      expect(outcome(await sendStripe(other))).toBe('ignored');
    }
    expect(learned).toEqual([]);
  });

  it('may hold numbers that look like cards where nothing is taken from', async () => {
    const reference = '4242424242424242';
    const more = { destination_details: { card: { reference }, type: 'card' } };
    expect(outcome(await sendStripe(event('refund.updated', refund(more))))).toBe('learned');
    expect(outcome(await sendStripe(event('refund.updated', refund({ id: `re_${reference}` }), 'evt_2')))).toBe(400);
    expect(disk() + log).not.toContain(reference);
  });

  it('come again when Stripe cannot be asked', async () => {
    failure = new TryLaterError('Stripe: unavailable');
    const body = event('charge.refunded', charge());
    expect(outcome(await sendStripe(body))).toBe(503);
    failure = null;
    refunds = [refund()];
    expect(outcome(await sendStripe(body))).toBe('learned');
  });

  it('as Stripe publishes its objects are read, whatever else these hold', async () => {
    known.add('pi_1PgafyB7WZ01zgkWSjxsAJo3');
    const whole = { ...PUBLISHED.refund, payment_intent: PUBLISHED.payment_intent };
    expect(outcome(await sendStripe({ ...PUBLISHED.event, type: 'refund.created', data: { object: whole } }))).toBe(
      'learned',
    );
    expect(learned).toEqual([
      {
        id: 're_1Pgc72B7WZ01zgkWqPvrRrPE',
        kind: 'refunded',
        charge: 'pi_1PgafyB7WZ01zgkWSjxsAJo3',
        amountMinor: 100,
        currency: 'USD',
      },
    ]);
    expect(outcome(await sendStripe(event('refund.updated', PUBLISHED.refund)))).toBe('ignored');
    expect(disk() + log).not.toContain(PUBLISHED.payment_intent.client_secret);
  });

  it('that are not as Stripe writes them are refused', async () => {
    expect(outcome(await sendStripe({ id: 'n-1', type: 'order.fulfilled', order: 'o-1' }))).toBe(400);
    expect(outcome(await sendStripe(event('refund.created', refund({ amount: '5' }))))).toBe(400);
  });
});
