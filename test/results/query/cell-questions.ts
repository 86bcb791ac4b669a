import { METRIC_KEYS, type MetricKey } from '@syncline/shared/metrics';
import {
  type AttributionRequest,
  attributionRequestSchema,
  type FrequencyRequest,
  type FunnelRequest,
  frequencyRequestSchema,
  funnelRequestSchema,
  type Query,
  querySchema,
  type ReachCurveRequest,
  reachCurveRequestSchema,
} from '@syncline/shared/query';
import { DEVICES } from '@syncline/shared/events';
import * as fc from 'fast-check';
import { attributionWindows, comparisons, filters as anyFilters, periods, thresholds } from './arbitraries.ts';
import { BRANDS, CAMPAIGNS } from './world.ts';

/** A question of one of the kinds that interval cells can answer. */
export type CellQuestion =
  | { ask: 'query'; request: Query }
  | { ask: 'frequency'; request: FrequencyRequest }
  | { ask: 'reach-curve'; request: ReachCurveRequest }
  | { ask: 'funnel'; request: FunnelRequest }
  | { ask: 'attribution'; request: AttributionRequest };

const is = (dimension: 'campaign' | 'brand' | 'device', values: readonly string[], op: 'is' | 'is_not' = 'is') => ({
  dimension,
  op,
  values: [...values],
});
const one = (dimension: 'campaign' | 'brand', values: readonly string[]) =>
  fc.constantFrom(...values).map((value) => is(dimension, [value]));

const places = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: one('campaign', [...CAMPAIGNS, 'nothing']).map((filter) => [filter]) },
  { weight: 2, arbitrary: one('brand', [...BRANDS, 'nobody']).map((filter) => [filter]) },
);
const devices = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.constantFrom(...DEVICES).map((device) => [is('device', [device])]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      [is('device', ['mobile', 'tablet'])],
      [is('device', ['desktop', 'other', 'unknown'], 'is_not')],
    ),
  },
);
const filters = fc.tuple(places, devices).map(([placed, device]) => [...placed, ...device]);
const sets = fc.oneof(
  fc.constant([]),
  fc.subarray([...CAMPAIGNS], { minLength: 1 }).map((values) => [is('campaign', values)]),
);

const grouped = fc.oneof(
  fc.record({ filters, dimensions: fc.constant<string[]>([]) }),
  fc.record({ filters, dimensions: fc.constantFrom(['time:day'], ['time:week'], ['time:month']) }),
  fc.record({
    filters: fc.tuple(sets, devices).map(([set, device]) => [...set, ...device]),
    dimensions: fc.constantFrom(
      ['campaign'],
      ['campaign', 'time:week'],
      ['time:day', 'campaign'],
      ['campaign', 'device'],
    ),
  }),
  fc.record({
    filters: devices,
    dimensions: fc.constantFrom(
      ['brand'],
      ['brand', 'time:month'],
      ['device'],
      ['device', 'time:day'],
      ['brand', 'device'],
    ),
  }),
);

/** Of everybody or of some, by primary device: once in a while with a metric or a threshold that only the log knows. */
const segments = fc.record({
  filters: fc
    .tuple(
      devices,
      fc.constantFrom(
        [],
        [{ dimension: 'primary_device' as const, op: 'is' as const, values: ['mobile', 'unknown'] }],
        [{ dimension: 'primary_device' as const, op: 'is_not' as const, values: ['unknown', 'mixed'] }],
      ),
    )
    .map(([device, people]) => [...device, ...people]),
  dimensions: fc.constantFrom<string[]>(['primary_device'], ['primary_device'], []),
  primary_device_threshold: fc.constantFrom(0.6, 0.6, 0.6, 0.75),
});
const SEGMENT_METRICS = [
  'impressions',
  'viewable_impressions',
  'reach',
  'frequency',
  'engagements',
  'engagement_rate',
  'engaged_users',
  'clicks',
  'follows',
  'unfollows',
  'buyers',
  'people',
  'active_users',
  'actions',
  'actions_per_user',
] as const;

/** Lost demand stands in the log alone. */
const CELL_METRICS = METRIC_KEYS.filter((metric) => metric !== 'lost_triggers');

const queries: fc.Arbitrary<Query> = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        grouped,
        metrics: fc.shuffledSubarray<MetricKey>(CELL_METRICS, { minLength: 1, maxLength: 9 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        grouped: segments,
        metrics: fc.oneof(
          { weight: 3, arbitrary: fc.shuffledSubarray<MetricKey>([...SEGMENT_METRICS], { minLength: 1 }) },
          {
            weight: 1,
            arbitrary: fc.constantFrom<MetricKey[]>(['purchases', 'buyers'], ['reach', 'net_revenue', 'confirm_rate']),
          },
        ),
      }),
    },
  )
  .chain((asked) =>
    fc.record({
      period: periods,
      grouped: fc.constant(asked.grouped),
      metrics: fc.constant(asked.metrics),
      compare: comparisons,
      order: fc.tuple(fc.nat(), fc.constantFrom('asc' as const, 'desc' as const)),
      limit: fc.constantFrom(3, 10_000),
      offset: fc.constantFrom(0, 0, 2, 500),
    }),
  )
  .map(({ grouped, compare, order: [pick, direction], ...rest }) =>
    querySchema.parse({
      ...rest,
      ...grouped,
      ...(compare === undefined ? {} : { compare }),
      order_by: [{ metric: rest.metrics[pick % rest.metrics.length], direction }],
    }),
  );

const scope = fc.record({ period: periods, filters });

export const cellQuestions: fc.Arbitrary<CellQuestion> = fc.oneof(
  { weight: 5, arbitrary: queries.map((request) => ({ ask: 'query' as const, request })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(scope, fc.integer({ min: 2, max: 11 }))
      .map(([asked, top]) => ({ ask: 'frequency' as const, request: frequencyRequestSchema.parse({ ...asked, top }) })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(scope, comparisons).map(([asked, compare]) => ({
      ask: 'reach-curve' as const,
      request: reachCurveRequestSchema.parse({ ...asked, ...(compare === undefined ? {} : { compare }) }),
    })),
  },
  {
    weight: 2,
    arbitrary: scope.map((asked) => ({ ask: 'funnel' as const, request: funnelRequestSchema.parse(asked) })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        period: periods,
        filters: anyFilters,
        primary_device_threshold: thresholds,
        windows: attributionWindows,
      })
      .map(({ windows, ...asked }) => ({
        ask: 'attribution' as const,
        request: attributionRequestSchema.parse({ ...asked, ...windows }),
      })),
  },
);
