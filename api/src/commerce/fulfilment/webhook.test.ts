import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusedError, TryLaterError } from '../ports.ts';
import { verify } from '../webhooks/signature.ts';
import { manualFulfilment } from './manual.ts';
import { WebhookFulfilment } from './webhook.ts';

const SECRET = 'a secret of sixteen and more';
const NOW = Date.UTC(2026, 8, 1, 12);

let server: Server;
let url: string;
let received: { headers: IncomingHttpHeaders; body: string; path: string | undefined }[];
/** What is answered; null never does. */
let answer: { status: number; headers?: Record<string, string> } | null;

beforeEach(async () => {
  received = [];
  answer = { status: 204 };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    received.push({ headers: request.headers, body: await text(request), path: request.url });
    if (answer) response.writeHead(answer.status, answer.headers).end();
  };
  server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const request = {
  key: 'fulfil-o-1',
  order: 'o-1',
  offer: 'kindle-fire-hd',
  product: 'Kindle Fire HD 16 GB',
  network: 'x',
  person: '00ff00ff00ff00ff',
  amountMinor: 16_311,
  currency: 'USD',
  paidAt: NOW - 1500,
};
const fulfil = () =>
  new WebhookFulfilment({ url, secret: SECRET, clock: { now: () => NOW }, timeoutMs: 300 }).fulfil(request);

describe('fulfilment by webhook', () => {
  it('hands the order over, signed, under the same key every time', async () => {
    expect(await fulfil()).toBe(true);
    expect(await fulfil()).toBe(true);
    const [first, second] = received;
    expect(JSON.parse(first?.body ?? '')).toEqual({
      id: 'fulfil-o-1',
      type: 'order.paid',
      order: 'o-1',
      offer: 'kindle-fire-hd',
      product: 'Kindle Fire HD 16 GB',
      network: 'x',
      person: '00ff00ff00ff00ff',
      amount_minor: 16_311,
      currency: 'USD',
      paid_at: '2026-09-01T11:59:58.500Z',
    });
    expect(first?.headers['syncline-delivery']).toBe('fulfil-o-1');
    expect(second?.headers['syncline-delivery']).toBe('fulfil-o-1');
    const header = String(first?.headers['syncline-signature']);
    expect(verify(header, first?.body ?? '', { secrets: [SECRET], now: NOW }).valid).toBe(true);
    expect(verify(header, `${first?.body} `, { secrets: [SECRET], now: NOW }).valid).toBe(false);
  });

  it.each([408, 429, 500, 502, 503])('is tried later after %d', async (status) => {
    answer = { status };
    await expect(fulfil()).rejects.toThrow(TryLaterError);
  });

  it.each([
    ['7', 7000],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['soon', null],
  ])('waits as long as it is asked to: %s', async (value, afterMs) => {
    answer = { status: 503, headers: { 'Retry-After': value } };
    await expect(fulfil()).rejects.toMatchObject({ name: 'TryLaterError', afterMs });
  });

  it.each([400, 401, 404, 410, 422])('is given up after %d', async (status) => {
    answer = { status };
    await expect(fulfil()).rejects.toThrow(RefusedError);
  });

  it('follows no redirect', async () => {
    answer = { status: 307, headers: { Location: '/elsewhere' } };
    await expect(fulfil()).rejects.toThrow(RefusedError);
    expect(received.map(({ path }) => path)).toEqual(['/orders']);
  });

  it('is tried later when nobody answers in time, or nobody is there', async () => {
    answer = null;
    await expect(fulfil()).rejects.toThrow(TryLaterError);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(fulfil()).rejects.toThrow(TryLaterError);
  });
});

it('by hand tells nobody', async () => {
  expect(await manualFulfilment.fulfil(request)).toBe(false);
});
