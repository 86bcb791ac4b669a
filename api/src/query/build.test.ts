import { type QueryInput, querySchema } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../lib/errors.ts';
import { buildQuery, buildWindows } from './build.ts';
import { NO_CELLS } from './intervals.ts';
import { NO_RATES } from './currencies/port.ts';
import { NO_SPEND } from './spend/port.ts';
import type { QueryContext } from './context.ts';

const context: QueryContext = {
  reader: { query: () => Promise.reject(new Error('building asks nothing')) },
  cells: NO_CELLS,
  spend: NO_SPEND,
  rates: NO_RATES,
  clock: { now: () => 0 },
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  demo: () => false,
  backlogEvents: () => 0,
};
const period = { from: '2026-09-01', to: '2026-09-30' };
const build = (input: Partial<QueryInput>) =>
  buildQuery(querySchema.parse({ period, metrics: ['reach'], ...input }), context, 1_790_000_000_000);

function refused(asking: () => unknown) {
  try {
    asking();
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, path: error.path, hint: error.hint };
    throw error;
  }
  throw new Error('the question was not refused');
}

describe('buildQuery', () => {
  it('carries zone, currency and the moment of asking', () => {
    const query = build({});
    expect(query.scope).toEqual({
      period,
      filters: [],
      primaryDeviceThreshold: 0.6,
      tier: 'auto',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
    });
    expect(query.now).toBe(1_790_000_000_000);
  });

  it('orders by calendar first, then by the first metric downwards, then by value', () => {
    expect(build({ metrics: ['reach', 'clicks'], dimensions: ['campaign', 'time:day'] }).order).toEqual([
      { dimension: 'time:day', direction: 'asc' },
      { metric: 'reach', direction: 'desc' },
      { dimension: 'campaign', direction: 'asc' },
    ]);
  });

  it('keeps the order asked for and breaks ties by value', () => {
    const asked = { dimension: 'brand' as const, direction: 'desc' as const };
    expect(build({ dimensions: ['campaign', 'brand'], order_by: [asked] }).order).toEqual([
      asked,
      { dimension: 'campaign', direction: 'asc' },
    ]);
  });

  it('resolves the comparison', () => {
    expect(build({ compare: 'previous_period' }).comparison).toEqual({ from: '2026-08-02', to: '2026-08-31' });
    expect(build({ compare: 'previous_year' }).comparison).toEqual({ from: '2025-09-01', to: '2025-09-30' });
    expect(build({}).comparison).toBeNull();
  });

  it('takes a metric or dimension named twice once, and says so in the echo', () => {
    const query = build({ metrics: ['reach', 'reach'], dimensions: ['brand', 'brand'] });
    expect([query.metrics, query.dimensions]).toEqual([['reach'], ['brand']]);
    expect(query.asked.metrics).toEqual(['reach']);
  });

  it.each<[string, Partial<QueryInput>, object]>([
    [
      'a calendar filter',
      { filters: [{ dimension: 'time:day', op: 'is', values: ['2026-09-01'] }] },
      { code: 'forbidden_combination', path: 'filters[0].dimension', hint: expect.stringContaining('campaign') },
    ],
    [
      'contains on a closed list',
      { filters: [{ dimension: 'device', op: 'contains', values: ['mob'] }] },
      { code: 'forbidden_combination', path: 'filters[0].op', hint: expect.stringContaining('is or is_not') },
    ],
    [
      'a device there is not',
      { filters: [{ dimension: 'device', op: 'is', values: ['mobile', 'phone'] }] },
      { code: 'invalid_query', path: 'filters[0].values[1]', hint: expect.stringContaining('tablet') },
    ],
    [
      'an hour there is not',
      { filters: [{ dimension: 'hour_of_day', op: 'is', values: ['24'] }] },
      { code: 'invalid_query', path: 'filters[0].values[0]', hint: expect.stringContaining('23') },
    ],
    [
      'an empty pattern',
      { filters: [{ dimension: 'client', op: 'contains', values: [''] }] },
      { code: 'invalid_query', path: 'filters[0].values[0]', hint: expect.stringContaining('none') },
    ],
    [
      'two calendar buckets',
      { dimensions: ['time:day', 'brand', 'time:month'] },
      { code: 'forbidden_combination', path: 'dimensions[2]', hint: expect.stringContaining('At most one') },
    ],
    [
      'an order by a metric that is not asked for',
      { order_by: [{ metric: 'clicks' }] },
      { code: 'forbidden_combination', path: 'order_by[0].metric', hint: 'One of reach' },
    ],
    [
      'an order by a dimension that is not asked for',
      { order_by: [{ dimension: 'brand' }] },
      { code: 'forbidden_combination', path: 'order_by[0].dimension', hint: 'Ask for a dimension first' },
    ],
    [
      'a period before computers',
      { period: { from: '1969-12-31', to: '1970-01-02' } },
      { code: 'invalid_period', path: 'period.from', hint: expect.stringContaining('1970-01-01') },
    ],
    [
      'a comparison in the far future',
      { compare: { from: '2149-01-01', to: '2149-01-02' } },
      { code: 'invalid_period', path: 'compare.to', hint: expect.stringContaining('2148-12-31') },
    ],
  ])('refuses %s', (_, input, expected) => {
    expect(refused(() => build(input))).toEqual(expected);
  });

  it('takes "" as none on text and closed lists alike', () => {
    const filters = [
      { dimension: 'campaign' as const, op: 'is' as const, values: [''] },
      { dimension: 'arm' as const, op: 'is_not' as const, values: [''] },
    ];
    expect(build({ filters }).scope.filters).toEqual(filters);
  });
});

describe('buildWindows', () => {
  it('takes an engagement window that is as long as that of views, or longer', () => {
    expect(buildWindows({ view_days: 7, click_days: 7 })).toEqual({ viewDays: 7, clickDays: 7 });
    expect(buildWindows({ view_days: 0, click_days: 90 })).toEqual({ viewDays: 0, clickDays: 90 });
  });

  it('refuses a shorter one, naming the field', () => {
    expect(refused(() => buildWindows({ view_days: 14, click_days: 7 }))).toEqual({
      code: 'forbidden_combination',
      path: 'click_days',
      hint: expect.stringContaining('At least 14'),
    });
  });
});
