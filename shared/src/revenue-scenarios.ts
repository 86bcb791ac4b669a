import { z } from 'zod';
import { partySchema, percentSchema } from './agreements.ts';
import { entryNameSchema } from './control.ts';
import { slugSchema } from './fields.ts';
import { answerMetaSchema, scope } from './query.ts';
import { revenueShareRequestSchema, sharedRevenueSchema } from './revenue-share.ts';

/** How many sets of supposed terms one question can ask about. */
export const MAX_SCENARIOS = 12;

/** Terms supposed for agreements that exist, as `analysis/revenue-share` takes them; none supposes what is. */
export const supposedTermsSchema = revenueShareRequestSchema.shape.what_if;
export type SupposedTerms = z.output<typeof supposedTermsSchema>;

const changed = supposedTermsSchema.refine((all) => all.length > 0, 'must suppose the terms of an agreement');
const meta = answerMetaSchema.extend({ method: z.string() });

/** The body of `POST /analysis/revenue-scenarios`. */
export const revenueScenariosRequestSchema = z.strictObject({
  ...scope,
  scenarios: z
    .array(z.strictObject({ name: entryNameSchema, what_if: supposedTermsSchema }))
    .min(1)
    .max(MAX_SCENARIOS),
});
export type RevenueScenariosRequestInput = z.input<typeof revenueScenariosRequestSchema>;
export type RevenueScenariosRequest = z.output<typeof revenueScenariosRequestSchema>;

/** Scenario less actual, in minor units: parties, tax and what is not allocated add up to 0. */
export const revenueDifferenceSchema = z.object({
  /** Of everybody who is a party in either. */
  parties: z.array(partySchema.extend({ amount: z.int() })),
  tax: z.int(),
  unallocated: z.int(),
});

/** Money is in integer minor units of `meta.currency`. */
export const revenueScenariosAnswerSchema = z.object({
  /** As `analysis/revenue-share` has it. */
  actual: sharedRevenueSchema,
  /** In the order in which they were asked about. */
  scenarios: z.array(z.object({ name: z.string(), totals: sharedRevenueSchema, difference: revenueDifferenceSchema })),
  meta,
});
export type RevenueScenariosAnswer = z.output<typeof revenueScenariosAnswerSchema>;

const minor = z.int('must be a whole number of minor units').min(0, 'must not be negative');

/** What the goods cost whoever sells them: of every paid order, refunded or not. */
export const goodsCostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('per_order'), amount_minor: minor }),
  /** Of the list price without tax, which has to be known of every payment; rounded up to a minor unit. */
  z.strictObject({ kind: z.literal('of_list_price'), percent: percentSchema }),
]);
export type GoodsCost = z.output<typeof goodsCostSchema>;

/** The body of `POST /analysis/revenue-break-even`. */
export const breakEvenRequestSchema = z.strictObject({
  ...scope,
  what_if: changed,
  /** Whose supposed terms are looked at. */
  agreement: slugSchema,
  /** One percentage of them: the place of a percentage term among the terms of a party's share. Without it none is looked for. */
  cut: z.strictObject({ party: slugSchema, term: z.int().min(0).max(7).default(0) }).optional(),
  /** Whose result: the residual party of the terms (as without it), or the one that takes the cut where there is one. */
  party: slugSchema.optional(),
  /** What the party is to come to: what it comes to today, an amount, or what the goods cost. */
  target: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('today') }),
      z.strictObject({ kind: z.literal('amount'), amount_minor: minor }),
      z.strictObject({ kind: z.literal('cost') }),
    ])
    .default({ kind: 'today' }),
  cost: goodsCostSchema.nullable().default(null),
});
export type BreakEvenRequestInput = z.input<typeof breakEvenRequestSchema>;
export type BreakEvenRequest = z.output<typeof breakEvenRequestSchema>;

const atPercent = z.object({ percent: percentSchema, amount: z.int() });

const cutSchema = z.object({
  party: partySchema,
  term: z.int(),
  /** As it is supposed. */
  percent: percentSchema,
  target: z.int(),
  /** Whether the target is reached up to a percentage, or from one on. */
  reached: z.enum(['up_to', 'from']),
  /** The last percentage at which it is, with what the party comes to; null where it is at none. */
  holds: atPercent.nullable(),
  /** The percentage next to it, 0.0001 away, at which it is not; null where it is at all. */
  fails: atPercent.nullable(),
  /**
   * Whether it is the only such place: for certain with one share and no cap; but for single minor units that rounding
   * gives to one party or another where there are more shares; not known under a cap, where more can lead to less.
   */
  only: z.enum(['certain', 'but_for_rounding', 'not_known']),
});
export type BreakEvenCut = z.output<typeof cutSchema>;

/** Money is in integer minor units of `meta.currency`. */
export const breakEvenAnswerSchema = z.object({
  agreement: slugSchema,
  party: partySchema,
  /** What the party comes to under the terms in force, and under the supposed ones. */
  today: z.int(),
  supposed: z.int(),
  /** What the goods of the orders of the period cost; null where nothing was said of it. */
  cost: z.int().nullable(),
  /** Null where none was asked about. */
  cut: cutSchema.nullable(),
  /** Added orders that make up for the terms; null where no number does, as an order leaves nothing. */
  volume: z
    .object({
      /** Orders paid in the period. */
      orders: z.int(),
      /** Today and supposed, less the cost of goods. */
      today: z.int(),
      supposed: z.int(),
      /** The least number of added orders with which it comes to what it does today; below 0, how many fewer do too. */
      added_orders: z.int(),
      /** Where the line crosses: (today − supposed) ÷ supposed, as a part of the period's orders. */
      added_part: z.number(),
    })
    .nullable(),
  meta,
});
export type BreakEvenAnswer = z.output<typeof breakEvenAnswerSchema>;

/** The body of `POST /analysis/revenue-tornado`. */
export const tornadoRequestSchema = z.strictObject({
  ...scope,
  what_if: changed,
  /** Whose supposed terms are moved, one by one. */
  agreement: slugSchema,
  /** Whose result; the residual party of the terms as without it. */
  party: slugSchema.optional(),
  /** How far percentages are moved: by points, or by a part of themselves. */
  percentages: z
    .strictObject({ by: z.enum(['points', 'percent']), step: percentSchema })
    .default({ by: 'points', step: '1' }),
  /** How far amounts are moved: by so much of themselves, to the next minor unit and by at least one. */
  amounts_percent: percentSchema.default('10'),
});
export type TornadoRequestInput = z.input<typeof tornadoRequestSchema>;
export type TornadoRequest = z.output<typeof tornadoRequestSchema>;

/** What of terms is moved. */
export const MOVED_PARTS = [
  'percentage',
  'tier_percentages',
  'tier_bounds',
  'per_order',
  'cap',
  'minimum',
  'on_refund',
  'discount_funded_by',
  'tax',
] as const;
export type MovedPart = (typeof MOVED_PARTS)[number];

const barSchema = z.object({
  part: z.enum(MOVED_PARTS),
  /** Whose share it is of; null for what holds for all. */
  party: partySchema.nullable(),
  /** The place of the term in the share; null where the part is of none. */
  term: z.int().nullable(),
  /** As it is supposed: a percentage, minor units, the key of a party ('' is nobody) or a choice; several joined by ", ". */
  value: z.string(),
  /** In the order of their values: below, above, or the other choices. */
  ends: z.array(
    z.object({
      value: z.string(),
      /** What the party comes to, and by how much that differs. */
      amount: z.int(),
      difference: z.int(),
      /** Whether as much is shared out as before. Else more or less of the payments lacks what the terms need, and the difference tells that, too. */
      comparable: z.boolean(),
    }),
  ),
  /** From the least to the greatest of what can be compared, 0 among it. */
  swing: z.int(),
});

/** Money is in integer minor units of `meta.currency`. */
export const tornadoAnswerSchema = z.object({
  agreement: slugSchema,
  party: partySchema,
  /** What the party comes to under the supposed terms. */
  base: z.int(),
  /** The largest swing first. */
  bars: z.array(barSchema),
  meta,
});
export type TornadoAnswer = z.output<typeof tornadoAnswerSchema>;
export type TornadoBar = TornadoAnswer['bars'][number];
