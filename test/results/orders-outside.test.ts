import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TestX } from '@syncline/api/commerce/x/test-x';
import { dataStatusSchema } from '@syncline/shared/control';
import { orderDetailSchema, orderPageSchema } from '@syncline/shared/orders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';

const SHIPPER = 'the secret of whoever ships';
const NEWS = 'the secret of news of orders';

let x: TestX;
let shipper: Server;
let handedOver: { signature: string; body: string }[];
let server: TestServer;

beforeAll(async () => {
  x = new TestX();
  handedOver = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    handedOver.push({ signature: String(request.headers['syncline-signature']), body: await text(request) });
    response.writeHead(204).end();
  };
  shipper = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
  await once(shipper, 'listening');
  server = await startTestServer({
    env: {
      SYNCLINE_X_URL: await x.start(),
      SYNCLINE_X_BEARER_TOKEN: 'token',
      SYNCLINE_X_API_KEY: 'app',
      SYNCLINE_X_API_SECRET: 'app secret',
      SYNCLINE_X_ACCESS_TOKEN: 'account',
      SYNCLINE_X_ACCESS_SECRET: 'account secret',
      SYNCLINE_FULFILMENT_URL: `http://127.0.0.1:${(shipper.address() as AddressInfo).port}/orders`,
      SYNCLINE_FULFILMENT_SECRET: SHIPPER,
      SYNCLINE_WEBHOOK_SECRETS: NEWS,
    },
  });
});
afterAll(async () => {
  await server?.stop();
  await x.stop();
  shipper.closeAllConnections();
  shipper.close();
});

async function call(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        };
  const answer = await fetch(`${server.url}/api/v1/${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const orders = async () => orderPageSchema.parse(await call('orders')).items;
const state = async () => (await orders()).map((order) => order.state);

/** A post as the stream delivers it; its id holds the time, as those of X do. */
function post(author: string, hashtag: string) {
  const now = Date.now();
  const id = String((BigInt(now) - 1_288_834_974_657n) << 22n);
  return {
    id,
    message: {
      data: {
        id,
        author_id: author,
        created_at: new Date(now).toISOString(),
        text: `#${hashtag}`,
        edit_history_tweet_ids: [id],
      },
      includes: { users: [{ id: author, protected: false, public_metrics: { followers_count: 7 } }] },
      matching_rules: [{ id: '1', tag: 'syncline offers' }],
    },
  };
}

const hmac = (body: string, secret: string, seconds: string) =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');

it('buys by posting on X, from the rule to the parcel, and tells of it', async () => {
  await call('offers', {
    slug: 'kindle-fire-hd',
    name: 'Kindle Fire HD',
    trigger_hashtag: 'BuyKindleFireHD',
    confirmation_hashtag: 'ConfirmKindleFireHD',
    price_minor: 14_999,
    currency: 'USD',
    starts_at: new Date(Date.now() - 60_000).toISOString(),
  });
  await call('accounts', { account: '2244994945', token: 'tok_success_visa_4242' });
  await expect
    .poll(() => x.rules.map(({ value }) => value))
    .toEqual(['(#buykindlefirehd OR #confirmkindlefirehd) -is:retweet -is:quote']);
  await expect.poll(() => x.connections.length).toBe(1);

  const trigger = post('2244994945', 'BuyKindleFireHD');
  x.connections[0]?.send(trigger.message);
  // Delivered twice, as streams do.
  x.connections[0]?.send(trigger.message);
  await expect.poll(() => x.posted.length).toBe(1);
  expect(x.posted[0]).toMatchObject({
    inReplyTo: trigger.id,
    text: expect.stringMatching(/#ConfirmKindleFireHD .*\[\w{6}\]$/) as string,
  });

  x.connections[0]?.send(post('2244994945', 'ConfirmKindleFireHD').message);
  await expect.poll(state).toEqual(['fulfilled']);
  expect(handedOver).toHaveLength(1);
  const { signature = '', body = '' } = handedOver[0] ?? {};
  const [, seconds = '', mac] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
  expect(mac).toBe(hmac(body, SHIPPER, seconds));
  const [order] = await orders();
  expect(JSON.parse(body)).toMatchObject({ order: order?.id, amount_minor: 14_999, currency: 'USD' });

  const status = dataStatusSchema.parse(await call('data/status'));
  expect(status.x_stream).toMatchObject({ state: 'connected', rules: 1, reconnects: 0, last_error: null });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('syncline_x_stream_connected 1\n');
});

it('hears of refunds made elsewhere, and of nobody who cannot sign', async () => {
  const [order] = await orders();
  const { charge_reference: charge } = orderDetailSchema.parse(await call(`orders/${order?.id}`));
  const news = JSON.stringify({ id: 'n-1', type: 'order.refunded', charge, amount_minor: 5000, currency: 'USD' });
  const seconds = String(Math.floor(Date.now() / 1000));
  const signed = (secret: string) => ({ 'Syncline-Signature': `t=${seconds},v1=${hmac(news, secret, seconds)}` });
  await expect(call('webhooks/payments', news, signed(SHIPPER))).rejects.toThrow('400');
  expect(await call('webhooks/payments', news, signed(NEWS))).toEqual({ outcome: 'learned' });
  await expect(call('webhooks/payments', news, signed(NEWS))).rejects.toThrow('409');
  expect((await orders())[0]).toMatchObject({ paid_minor: 14_999, refunded_minor: 5000 });
});
