import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommerceOptions } from '@syncline/api/commerce/commerce';
import { readConfig } from '@syncline/api/lib/config';
import { openSyncline } from '@syncline/api/syncline';
import { orderPageSchema } from '@syncline/shared/orders';
import { pino } from 'pino';

/** Where the process is to be killed: before or after an effect is asked for the n-th time. */
export interface Boundary {
  effect: 'reply' | 'charge' | 'fulfil' | 'refund' | 'events';
  when: 'before' | 'after';
  call: number;
}

/** What a run that was not killed says on standard output. */
export interface Outcome {
  states: Record<string, number>;
  replies: number;
  charged: number;
  refunded: number;
  /** Orders that were handed over, each as often as it was. */
  shipped: string[];
  purchaseEvents: number;
}

const BUYERS = ['101', '102', '103'];
const folder = process.argv[2] ?? '';
const boundary = JSON.parse(process.argv[3] ?? 'null') as Boundary | null;
const shippedFile = join(folder, 'shipped.txt');

function dying<Arguments extends unknown[], Answer>(
  effect: Boundary['effect'],
  call: (...given: Arguments) => Promise<Answer>,
): (...given: Arguments) => Promise<Answer> {
  let calls = 0;
  return async (...given) => {
    calls += 1;
    const isHere = boundary?.effect === effect && boundary.call === calls;
    if (isHere && boundary?.when === 'before') die();
    const answer = await call(...given);
    if (isHere) die();
    return answer;
  };
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function wrapCommerce({ ingest, effectors, ...rest }: CommerceOptions): CommerceOptions {
  const { gateway, replies } = effectors;
  const submit = dying('events', ingest.submit.bind(ingest));
  return {
    ...rest,
    ingest: {
      submit: (batch) => (batch.source === 'orders' ? submit(batch) : ingest.submit(batch)),
      retract: ingest.retract.bind(ingest),
      userKey: ingest.userKey.bind(ingest),
    },
    effectors: {
      ...effectors,
      gateway: {
        name: gateway.name,
        charge: dying('charge', gateway.charge.bind(gateway)),
        refund: dying('refund', gateway.refund.bind(gateway)),
      },
      replies: { name: replies.name, send: dying('reply', replies.send.bind(replies)) },
      fulfilment: {
        name: 'file',
        fulfil: dying('fulfil', ({ key }) => {
          appendFileSync(shippedFile, `${key}\n`);
          return Promise.resolve(true);
        }),
      },
    },
  };
}

const syncline = await openSyncline({
  config: readConfig({ SYNCLINE_DATA: folder, SYNCLINE_DEMO: 'off', SYNCLINE_LOG: 'warn' }),
  log: pino({ level: 'warn' }, pino.destination(2)),
  version: 'test',
  webRoot: null,
  wrapCommerce,
});

async function call(path: string, body?: unknown, expected = [200, 201, 409]): Promise<Record<string, unknown>> {
  const answer = await syncline.app.request(`/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!expected.includes(answer.status)) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const posted = Date.parse(process.argv[4] ?? '');
const post = (id: string, author: string, text: string, after: number) => ({
  id,
  author_id: author,
  text,
  created_at: new Date(posted + after).toISOString(),
});

await call('offers', {
  slug: 'lamp',
  name: 'Lamp',
  trigger_hashtag: 'BuyLamp',
  confirmation_hashtag: 'ConfirmLamp',
  price_minor: 1000,
  currency: 'USD',
  stock: 2,
  starts_at: new Date(posted - 3_600_000).toISOString(),
});
for (const account of BUYERS) await call('accounts', { account, token: 'sim-success-1' });
await call(
  'posts',
  BUYERS.map((author, index) => post(`${index + 1}`, author, '#BuyLamp', index * 10)),
);
const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await sleep(50);
};
await until(async () => (await call('replies')).total === BUYERS.length);
await call(
  'posts',
  BUYERS.map((author, index) => post(`${index + 11}`, author, '#ConfirmLamp', 500 + index * 10)),
);
const orders = async (query = '') => orderPageSchema.parse(await call(`orders?limit=100${query}`));
await until(async () => (await orders()).counts.states.fulfilled + (await orders()).counts.states.refunded === 2);
const [first] = (await orders()).items
  .filter(({ state }) => state === 'fulfilled' || state === 'refunded')
  .sort((a, b) => (a.id < b.id ? -1 : 1));
await call(`orders/${first?.id}/refunds`, { amount_minor: 400 });
await until(async () => (await orders()).items.some(({ refunded_minor }) => refunded_minor === 400));
await syncline.settleOrders();
const { counts, items } = await orders();
const status = (await call('data/status')) as { kinds: { kind: string; events: number }[] };
const outcome: Outcome = {
  states: counts.states,
  replies: Number((await call('replies')).total),
  charged: items.reduce((sum, { paid_minor }) => sum + paid_minor, 0),
  refunded: items.reduce((sum, { refunded_minor }) => sum + refunded_minor, 0),
  shipped: readFileSync(shippedFile, 'utf8').trim().split('\n'),
  purchaseEvents: status.kinds.find(({ kind }) => kind === 'purchase')?.events ?? 0,
};
await syncline.close();
process.stdout.write(`${JSON.stringify(outcome)}\n`);
