import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AlertDraft, alertInputSchema, alertListSchema, alertTrialSchema } from '@syncline/shared/alerts';
import type { Query } from '@syncline/shared/query';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../commerce/webhooks/signature.ts';
import { ApiError } from '../lib/errors.ts';
import { errorHandler } from '../lib/http-errors.ts';
import type { Answers } from '../query/answers.ts';
import { alertRoutes } from '../routes/alerts.ts';
import { getAlert } from '../services/alerts/alert.ts';
import { listAlertNews } from '../services/alerts/news.ts';
import { dueMail } from '../services/mail/outbox.ts';
import { createAlert, updateAlert } from '../services/alerts/save.ts';
import type { ServiceContext } from '../services/context.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { AlertKeeper } from './keeper.ts';

const secret = 'a secret of sixteen';
const silent = pino({ level: 'silent' });

let now: number;
let today: string;
let ctx: ServiceContext;
let close: () => Promise<void>;
/** Buyers by the last day of what is asked about; what is not here was never measured. */
let buyers: Record<string, number>;
let openDays: string[];
let behind: boolean;
let failure: Error | null;
let receiver: Server;
let url: string;
let status: number;
let received: { body: string; signature: string; delivery: string }[];

/** Answers from `buyers`, as the engine would from events. */
const answers: Pick<Answers, 'ask'> = {
  ask: async (_kind, _compute, request) => {
    if (failure) throw failure;
    const { period, compare } = request as unknown as Query;
    const before = typeof compare === 'object' ? buyers[compare.to] : undefined;
    const value = buyers[period.to];
    const answer = {
      totals: {
        metrics: { buyers: value ?? 0 },
        ...(compare === undefined ? {} : { comparison: { buyers: before ?? 0 } }),
      },
      meta: { open_days: openDays, warnings: value === undefined ? [{ code: 'no_data', message: '' }] : [] },
    };
    // Of an answer only what alerts go by; `ask` is generic in what it answers, which is this for the question of an alert.
    return answer as never;
  },
};

const draft = (change: Partial<AlertDraft> = {}): AlertDraft => ({
  name: 'Few buyers',
  metric: 'buyers',
  every: 'day',
  when: 'below',
  fire_at: 10,
  clear_at: 15,
  ...change,
});
const keeperWith = (webhook: boolean) =>
  new AlertKeeper({
    ctx,
    answers,
    today: () => today,
    currency: 'USD',
    names: async () => ({ campaigns: new Map(), brands: new Map() }),
    isBehind: () => behind,
    webhook: webhook ? { url, secret } : null,
    log: silent,
  });
const kinds = async () =>
  (await listAlertNews(ctx, { limit: 100 })).map(({ kind, finding }) => [finding.period.to, kind]);

beforeEach(async () => {
  now = Date.UTC(2026, 10, 28, 12);
  today = '2026-11-28';
  buyers = {};
  openDays = ['2026-11-28'];
  failure = null;
  behind = false;
  status = 204;
  received = [];
  const folder = mkdtempSync(join(tmpdir(), 'syncline-alerts-'));
  const store = await openSqlite(join(folder, 'control.db'));
  await migrateControl(store);
  ctx = { db: store.db, clock: { now: () => now } };
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { 'syncline-signature': signature = '', 'syncline-delivery': delivery = '' } = request.headers;
    received.push({ body: await text(request), signature: String(signature), delivery: String(delivery) });
    response.writeHead(status).end();
  };
  receiver = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/alerts`;
  close = async () => {
    receiver.close();
    await store.close();
    rmSync(folder, { recursive: true });
  };
});
afterEach(() => close());

describe('alerts', () => {
  it('fire and clear by every period that is over, those missed too, and keep what they were judged by', async () => {
    const keeper = keeperWith(false);
    const { id } = await createAlert(ctx, alertInputSchema.parse(draft()));
    buyers = { '2026-11-27': 12 };
    await keeper.look();
    expect(await getAlert(ctx, id)).toMatchObject({ state: 'clear', judged: { value: 12, measured: 12 } });
    buyers = { ...buyers, '2026-11-28': 9, '2026-11-29': 14, '2026-11-30': 16, '2026-12-01': 3 };
    openDays = ['2026-12-02'];
    today = '2026-12-02';
    await keeper.look();
    expect(await kinds()).toEqual([
      ['2026-12-01', 'fired'],
      ['2026-11-30', 'cleared'],
      ['2026-11-28', 'fired'],
    ]);
    const [last] = await listAlertNews(ctx, { alert: id, limit: 1 });
    expect(last).toMatchObject({
      name: 'Few buyers',
      finding: { value: 3, before: null, period: { from: '2026-12-01', to: '2026-12-01' } },
      question: { metrics: ['buyers'], period: { from: '2026-12-01', to: '2026-12-01' } },
      webhook: { state: 'off', attempts: 0 },
      seen: false,
    });
    await keeper.look();
    expect(await kinds()).toHaveLength(3);
    // A late event changes the day: it is judged again.
    buyers['2026-12-01'] = 15.5;
    await keeper.look();
    expect((await kinds())[0]).toEqual(['2026-12-01', 'cleared']);
  });

  it('wait for days that can still change, that were measured, and of which all is counted', async () => {
    const keeper = keeperWith(false);
    const { id } = await createAlert(ctx, alertInputSchema.parse(draft()));
    openDays = ['2026-11-27', '2026-11-28'];
    buyers = { '2026-11-27': 0 };
    await keeper.look();
    expect(await getAlert(ctx, id)).toMatchObject({ state: 'clear', judged: null });
    buyers = {};
    openDays = [];
    await keeper.look();
    buyers = { '2026-11-27': 0 };
    behind = true;
    await keeper.look();
    expect(await getAlert(ctx, id)).toMatchObject({ state: 'clear', judged: null });
    behind = false;
    await keeper.look();
    expect(await getAlert(ctx, id)).toMatchObject({ state: 'firing' });
  });

  it('judge the period under way where they are told to, and a change against the period before', async () => {
    const keeper = keeperWith(false);
    const goal = await createAlert(
      ctx,
      alertInputSchema.parse(
        draft({ kind: 'goal', every: 'month', when: 'above', fire_at: 100, clear_at: 100, open: true }),
      ),
    );
    const fall = await createAlert(
      ctx,
      alertInputSchema.parse(draft({ measure: 'change', every: 'day', fire_at: -20, clear_at: -10 })),
    );
    buyers = { '2026-11-28': 101, '2026-11-27': 60, '2026-11-26': 80 };
    await keeper.look();
    expect(await getAlert(ctx, goal.id)).toMatchObject({ state: 'firing', judged: { period: { from: '2026-11-01' } } });
    expect(await getAlert(ctx, fall.id)).toMatchObject({ state: 'firing', judged: { before: 80, measured: -25 } });
  });

  it('are told by signed webhook, again until it is taken, once each', async () => {
    const keeper = keeperWith(true);
    await createAlert(ctx, alertInputSchema.parse(draft({ webhook: true })));
    buyers = { '2026-11-27': 3 };
    status = 503;
    await keeper.look();
    const news = async () => (await listAlertNews(ctx, { limit: 1 }))[0]?.webhook;
    expect(await news()).toEqual({ state: 'waiting', attempts: 1, error: 'The address of alerts answered 503.' });
    await keeper.look();
    expect(received).toHaveLength(1);
    now += 60_000;
    status = 204;
    await keeper.look();
    await keeper.look();
    expect(await news()).toEqual({ state: 'delivered', attempts: 2, error: null });
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ delivery }) => delivery)).size).toBe(1);
    const [, { body, signature } = { body: '', signature: '' }] = received;
    expect(verify(signature, body, { secrets: [secret], now })).toMatchObject({ valid: true });
    expect(JSON.parse(body)).toMatchObject({ type: 'alert.fired', name: 'Few buyers', finding: { value: 3 } });
  });

  it('say that a webhook was refused, or has no address', async () => {
    buyers = { '2026-11-27': 3 };
    await createAlert(ctx, alertInputSchema.parse(draft({ webhook: true })));
    await keeperWith(false).look();
    expect((await listAlertNews(ctx, { limit: 1 }))[0]?.webhook).toMatchObject({ state: 'failed' });
    await createAlert(ctx, alertInputSchema.parse(draft({ webhook: true })));
    status = 410;
    await keeperWith(true).look();
    const error = 'The address of alerts answered 410.';
    expect((await listAlertNews(ctx, { limit: 1 }))[0]?.webhook).toEqual({ state: 'failed', attempts: 1, error });
  });

  it('keep why they could not be judged, until they are', async () => {
    const keeper = keeperWith(false);
    const { id } = await createAlert(ctx, alertInputSchema.parse(draft()));
    buyers = { '2026-11-27': 12 };
    failure = new ApiError('query_too_heavy', 'It is too much.');
    await keeper.look();
    expect((await getAlert(ctx, id)).trouble).toBe('It is too much.');
    failure = null;
    await keeper.look();
    expect((await getAlert(ctx, id)).trouble).toBeNull();
  });

  it('are mailed to every address in words that say the figure, its period and the level', async () => {
    const keeper = keeperWith(false);
    const mail = ['ada@example.com', 'bo@example.com'];
    await createAlert(ctx, alertInputSchema.parse(draft({ mail })));
    buyers = { '2026-11-27': 3 };
    await keeper.look();
    await keeper.look();
    const waiting = await dueMail(ctx);
    expect(waiting.map(({ to }) => to)).toEqual(mail);
    expect(waiting[0]?.subject).toBe('Few buyers fired: Buyers 3, 27 Nov 2026');
    expect(waiting[0]?.text).toContain('Buyers of everything, 27 Nov 2026: 3');
    expect(waiting[0]?.text).toContain('Level: 10 or less');
    expect((await listAlertNews(ctx, { limit: 1 }))[0]?.mail).toMatchObject([{ state: 'waiting' }, { to: mail[1] }]);
  });

  it('begin anew under other terms', async () => {
    const keeper = keeperWith(false);
    const { id } = await createAlert(ctx, alertInputSchema.parse(draft()));
    buyers = { '2026-11-27': 3 };
    await keeper.look();
    await updateAlert(ctx, { id, alert: alertInputSchema.parse(draft({ fire_at: 2, clear_at: 2 })) });
    await keeper.look();
    expect(await getAlert(ctx, id)).toMatchObject({ state: 'clear', judged: { value: 3 } });
    expect(await kinds()).toEqual([['2026-11-27', 'fired']]);
  });
});

describe('the address of alerts', () => {
  it('keeps, tests, removes and brings back, and counts what nobody looked at', async () => {
    buyers = { '2026-11-27': 3 };
    const app = new Hono().route('/', alertRoutes({ ctx, hasMailer: false, keeper: keeperWith(true) }));
    app.onError(errorHandler(silent));
    const ask = (method: string, path: string, json?: unknown) =>
      app.request(path, {
        method,
        ...(json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }),
      });
    const made = await ask('POST', '/alerts', draft({ webhook: true }));
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: 'few-buyers', state: 'firing', judged: { value: 3 } });
    const list = async () => alertListSchema.parse(await (await ask('GET', '/alerts')).json());
    expect(await list()).toMatchObject({ unread: 1, webhook: true, items: [{ id: 'few-buyers' }] });
    const [news] = await listAlertNews(ctx, { limit: 1 });
    expect((await ask('POST', '/alerts/news/seen', { through: news?.id })).status).toBe(204);
    expect((await list()).unread).toBe(0);
    const trial = alertTrialSchema.parse(await (await ask('POST', '/alerts/few-buyers/test')).json());
    expect(trial).toMatchObject({ state: 'firing', webhook: 'delivered', finding: { value: 3 } });
    expect(JSON.parse(received.at(-1)?.body ?? '')).toMatchObject({ type: 'alert.test' });
    expect((await list()).unread).toBe(0);
    expect((await ask('DELETE', '/alerts/few-buyers')).status).toBe(204);
    expect((await list()).items).toEqual([]);
    expect((await ask('POST', '/alerts/few-buyers/test')).status).toBe(404);
    expect(await (await ask('POST', '/alerts/few-buyers/restore')).json()).toMatchObject({ state: 'firing' });
    expect((await ask('POST', '/alerts/few-buyers/restore')).status).toBe(404);
    expect((await ask('POST', '/alerts', draft({ clear_at: 9 }))).status).toBe(400);
    expect((await ask('POST', '/alerts', draft({ open: true }))).status).toBe(400);
    expect((await ask('POST', '/alerts', draft({ brand: 'gone' }))).status).toBe(400);
  });
});
