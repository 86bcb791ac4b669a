import type { MetricKey } from '@syncline/shared/metrics';

/**
 * Sets of event rows that measures look at. Impressions never hold records of the control arm (people held out, or shown
 * a public-service ad); actions are everything but impression records, of either arm.
 */
export type RowSet =
  | 'everything'
  | 'impressions'
  | 'viewable_impressions'
  | 'actions'
  | 'engagements'
  | 'clicks'
  | 'follows'
  | 'unfollows'
  | 'triggered'
  | 'confirmed_in_time'
  | 'lost'
  | 'paid'
  | 'paid_in_currency'
  | 'refunded_in_currency';

/** What is taken of the rows of a set: a sum, or a number of distinct people or orders. */
export type Measure =
  | { take: 'quantity' | 'amount'; rows: RowSet }
  | { take: 'people' | 'orders'; rows: RowSet }
  /** Kept beside the log: by campaign and day, of no person and no order. */
  | { take: 'spend' };

/**
 * What one scan of the log can measure. `confirmations` are the triggered orders of which a confirmed row stands at most
 * 900 s after the order's first trigger in the period, also past the period's end and whatever the filter says of that row.
 */
export const MEASURES = {
  impressions: { take: 'quantity', rows: 'impressions' },
  viewable_impressions: { take: 'quantity', rows: 'viewable_impressions' },
  reach: { take: 'people', rows: 'impressions' },
  engagements: { take: 'quantity', rows: 'engagements' },
  engaged_users: { take: 'people', rows: 'engagements' },
  clicks: { take: 'quantity', rows: 'clicks' },
  follows: { take: 'quantity', rows: 'follows' },
  unfollows: { take: 'quantity', rows: 'unfollows' },
  triggers: { take: 'orders', rows: 'triggered' },
  confirmations: { take: 'orders', rows: 'confirmed_in_time' },
  lost_triggers: { take: 'orders', rows: 'lost' },
  purchases: { take: 'orders', rows: 'paid' },
  buyers: { take: 'people', rows: 'paid' },
  people: { take: 'people', rows: 'everything' },
  gross_revenue: { take: 'amount', rows: 'paid_in_currency' },
  currency_orders: { take: 'orders', rows: 'paid_in_currency' },
  refunds: { take: 'amount', rows: 'refunded_in_currency' },
  spend: { take: 'spend' },
  active_users: { take: 'people', rows: 'actions' },
  actions: { take: 'quantity', rows: 'actions' },
} as const satisfies Record<string, Measure>;

export type MeasureKey = keyof typeof MEASURES;

/** How a metric comes out of measures. A quotient is null, never 0, where its denominator is 0 or null. */
export type Expression =
  | { measure: MeasureKey }
  | { difference: readonly [Expression, Expression] }
  | { quotient: readonly [Expression, Expression] }
  /** `factor` × numerator ÷ denominator of non-negative integers, rounded half up to an integer. */
  | { rounded: readonly [Expression, Expression]; factor: number };

const of = (measure: MeasureKey): Expression => ({ measure });
const per = (numerator: MeasureKey, denominator: MeasureKey): Expression => ({
  quotient: [of(numerator), of(denominator)],
});
const NET_REVENUE: Expression = { difference: [of('gross_revenue'), of('refunds')] };

/** The computed half of every metric; its name, unit and formula in words stand in shared under the same key. */
export const METRIC_EXPRESSIONS = {
  impressions: of('impressions'),
  viewable_impressions: of('viewable_impressions'),
  reach: of('reach'),
  frequency: per('impressions', 'reach'),
  engagements: of('engagements'),
  engaged_users: of('engaged_users'),
  engagement_rate: per('engagements', 'impressions'),
  clicks: of('clicks'),
  click_rate: per('clicks', 'impressions'),
  follows: of('follows'),
  unfollows: of('unfollows'),
  net_follows: { difference: [of('follows'), of('unfollows')] },
  follow_rate: per('follows', 'reach'),
  follow_rate_per_impression: per('follows', 'impressions'),
  triggers: of('triggers'),
  confirmations: of('confirmations'),
  confirm_rate: per('confirmations', 'triggers'),
  lost_triggers: of('lost_triggers'),
  purchases: of('purchases'),
  buyers: of('buyers'),
  people: of('people'),
  conversion_per_person: per('buyers', 'people'),
  conversion_per_reach: per('buyers', 'reach'),
  conversion_per_impression: per('purchases', 'impressions'),
  conversion_per_click: per('purchases', 'clicks'),
  gross_revenue: of('gross_revenue'),
  refunds: of('refunds'),
  net_revenue: NET_REVENUE,
  average_order_value: { rounded: [of('gross_revenue'), of('currency_orders')], factor: 1 },
  spend: of('spend'),
  cpm: { rounded: [of('spend'), of('impressions')], factor: 1000 },
  cpa: { rounded: [of('spend'), of('purchases')], factor: 1 },
  roas: { quotient: [NET_REVENUE, of('spend')] },
  active_users: of('active_users'),
  actions: of('actions'),
  actions_per_user: per('actions', 'active_users'),
} as const satisfies Record<MetricKey, Expression>;

/** The measures an expression is made of, each once, in order of appearance. */
export function measuresOf(expression: Expression): MeasureKey[] {
  if ('measure' in expression) return [expression.measure];
  return [...new Set(operands(expression).flatMap(measuresOf))];
}

/** The value of an expression; a measure that is null, or a quotient without a denominator, makes it null. */
export function evaluate(expression: Expression, values: ReadonlyMap<MeasureKey, number | null>): number | null {
  if ('measure' in expression) return values.get(expression.measure) ?? null;
  const [left, right] = operands(expression).map((operand) => evaluate(operand, values));
  if (left === null || left === undefined || right === null || right === undefined) return null;
  if ('difference' in expression) return left - right;
  if (right === 0) return null;
  if ('quotient' in expression) return left / right;
  // Of amounts as large as these a product may not fit a double.
  const scaled = 2n * BigInt(left) * BigInt(expression.factor);
  return Number((scaled + BigInt(right)) / (2n * BigInt(right)));
}

/** The value of a metric over no events at all: 0 for counts and sums, null where there would be no denominator, and for spend. */
export function valueOfNothing(expression: Expression): number | null {
  if ('measure' in expression) return takes(expression.measure) === 'spend' ? null : 0;
  if (!('difference' in expression)) return null;
  return operands(expression).some((operand) => valueOfNothing(operand) === null) ? null : 0;
}

/** Measures of money that moved, in whatever currency: they can be converted. */
export const CONVERTIBLE: ReadonlySet<MeasureKey> = new Set<MeasureKey>([
  'gross_revenue',
  'refunds',
  'currency_orders',
]);

/** Whether a metric adds up or divides amounts of money. */
export function usesMoney(metric: MetricKey): boolean {
  return measuresOf(METRIC_EXPRESSIONS[metric]).some((measure) => takes(measure) === 'amount');
}

/** Whether a metric needs imported advertising spend. */
export function usesSpend(metric: MetricKey): boolean {
  return measuresOf(METRIC_EXPRESSIONS[metric]).some((measure) => takes(measure) === 'spend');
}

/** Whether a metric looks up to 15 minutes past the period for confirmations. */
export function usesConfirmationWindow(metric: MetricKey): boolean {
  return measuresOf(METRIC_EXPRESSIONS[metric]).includes('confirmations');
}

function takes(measure: MeasureKey): Measure['take'] {
  return MEASURES[measure].take;
}

function operands(expression: Exclude<Expression, { measure: MeasureKey }>): readonly [Expression, Expression] {
  if ('difference' in expression) return expression.difference;
  return 'quotient' in expression ? expression.quotient : expression.rounded;
}
