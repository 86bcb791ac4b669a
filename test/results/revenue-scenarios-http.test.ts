import {
  breakEvenAnswerSchema,
  revenueScenariosAnswerSchema,
  tornadoAnswerSchema,
} from '@syncline/shared/revenue-scenarios';
import { revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
import { scenarioSchema } from '@syncline/shared/scenarios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';

const terms = (percent: string, more: object = {}) => ({
  shares: [
    { party: 'network', name: 'Network', role: 'platform', terms: [{ kind: 'percentage', of: 'net', percent }] },
  ],
  residual: { party: 'brands', name: 'Brands', role: 'merchant' },
  tax: 'included',
  ...more,
});

describe('what if, over HTTP', () => {
  const lastDay = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const world = smallWorld(lastDay);
  const period = { from: world.firstDay, to: world.lastDay };
  const asAlways = { elapsed_ms: 0, as_of: '', cached: false };
  let server: TestServer;

  async function call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/api/v1${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }
  const post = (path: string, body: object) => call('POST', path, body);
  const shares = async () => {
    const { body } = await post('/analysis/revenue-share', { period, by: 'month' });
    const { meta, ...answer } = revenueShareAnswerSchema.parse(body);
    return { ...answer, meta: { ...meta, ...asAlways } };
  };

  beforeAll(async () => {
    server = await startTestServer();
    await sendEvents(server.url, world.events);
    await untilCounted(server.url, world.events.length);
    const agreement = {
      slug: 'wide',
      name: 'Wide',
      scope: { level: 'everything' },
      currency: 'USD',
      effective_from: '2020-01-01',
      terms: terms('6'),
    };
    const { status } = await post('/agreements', agreement);
    if (status !== 201) throw new Error(`The agreement was not taken: ${status}`);
  });
  afterAll(() => server.stop());

  it('answers, saves and removes, and nothing real changes', async () => {
    const real = async () => [
      await call('GET', '/agreements'),
      await call('GET', '/agreements/wide/changes'),
      await shares(),
    ];
    const before = await real();
    const what_if = [{ agreement: 'wide', terms: terms('7.5') }];
    const scenarios = [
      { name: 'As it is', what_if: [{ agreement: 'wide', terms: terms('6') }] },
      { name: 'At 7.5 %', what_if },
    ];
    const { body } = await post('/analysis/revenue-scenarios', { period, scenarios });
    const answer = revenueScenariosAnswerSchema.parse(body);
    expect(answer.scenarios[0]?.totals).toEqual(answer.actual);
    const net = world.expected.grossMinor - world.expected.refundsMinor;
    expect(answer.scenarios.map(({ totals }) => totals.net_revenue)).toEqual([net, net]);

    const evened = await post('/analysis/revenue-break-even', {
      period,
      what_if,
      agreement: 'wide',
      cut: { party: 'network' },
    });
    const { cut, today } = breakEvenAnswerSchema.parse(evened.body);
    // Every amount of the world is a whole number of cents at 6 % and a little beyond, after rounding.
    expect(Number(cut?.holds?.percent)).toBeGreaterThanOrEqual(6);
    expect(cut).toMatchObject({ target: today, reached: 'up_to', only: 'certain' });
    const moved = await post('/analysis/revenue-tornado', { period, what_if, agreement: 'wide' });
    expect(tornadoAnswerSchema.parse(moved.body).bars[0]).toMatchObject({ part: 'percentage', value: '7.5' });

    const saved = await post('/scenarios', { name: 'At 7.5 %', what_if });
    const { id } = scenarioSchema.parse(saved.body);
    expect(saved.status).toBe(201);
    expect(await call('PUT', `/scenarios/${id}`, { name: 'Renamed', what_if, period })).toMatchObject({
      status: 200,
      body: { id, name: 'Renamed', period },
    });
    expect(await call('GET', '/scenarios')).toMatchObject({ body: { items: [{ id, name: 'Renamed' }] } });
    expect(await call('DELETE', `/scenarios/${id}`)).toEqual({ status: 204, body: null });
    expect(await call('GET', `/scenarios/${id}`)).toMatchObject({ status: 404 });
    expect(await real()).toEqual(before);
  });

  it('refuses terms of an agreement that is not there, and terms that cannot stand', async () => {
    const asked = (what_if: object[]) =>
      post('/analysis/revenue-scenarios', { period, scenarios: [{ name: 'x', what_if }] });
    expect(await asked([{ agreement: 'gone', terms: terms('6') }])).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', path: 'scenarios[0].what_if[0].agreement' } },
    });
    expect(await asked([{ agreement: 'wide', version: 2, terms: terms('6') }])).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', path: 'scenarios[0].what_if[0].version' } },
    });
    const unsound = [{ agreement: 'wide', terms: terms('6', { discount_funded_by: 'bank' }) }];
    expect(await asked(unsound)).toMatchObject({
      status: 400,
      body: { error: { path: 'scenarios[0].what_if[0].terms.discount_funded_by' } },
    });
    expect(await post('/scenarios', { name: 'x', what_if: unsound })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_body', path: 'what_if[0].terms.discount_funded_by' } },
    });
    expect(await post('/scenarios', { name: 'x', what_if: [] })).toMatchObject({ status: 400 });
  });
});
