export type MetricUnit = 'count' | 'people' | 'ratio' | 'proportion' | 'money';

/** The public half of a metric: how it is named, computed and read. The SQL half stands in the API under the same key. */
export interface MetricDefinition {
  label: string;
  unit: MetricUnit;
  /** How it is computed, in the vocabulary of the event model. */
  formula: string;
  /** What one of it is, and what is counted once. */
  deduplication: string;
  /** Whether values of parts add up to the value of the whole. */
  additive: boolean;
  /** Where the definition comes from. */
  source: string;
  /** Whether a rise is good, bad or neither for the brand. */
  better: 'up' | 'down' | 'neither';
}

const people = (label: string, formula: string, source: string): MetricDefinition => ({
  label,
  unit: 'people',
  formula,
  deduplication: 'each person once in the period under the filter',
  additive: false,
  source,
  better: 'up',
});
const count = (
  label: string,
  formula: string,
  source: string,
  better: MetricDefinition['better'] = 'up',
): MetricDefinition => ({
  label,
  unit: 'count',
  formula,
  deduplication: 'sum of quantities of events, each event id once',
  additive: true,
  source,
  better,
});
const orders = (
  label: string,
  formula: string,
  source: string,
  better: MetricDefinition['better'] = 'up',
): MetricDefinition => ({
  label,
  unit: 'count',
  formula,
  deduplication: 'each order id once',
  additive: false,
  source,
  better,
});
const share = (label: string, formula: string, source: string): MetricDefinition => ({
  label,
  unit: 'proportion',
  formula,
  deduplication: 'numerator and denominator under the same filter and period',
  additive: false,
  source,
  better: 'up',
});
const ratio = (
  label: string,
  formula: string,
  source: string,
  better: MetricDefinition['better'] = 'neither',
): MetricDefinition => ({
  label,
  unit: 'ratio',
  formula,
  deduplication: 'numerator and denominator under the same filter and period',
  additive: false,
  source,
  better,
});
const money = (
  label: string,
  formula: string,
  source: string,
  better: MetricDefinition['better'] = 'up',
): MetricDefinition => ({
  label,
  unit: 'money',
  formula,
  deduplication: 'integer minor units of the workspace currency, each event id once',
  additive: true,
  source,
  better,
});

/** A trigger that is not confirmed within this time is not confirmed: the 15 minutes of the two-step purchase. */
export const CONFIRMATION_WINDOW_SECONDS = 900;

const X_ADS = 'X Ads API, analytics (docs.x.com/x-ads-api/analytics)';
const HALO = 'WFA Halo cross-media measurement, metric.proto; IAB UK jargon buster citing MRC';
const OWN = 'Syncline: two-step purchase model';

const SPENT_ONCE =
  'integer minor units of the workspace currency; each campaign, day, platform and item once, as the latest import has it';

/** Every metric that `POST /query` can be asked for. */
export const METRICS = {
  impressions: count('Impressions', 'sum of quantity of impressions', `${X_ADS}; MRC`, 'neither'),
  viewable_impressions: count(
    'Viewable impressions',
    'sum of quantity of impressions marked viewable',
    'MRC viewable ad impression guidelines',
    'neither',
  ),
  reach: people('Reach', 'distinct people with at least one impression', HALO),
  frequency: ratio('Average frequency', 'impressions ÷ reach', X_ADS),
  engagements: count('Engagements', 'sum of quantity of engagements, every action', X_ADS),
  engaged_users: people('Engaged people', 'distinct people with at least one engagement', X_ADS),
  engagement_rate: share('Engagements ÷ impressions', 'engagements ÷ impressions', X_ADS),
  clicks: count('Clicks', 'sum of quantity of engagements with action click', X_ADS),
  click_rate: share('Clicks ÷ impressions', 'clicks ÷ impressions', X_ADS),
  follows: count('Follows', 'sum of quantity of follows', X_ADS),
  unfollows: count('Unfollows', 'sum of quantity of unfollows', X_ADS, 'down'),
  net_follows: count('Net follows', 'follows − unfollows', X_ADS),
  follow_rate: share('Follows ÷ reach', 'follows ÷ reach', X_ADS),
  follow_rate_per_impression: share('Follows ÷ impressions', 'follows ÷ impressions', X_ADS),
  triggers: orders('Triggered orders', 'distinct orders with a triggered stage in the period', OWN),
  confirmations: orders(
    'Confirmed orders',
    'of the triggered orders, those confirmed within 15 minutes of their first trigger, even past the period’s end',
    OWN,
  ),
  confirm_rate: share('Confirmed ÷ triggered', 'confirmations ÷ triggers', OWN),
  lost_triggers: orders(
    'Lost demand',
    'distinct orders with a lost stage in the period: triggers of people who could not buy, never charged and not among the triggered orders',
    OWN,
    'down',
  ),
  purchases: orders('Purchases', 'distinct orders with a paid stage in the period', OWN),
  buyers: people('Buyers', 'distinct people with a paid order in the period', OWN),
  people: people(
    'People',
    'distinct people with any event, held-out (control) people included',
    'Syncline: event model',
  ),
  conversion_per_person: share('Buyers ÷ people', 'buyers ÷ people; compares the arms of an experiment', OWN),
  conversion_per_reach: share('Buyers ÷ reach', 'buyers ÷ reach', `${HALO}; ${OWN}`),
  conversion_per_impression: share('Purchases ÷ impressions', 'purchases ÷ impressions', X_ADS),
  conversion_per_click: share(
    'Purchases ÷ clicks',
    'purchases ÷ clicks',
    'Dub program analytics; Google Ads conversion rate',
  ),
  gross_revenue: money('Gross revenue', 'sum of amounts of paid stages', OWN),
  refunds: money('Refunds', 'sum of amounts of refunded stages, booked on the day of the refund', OWN, 'down'),
  net_revenue: money('Net revenue', 'gross revenue − refunds', OWN),
  average_order_value: {
    ...money(
      'Average order value',
      'gross revenue ÷ distinct orders paid in the workspace currency, rounded half up to the minor unit',
      OWN,
      'neither',
    ),
    additive: false,
  },
  spend: { ...money('Spend', 'sum of imported advertising spend', X_ADS, 'neither'), deduplication: SPENT_ONCE },
  cpm: {
    ...money(
      'Spend per 1,000 impressions',
      'spend ÷ impressions × 1000, rounded half up to the minor unit',
      X_ADS,
      'down',
    ),
    additive: false,
  },
  cpa: {
    ...money('Spend per purchase', 'spend ÷ purchases, rounded half up to the minor unit', X_ADS, 'down'),
    additive: false,
  },
  roas: ratio(
    'Net revenue ÷ spend',
    'net revenue ÷ spend',
    'Google Ads metrics.proto conversions_value_per_cost, on net revenue',
    'up',
  ),
  active_users: people(
    'Active people',
    'distinct people with any event of their own doing (everything but impressions)',
    'Syncline: event model',
  ),
  actions: count('Actions', 'sum of quantity of everything but impressions', 'Syncline: event model'),
  actions_per_user: ratio('Actions per active person', 'actions ÷ active people', 'Syncline: event model', 'up'),
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof METRICS;
export const METRIC_KEYS = Object.keys(METRICS) as [MetricKey, ...MetricKey[]];

export interface DimensionDefinition {
  label: string;
  /** What a value is; '' stands for "none" in every dimension. */
  values: string;
  /** Whether a filter may name it. */
  filterable: boolean;
}

/** Every dimension a question can group by. */
export const DIMENSIONS = {
  brand: { label: 'Brand', values: 'slug', filterable: true },
  campaign: { label: 'Campaign', values: 'slug', filterable: true },
  offer: { label: 'Offer', values: 'slug', filterable: true },
  network: { label: 'Network', values: 'slug', filterable: true },
  device: { label: 'Device', values: 'mobile, desktop, tablet, other, unknown', filterable: true },
  client: { label: 'Client', values: 'label of the app', filterable: true },
  action: { label: 'Action', values: 'action of an engagement', filterable: true },
  arm: { label: 'Arm', values: 'exposed, control', filterable: true },
  primary_device: { label: 'Primary device', values: 'mobile, desktop, mixed, unknown', filterable: true },
  'time:hour': { label: 'Hour', values: 'YYYY-MM-DDTHH:00 of the workspace zone', filterable: false },
  'time:day': { label: 'Day', values: 'YYYY-MM-DD of the workspace zone', filterable: false },
  'time:week': { label: 'Week', values: 'Monday of the week, YYYY-MM-DD', filterable: false },
  'time:month': { label: 'Month', values: 'first day of the month, YYYY-MM-DD', filterable: false },
  hour_of_day: { label: 'Hour of day', values: '0-23 of the workspace zone', filterable: true },
  weekday: { label: 'Weekday', values: '1 Monday - 7 Sunday', filterable: true },
} as const satisfies Record<string, DimensionDefinition>;

export type DimensionKey = keyof typeof DIMENSIONS;
export const DIMENSION_KEYS = Object.keys(DIMENSIONS) as [DimensionKey, ...DimensionKey[]];
export const FILTER_OPERATORS = ['is', 'is_not', 'contains', 'matches_any_prefix'] as const;
