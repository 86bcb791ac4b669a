import { DIMENSION_KEYS, type DimensionKey, METRIC_KEYS } from '@syncline/shared/metrics';
import { CLICK_WINDOW_DAYS, type Query, querySchema, VIEW_WINDOW_DAYS } from '@syncline/shared/query';
import { ACTIONS, DEVICES } from '@syncline/shared/events';
import { addDays, type Period } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { BRANDS, CAMPAIGNS, CLIENTS, DAYS, FIRST_DAY, NETWORKS, OFFERS } from './world.ts';

/** Periods in and around the days of the world. */
export const periods: fc.Arbitrary<Period> = fc
  .tuple(fc.integer({ min: -5, max: DAYS }), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAYS + 5 })))
  .map(([start, length]) => {
    const from = addDays(FIRST_DAY, start);
    return { from, to: addDays(from, length) };
  });

const VALUES: Partial<Record<DimensionKey, readonly string[]>> = {
  brand: [...BRANDS, 'nobody'],
  campaign: [...CAMPAIGNS, 'nothing'],
  offer: OFFERS,
  network: NETWORKS,
  device: DEVICES,
  client: [...CLIENTS, 'TWITTER FOR IPHONE'],
  action: ['', ...ACTIONS],
  arm: ['', 'exposed', 'control'],
  primary_device: ['mobile', 'desktop', 'mixed', 'unknown'],
  hour_of_day: Array.from({ length: 24 }, (_, hour) => String(hour)),
  weekday: ['1', '2', '3', '4', '5', '6', '7'],
};
const PATTERNS: Partial<Record<DimensionKey, readonly string[]>> = {
  brand: ['amber', 'a', '-', 'AMBER'],
  campaign: ['spring', 'gift', 'g', '-t', 'Spring'],
  client: ['twitter', 'TWITTER', 'deck', 'é', 'for i', '%'],
};

const listed = fc.constantFrom(...(Object.keys(VALUES) as DimensionKey[])).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    values: fc.subarray([...(VALUES[dimension] ?? [])], { minLength: 1 }),
  }),
);
const patterned = fc.constantFrom(...(Object.keys(PATTERNS) as DimensionKey[])).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    op: fc.constantFrom('contains' as const, 'matches_any_prefix' as const),
    values: fc.subarray([...(PATTERNS[dimension] ?? [])], { minLength: 1 }),
  }),
);

export const filters = fc.array(fc.oneof({ weight: 3, arbitrary: listed }, { weight: 1, arbitrary: patterned }), {
  maxLength: 2,
});
export const thresholds = fc.constantFrom(0.51, 0.6, 0.75, 1);
export const comparisons = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant('previous_period' as const) },
  { weight: 1, arbitrary: fc.constant('previous_year' as const) },
  { weight: 1, arbitrary: periods },
);

const dimensions = fc
  .shuffledSubarray([...DIMENSION_KEYS], { maxLength: 3 })
  .filter((keys) => keys.filter((key) => key.startsWith('time:')).length <= 1);

/** Questions of every shape that can be asked. */
export const questions: fc.Arbitrary<Query> = fc
  .record({
    period: periods,
    filters,
    primary_device_threshold: thresholds,
    metrics: fc.shuffledSubarray([...METRIC_KEYS], { minLength: 1, maxLength: 9 }),
    dimensions,
    compare: comparisons,
    orders: fc.array(fc.tuple(fc.nat(), fc.constantFrom('asc' as const, 'desc' as const)), { maxLength: 2 }),
    limit: fc.constantFrom(3, 20, 10_000),
    offset: fc.constantFrom(0, 0, 2, 500),
  })
  .map(({ orders, compare, ...rest }) => {
    const named = [
      ...rest.metrics.map((metric) => ({ metric })),
      ...rest.dimensions.map((dimension) => ({ dimension })),
    ];
    return querySchema.parse({
      ...rest,
      ...(compare === undefined ? {} : { compare }),
      order_by: orders.map(([pick, direction]) => ({ ...named[pick % named.length], direction })),
    });
  });

/** How long touches of either basis are credited, as an attribution may ask. */
export const attributionWindows = fc
  .record({ view_days: fc.constantFrom(...VIEW_WINDOW_DAYS), click_days: fc.constantFrom(...CLICK_WINDOW_DAYS) })
  .filter(({ view_days, click_days }) => click_days >= view_days);
