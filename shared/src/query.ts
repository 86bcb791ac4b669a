import { z } from 'zod';
import { comparisonSchema, periodSchema, slugSchema } from './fields.ts';
import { LOSSES } from './events.ts';
import { rateStampSchema } from './exchange-rates.ts';
import { DIMENSION_KEYS, FILTER_OPERATORS, METRIC_KEYS } from './metrics.ts';

/** A condition on one dimension; several filters must all hold, several values of one filter are alternatives. */
export const filterSchema = z.strictObject({
  dimension: z.enum(DIMENSION_KEYS),
  op: z.enum(FILTER_OPERATORS),
  values: z.array(z.string().max(128)).min(1).max(200),
});
export type Filter = z.infer<typeof filterSchema>;

/** The share of a person's own actions that decides the primary device. */
export const primaryDeviceThresholdSchema = z.number().gt(0.5).max(1);
/** Own actions on known devices below which somebody's primary device is unknown. */
export const minimumActionsSchema = z.int().min(1).max(1000).default(1);
/** Counts of fewer people are not shown, nor what they could be worked out from. */
export const minimumPeopleSchema = z.int().min(10).max(100_000);

/** Where an answer may come from: the cheapest exact source, or for checks one of them alone. */
export const tierChoiceSchema = z.enum(['auto', 'intervals', 'raw']);
export type TierChoice = z.infer<typeof tierChoiceSchema>;

/** Where an answer came from: interval cells, the event log itself, or some of its parts from either. */
export const tierSchema = z.enum(['intervals', 'raw', 'mixed']);
export type Tier = z.infer<typeof tierSchema>;

/** What every question has. */
export const scope = {
  period: periodSchema,
  filters: z.array(filterSchema).max(20).default([]),
  primary_device_threshold: primaryDeviceThresholdSchema.default(0.6),
  tier: tierChoiceSchema.default('auto'),
};

export const orderSchema = z.union([
  z.strictObject({ metric: z.enum(METRIC_KEYS), direction: z.enum(['asc', 'desc']).default('desc') }),
  z.strictObject({ dimension: z.enum(DIMENSION_KEYS), direction: z.enum(['asc', 'desc']).default('asc') }),
]);

/** The body of `POST /query`. */
export const querySchema = z.strictObject({
  ...scope,
  metrics: z.array(z.enum(METRIC_KEYS)).min(1).max(METRIC_KEYS.length),
  dimensions: z.array(z.enum(DIMENSION_KEYS)).max(4).default([]),
  compare: comparisonSchema.optional(),
  /** Which money: that in the workspace currency, as without it, or all, `converted` at dated exchange rates. */
  currencies: z.enum(['workspace', 'converted']).optional(),
  order_by: z.array(orderSchema).max(8).default([]),
  limit: z.int().min(1).max(10_000).default(100),
  offset: z.int().min(0).max(1_000_000).default(0),
});
export type QueryInput = z.input<typeof querySchema>;
export type Query = z.output<typeof querySchema>;

export const WARNING_CODES = [
  'open_days',
  'open_confirmation_window',
  'other_currencies',
  'no_spend',
  'spend_not_split',
  'no_data',
  'demo_data',
  'backlog',
  'rows_limited',
  'sample_ratio',
  'both_arms',
  'no_comparison',
  'few_buyers',
  'methods_disagree',
  'suppressed',
  'unallocated',
] as const;

/** Something the reader of a figure must know, with the days or metrics it concerns. */
export const warningSchema = z.object({
  code: z.enum(WARNING_CODES),
  message: z.string(),
  metrics: z.array(z.string()).optional(),
  days: z.array(z.string()).optional(),
});
export type Warning = z.infer<typeof warningSchema>;

export const metricMetaSchema = z.object({
  label: z.string(),
  unit: z.enum(['count', 'people', 'ratio', 'proportion', 'money']),
  formula: z.string(),
  deduplication: z.string(),
  window: z.string(),
  additive: z.boolean(),
  source: z.string(),
  currency: z.string().optional(),
  minor_digits: z.int().optional(),
});

/** What every answer says about itself. */
export const answerMetaSchema = z.object({
  exact: z.literal(true),
  /** When the figures were computed. */
  as_of: z.iso.datetime(),
  timezone: z.string(),
  currency: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  comparison_period: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** Days of the period that have not ended, or whose windows are still open. */
  open_days: z.array(z.string()),
  tier: tierSchema,
  /** Whether it was in memory already; what it counts has not changed since `as_of`. */
  cached: z.boolean(),
  /** Time this request took. */
  elapsed_ms: z.number(),
  warnings: z.array(warningSchema),
});
export type AnswerMeta = z.infer<typeof answerMetaSchema>;

const metricValues = z.record(z.string(), z.number().nullable());
const dimensionValues = z.record(z.string(), z.union([z.string(), z.number()]));

export const queryRowSchema = z.object({
  dimensions: dimensionValues,
  metrics: metricValues,
  comparison: metricValues.optional(),
});

/** The answer of `POST /query`. Money is in integer minor units of `meta.currency`; a value that is not defined is null. */
export const queryAnswerSchema = z.object({
  rows: z.array(queryRowSchema),
  totals: z.object({ metrics: metricValues, comparison: metricValues.optional() }),
  meta: answerMetaSchema.extend({
    query: querySchema,
    rows_total: z.int(),
    metrics: z.record(z.string(), metricMetaSchema),
    /** Where money was converted: the rates that it goes by, those of the days compared with included. */
    rates: z.array(rateStampSchema).optional(),
  }),
});
export type QueryAnswer = z.infer<typeof queryAnswerSchema>;

/** A proportion with its base and Wilson 95 % interval; null where the base is zero. */
export const proportionSchema = z.object({
  value: z.number().nullable(),
  numerator: z.int(),
  base: z.int(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Proportion = z.infer<typeof proportionSchema>;

/** A figure with its 95 % interval; null what is not defined. */
export const estimateSchema = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** The body of `POST /analysis/frequency`. */
export const frequencyRequestSchema = z.strictObject({
  ...scope,
  /** Frequencies from this one on share the open top bin. */
  top: z.int().min(2).max(100).default(11),
  viewable_only: z.boolean().default(false),
});
export type FrequencyRequestInput = z.input<typeof frequencyRequestSchema>;
export type FrequencyRequest = z.output<typeof frequencyRequestSchema>;

export const frequencyAnswerSchema = z.object({
  reach: z.int(),
  impressions: z.int(),
  frequency: z.number().nullable(),
  /** Null as well when it lies in the open top bin. */
  median: z.number().nullable(),
  /** One row per frequency 1 … top; the last holds everybody at `top` or more, with their true impressions. Σ people = reach, Σ impressions = impressions. */
  bins: z.array(
    z.object({
      frequency: z.int(),
      open: z.boolean(),
      people: z.int(),
      impressions: z.int(),
      conversion: proportionSchema,
    }),
  ),
  /** People who saw it at least k times, k = 1 … top. */
  at_least: z.array(z.object({ frequency: z.int(), people: z.int() })),
  conversion: proportionSchema,
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type FrequencyAnswer = z.infer<typeof frequencyAnswerSchema>;

/** The body of `POST /analysis/reach-curve`. */
export const reachCurveRequestSchema = z.strictObject({
  ...scope,
  viewable_only: z.boolean().default(false),
  compare: comparisonSchema.optional(),
});
export type ReachCurveRequestInput = z.input<typeof reachCurveRequestSchema>;
export type ReachCurveRequest = z.output<typeof reachCurveRequestSchema>;

const reachCurveRows = z.array(
  z.object({
    day: z.string(),
    impressions: z.int(),
    reach: z.int(),
    newly_reached: z.int(),
    cumulative_reach: z.int(),
  }),
);
export const reachCurveAnswerSchema = z.object({
  reach: z.int(),
  /** One row per day of the period, days without an impression included. Σ newly_reached = reach. */
  days: reachCurveRows,
  comparison: z.object({ reach: z.int(), days: reachCurveRows }).nullable(),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type ReachCurveAnswer = z.infer<typeof reachCurveAnswerSchema>;

export const FUNNEL_STAGES = ['exposed', 'engaged', 'followed', 'triggered', 'confirmed', 'paid', 'kept'] as const;
export type FunnelStage = (typeof FUNNEL_STAGES)[number];

/** The body of `POST /analysis/funnel`. */
export const funnelRequestSchema = z.strictObject({ ...scope, breakdown: z.enum(['device']).optional() });
export type FunnelRequestInput = z.input<typeof funnelRequestSchema>;
export type FunnelRequest = z.output<typeof funnelRequestSchema>;

const funnelStages = z.array(
  z.object({
    stage: z.enum(FUNNEL_STAGES),
    /** Exposed people whose furthest stage is this one or a later one; never rises along the funnel. */
    people: z.int(),
    /** Exposed people who did this very thing at or after their first impression. */
    people_did: z.int(),
    /** Share of the people of the stage before. */
    of_previous: proportionSchema,
    of_exposed: proportionSchema,
  }),
);
export const funnelAnswerSchema = z.object({
  stages: funnelStages,
  /** By the device of the first impression, when asked for. */
  breakdown: z.array(z.object({ device: z.string(), stages: funnelStages })),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type FunnelAnswer = z.infer<typeof funnelAnswerSchema>;

/** The most campaigns whose people are compared in one answer. */
export const MAX_OVERLAP_CAMPAIGNS = 40;
/** The most campaigns whose every combination is counted. */
export const MAX_OVERLAP_COMBINED = 6;

/** The body of `POST /analysis/overlap`. */
export const overlapRequestSchema = z
  .strictObject({
    ...scope,
    /** The campaigns compared, each once; without them, every campaign with reach, the largest first. */
    campaigns: z
      .array(slugSchema)
      .min(2)
      .max(MAX_OVERLAP_CAMPAIGNS)
      .refine((slugs) => new Set(slugs).size === slugs.length, 'must name each campaign once')
      .optional(),
    /** Whether to count the people of exactly each combination of the campaigns; then `campaigns` names at most six. */
    intersections: z.boolean().optional(),
  })
  .refine(({ intersections, campaigns }) => !intersections || (campaigns && campaigns.length <= MAX_OVERLAP_COMBINED), {
    path: ['campaigns'],
    message: `must name two to ${MAX_OVERLAP_COMBINED} campaigns where intersections are asked for`,
  });
export type OverlapRequestInput = z.input<typeof overlapRequestSchema>;
export type OverlapRequest = z.output<typeof overlapRequestSchema>;

export const overlapAnswerSchema = z.object({
  /** By reach, largest first. `exclusive` people were reached by this campaign and no other of the set; exclusive + shared = reach. */
  campaigns: z.array(z.object({ campaign: z.string(), reach: z.int(), exclusive: z.int(), shared: z.int() })),
  /** Every pair once, in the order of the campaigns: people reached by both, those of no one included. */
  pairs: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      people: z.int(),
      share_of_a: proportionSchema,
      share_of_b: proportionSchema,
    }),
  ),
  /** People reached by exactly these campaigns of the set and by no other of it, most first; combinations of nobody are left out, and the others add up to `union_reach`. Where asked for. */
  intersections: z.array(z.object({ campaigns: z.array(z.string()), people: z.int() })).optional(),
  /** People reached by at least one campaign of the set. */
  union_reach: z.int(),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type OverlapAnswer = z.infer<typeof overlapAnswerSchema>;

/** Days for which a view, and for which an engagement, can be credited with a payment; 0 credits no views. */
export const VIEW_WINDOW_DAYS = [0, 1, 7, 14, 30] as const;
export const CLICK_WINDOW_DAYS = [1, 7, 14, 30, 90] as const;
const viewDaysSchema = z.literal(VIEW_WINDOW_DAYS);
const clickDaysSchema = z.literal(CLICK_WINDOW_DAYS);

/** The body of `POST /analysis/attribution`. The defaults are X's of app conversions. */
export const attributionRequestSchema = z.strictObject({
  ...scope,
  view_days: viewDaysSchema.default(1),
  /** Not less than `view_days`. */
  click_days: clickDaysSchema.default(14),
});
export type AttributionRequestInput = z.input<typeof attributionRequestSchema>;
export type AttributionRequest = z.output<typeof attributionRequestSchema>;

const soldSchema = z.object({ purchases: z.int(), gross_revenue: z.int() });
const soldToSchema = soldSchema.extend({ buyers: z.int() });

/** Money is in integer minor units of `meta.currency`. Campaigns and unattributed add up to the totals in purchases and money, not in buyers. */
export const attributionAnswerSchema = z.object({
  /** By gross revenue, then purchases, largest first. */
  campaigns: z.array(soldToSchema.extend({ campaign: z.string(), by_engagement: soldSchema, by_view: soldSchema })),
  unattributed: soldToSchema,
  totals: soldToSchema,
  /** Attributed orders whose credited campaign is the one recorded on the purchase, of all attributed orders. */
  own_campaign_agrees: proportionSchema,
  windows: z.object({ view_days: viewDaysSchema, click_days: clickDaysSchema }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type AttributionAnswer = z.infer<typeof attributionAnswerSchema>;

/** The body of `POST /analysis/time-to-purchase`. */
export const timeToPurchaseRequestSchema = z.strictObject(scope);
export type TimeToPurchaseRequestInput = z.input<typeof timeToPurchaseRequestSchema>;
export type TimeToPurchaseRequest = z.output<typeof timeToPurchaseRequestSchema>;

/** Seconds of single orders, by nearest rank; null where there is no order. */
const waitSchema = z.object({ median_seconds: z.number().nullable(), p90_seconds: z.number().nullable() });

/** Orders triggered in the period. triggered = confirmed + late + never + open. */
export const timeToPurchaseAnswerSchema = z.object({
  deadline_seconds: z.int(),
  triggered: z.int(),
  /** Confirmed in time. */
  confirmed: z.int(),
  /** Confirmed, but after the deadline. */
  late: z.int(),
  never: z.int(),
  /** Not confirmed while the deadline has not passed; in none of the shares. */
  open: z.object({
    orders: z.int(),
    /** When the first of their deadlines passes. */
    closes_at: z.iso.datetime().nullable(),
  }),
  /** Confirmed of all that are decided: triggered − open. */
  confirm_rate: proportionSchema,
  /** One row per minute after the trigger; the last one ends with the deadline. */
  minutes: z.array(
    z.object({
      minute: z.int(),
      /** Confirmed within this minute. */
      orders: z.int(),
      /** Confirmed by its end. */
      confirmed_by: z.int(),
      share_confirmed: z.number().nullable(),
      /** What would be lost if the deadline were at its end. */
      share_lost_after: z.number().nullable(),
    }),
  ),
  /** Of orders confirmed in time. */
  time_to_confirm: waitSchema,
  /** Of orders confirmed in time, those paid. */
  confirm_to_paid: waitSchema.extend({ share: proportionSchema }),
  /** Triggered orders with such a stage, whatever else became of them. */
  outcomes: z.object({ expired: z.int(), declined: z.int(), cancelled: z.int() }),
  /** Demand that never was an order; the reasons add up to it. */
  lost: z.object({
    orders: z.int(),
    reasons: z.array(z.object({ loss: z.enum(LOSSES), orders: z.int() })),
  }),
  /** Where the filter names one offer: when its demand was first lost in the period because nothing was left. */
  sold_out_at: z.iso.datetime().nullable(),
  earned_reach: z.object({
    /** People who follow several buyers count more than once. */
    followers_upper_bound: z.int(),
    /** Distinct posts that triggered or confirmed, and those of them that told their author's followers. */
    posts: z.int(),
    posts_told: z.int(),
  }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type TimeToPurchaseAnswer = z.infer<typeof timeToPurchaseAnswerSchema>;
