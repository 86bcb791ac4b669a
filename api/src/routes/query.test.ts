import { METRIC_KEYS } from '@syncline/shared/metrics';
import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { errorHandler } from '../lib/http-errors.ts';
import { Answers } from '../query/answers.ts';
import { NO_CELLS } from '../query/intervals.ts';
import { NO_RATES } from '../query/currencies/port.ts';
import { NO_SPEND } from '../query/spend/port.ts';
import { Lanes } from '../query/lanes.ts';
import { type AnalyticsReader, EngineUnavailableError, QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import { analysisRoutes } from './analysis.ts';
import { audienceRoutes } from './audience.ts';
import { definitionsRoutes } from './definitions.ts';
import { queryRoutes } from './query.ts';

const failing = (error: Error): AnalyticsReader => ({
  query: async () => {
    throw error;
  },
});

function app(reader: AnalyticsReader = failing(new Error('the engine is not asked'))) {
  const context = {
    reader,
    cells: NO_CELLS,
    spend: NO_SPEND,
    rates: NO_RATES,
    clock: { now: () => Date.UTC(2026, 8, 15) },
    timezone: 'UTC',
    currency: 'USD',
    demo: () => false,
    backlogEvents: () => 0,
  };
  const answers = new Answers({ context, lanes: new Lanes(), dataVersion: () => '1', observe: () => undefined });
  return new Hono()
    .onError(errorHandler(pino({ level: 'silent' })))
    .route('/', queryRoutes(answers))
    .route('/', analysisRoutes(answers))
    .route('/', audienceRoutes(answers))
    .route('/', definitionsRoutes());
}

const post = (path: string, body: unknown, reader?: AnalyticsReader, signal?: AbortSignal) =>
  app(reader).request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
const period = { from: '2026-09-01', to: '2026-09-30' };
const good = { period, metrics: ['reach'] };

describe('POST /query', () => {
  it.each<[object, string, string, string]>([
    [{ ...good, metrics: ['reach', 'rech'] }, 'unknown_metric', 'metrics[1]', 'viewable_impressions'],
    [{ ...good, order_by: [{ metric: 'rech' }] }, 'unknown_metric', 'order_by[0].metric', 'reach'],
    [{ ...good, dimensions: ['country'] }, 'unknown_dimension', 'dimensions[0]', 'campaign'],
    [
      { ...good, filters: [{ dimension: 'country', op: 'is', values: ['x'] }] },
      'unknown_dimension',
      'filters[0].dimension',
      'campaign',
    ],
    [
      { ...good, filters: [{ dimension: 'brand', op: 'like', values: ['x'] }] },
      'unknown_operator',
      'filters[0].op',
      'matches_any_prefix',
    ],
    [{ ...good, order_by: [{ metric: 'clicks' }] }, 'forbidden_combination', 'order_by[0].metric', 'reach'],
    [{ ...good, compare: 'last_week' }, 'invalid_period', 'compare', 'previous_year'],
  ])('refuses %j as %s', async (body, code, path, allowed) => {
    const answer = await post('/query', body);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { code: string; path: string; hint: string } };
    expect(error).toMatchObject({ code, path });
    expect(error.hint).toContain(allowed);
  });

  it.each<[object, string, string]>([
    [{ ...good, period: { from: '2026-09-31', to: '2026-10-01' } }, 'invalid_period', 'period.from'],
    [{ ...good, period: { from: '2026-10-02', to: '2026-10-01' } }, 'invalid_period', 'period.from'],
    [{ metrics: ['reach'] }, 'invalid_period', 'period'],
    [{ ...good, limit: 0 }, 'invalid_query', 'limit'],
    [{ ...good, metrics: [] }, 'invalid_query', 'metrics'],
    [{ ...good, metrics: [7] }, 'invalid_query', 'metrics[0]'],
  ])('refuses %j as %s', async (body, code, path) => {
    const answer = await post('/query', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code, path } });
  });

  it('says when the engine is away or the question too heavy', async () => {
    const away = await post('/query', good, failing(new EngineUnavailableError('restarting')));
    expect([away.status, away.headers.get('Retry-After')]).toEqual([503, '2']);
    const heavy = await post(
      '/query',
      good,
      failing(new QueryTooHeavyError('past the memory limit', { hint: 'less' })),
    );
    expect([heavy.status, await heavy.json()]).toMatchObject([422, { error: { code: 'query_too_heavy' } }]);
  });

  it('stops the statements in the engine when the caller goes away, and the others when one fails', async () => {
    const signals: AbortSignal[] = [];
    const reader: AnalyticsReader = {
      query: (_sql, _parameters, _row, options) =>
        new Promise((_resolve, reject) => {
          const signal = options?.signal;
          if (!signal) throw new Error('no signal was passed');
          signals.push(signal);
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    };
    const caller = new AbortController();
    const pending = post('/query', { ...good, dimensions: ['brand'] }, reader, caller.signal);
    await expect.poll(() => signals.map((signal) => signal.aborted)).toEqual([false, false]);
    caller.abort();
    expect((await pending).status).toBe(499);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
  });
});

describe('POST /analysis/…', () => {
  it.each([
    'frequency',
    'reach-curve',
    'reach-forecast',
    'funnel',
    'overlap',
    'attribution',
    'lift',
    'brand-follows',
    'follower-overlap',
    'next-follows',
    'follower-value',
  ])('refuses a wrong filter of %s with code, path and list', async (name) => {
    const filters = [{ dimension: 'country', op: 'is', values: ['x'] }];
    const answer = await post(`/analysis/${name}`, { period, filters });
    expect(await answer.json()).toMatchObject({ error: { code: 'unknown_dimension', path: 'filters[0].dimension' } });
  });

  it.each<[string, object, string, string]>([
    ['overlap', { campaigns: ['a'] }, 'invalid_query', 'campaigns'],
    ['overlap', { campaigns: ['a', 'a'] }, 'invalid_query', 'campaigns'],
    ['overlap', { campaigns: ['a', 'Not A Slug'] }, 'invalid_query', 'campaigns[1]'],
    ['overlap', { campaigns: Array.from({ length: 41 }, (_, index) => `c-${index}`) }, 'invalid_query', 'campaigns'],
    ['attribution', { view_days: 2 }, 'invalid_query', 'view_days'],
    ['attribution', { click_days: 0 }, 'invalid_query', 'click_days'],
    ['attribution', { view_days: 30 }, 'forbidden_combination', 'click_days'],
    ['lift', { expected: { exposed: 0.5 } }, 'invalid_query', 'expected.control'],
    ['lift', { expected: { exposed: 0.5, control: 0.4 } }, 'invalid_query', 'expected'],
    ['lift', { expected: { exposed: 1, control: 0 } }, 'invalid_query', 'expected.exposed'],
    ['lift', { tier: 'intervals' }, 'forbidden_combination', 'tier'],
    ['brand-follows', { top: 10 }, 'invalid_query', 'top'],
    ['brand-follows', { minimum_actions: 0 }, 'invalid_query', 'minimum_actions'],
    ['follower-overlap', { brands: ['a'] }, 'invalid_query', 'brands'],
    ['follower-value', { brands: ['a', 'a'] }, 'invalid_query', 'brands'],
    ['follower-value', { among: 'everybody' }, 'invalid_query', 'among'],
    ['follower-value', { tier: 'intervals' }, 'forbidden_combination', 'tier'],
    ['device-paths', { view_days: 2 }, 'invalid_query', 'view_days'],
    ['intensity', { minimum_people: 9 }, 'invalid_query', 'minimum_people'],
  ])('refuses %s with %j as %s', async (name, fields, code, path) => {
    const answer = await post(`/analysis/${name}`, { period, ...fields });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code, path } }]);
  });

  it('refuses a field it does not know', async () => {
    const answer = await post('/analysis/frequency', { period, bins: 5 });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'invalid_query' } }]);
  });
});

describe('GET /metrics', () => {
  it('defines every metric, dimension and operator', async () => {
    const answer = await app().request('/metrics');
    const body = (await answer.json()) as { metrics: { key: string; formula: string }[]; operators: string[] };
    expect(body.metrics.map(({ key }) => key)).toEqual(METRIC_KEYS);
    expect(body.metrics.every(({ formula }) => formula.length > 5)).toBe(true);
    expect(body.operators).toContain('matches_any_prefix');
  });
});
