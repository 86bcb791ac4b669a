import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { errorHandler } from '../lib/http-errors.ts';
import { LiveFeed } from '../live/feed.ts';
import { liveRoutes } from './live.ts';

const NOW = Date.UTC(2026, 8, 10, 12);
const purchase = {
  at: NOW,
  stage: 'paid',
  loss: null,
  offer: 'mug',
  campaign: '',
  brand: '',
  device: 'mobile',
  amountMinor: 150,
  currency: 'USD',
  orderKey: 1n,
  userKey: 2n,
} as const;

function open(limits: { mostWaiting?: number; mostListeners?: number } = {}) {
  const feed = new LiveFeed({ clock: { now: () => NOW }, ...limits });
  const app = new Hono().route('/', liveRoutes(feed));
  app.onError(errorHandler(pino({ level: 'silent' })));
  return { feed, app };
}

it('streams events with their ids, from the last one told', async () => {
  const { feed, app } = open();
  feed.durable(1, [purchase, purchase, purchase]);
  const answer = await app.request('/live?after=9', { headers: { 'Last-Event-ID': String(2 ** 20 + 1) } });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  feed.close();
  const events = (await answer.text()).trimEnd().split('\n\n');
  expect(events).toHaveLength(2);
  expect(events[0]).toMatch(/^event: purchase\ndata: \{"seq":1048578,.*\}\nid: 1048578$/);
  expect(events[1]).toBe(`event: beat\ndata: {"at":"${new Date(NOW).toISOString()}"}\nid: 1048578`);
});

it('is over for a reader who leaves, and for one who does not follow', async () => {
  const { feed, app } = open({ mostWaiting: 50 });
  const leaving = await app.request('/live');
  await leaving.body?.cancel();
  await expect.poll(() => feed.listeners).toBe(0);
  const slow = await app.request('/live');
  for (let record = 1; record < 200; record += 1) feed.durable(record, [purchase]);
  await expect.poll(() => feed.listeners).toBe(0);
  expect((await slow.text()).split('\n\n').length).toBeLessThan(60);
});

it.each([
  ['/live', 'soon', 'Last-Event-ID'],
  ['/live?after=-1', '', 'after'],
  ['/live?recent=501', '', 'recent'],
])('refuses %s with %j', async (path, id, field) => {
  const answer = await open().app.request(path, { headers: { 'Last-Event-ID': id } });
  const { error } = errorEnvelopeSchema.parse(await answer.json());
  expect([answer.status, error.code, error.path]).toEqual([400, 'bad_request', field]);
});

it('refuses more listeners than there is room for', async () => {
  const { app, feed } = open({ mostListeners: 1 });
  await app.request('/live');
  const answer = await app.request('/live');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
  feed.close();
});
