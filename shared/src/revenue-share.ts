import { z } from 'zod';
import { agreementSchema, partySchema, termsSchema } from './agreements.ts';
import { currencyMoneySchema } from './currencies.ts';
import { periodSchema, slugSchema } from './fields.ts';
import { rateStampSchema } from './exchange-rates.ts';
import { answerMetaSchema, scope } from './query.ts';

/** What the shares can be told apart by. */
export const SHARE_BREAKDOWNS = ['brand', 'campaign', 'offer', 'month'] as const;

/** The body of `POST /analysis/revenue-share`. */
export const revenueShareRequestSchema = z.strictObject({
  ...scope,
  by: z.enum(SHARE_BREAKDOWNS).optional(),
  /** Days of the period whose shares are told beside those of all of it, from one reading. */
  within: periodSchema.optional(),
  /** Which orders: those in the workspace currency, as without it, or all, `converted` at dated exchange rates. */
  currencies: z.enum(['workspace', 'converted']).optional(),
  /** Other terms for agreements that exist, as if every version of theirs had had them, or the one that is named; nothing real changes. */
  what_if: z
    .array(z.strictObject({ agreement: slugSchema, version: z.int().min(1).optional(), terms: termsSchema }))
    .max(20)
    .refine(
      (all) => new Set(all.map(({ agreement }) => agreement)).size === all.length,
      'must name each agreement once',
    )
    .default([]),
});
export type RevenueShareRequestInput = z.input<typeof revenueShareRequestSchema>;
export type RevenueShareRequest = z.output<typeof revenueShareRequestSchema>;

/** Why money belongs to no party. */
export const UNALLOCATED_REASONS = [
  'no_agreement',
  'tax_not_known',
  'discount_not_known',
  'payment_not_known',
] as const;
export type UnallocatedReason = (typeof UNALLOCATED_REASONS)[number];

/** Integer minor units of `meta.currency`. net_revenue = Σ parties + tax + Σ unallocated, to the minor unit. */
export const sharedRevenueSchema = z.object({
  /** Distinct orders with a payment. */
  orders: z.int(),
  /** What the orders would have cost without the offer, without tax; null, as the two after it, unless known of every payment. */
  list_price: z.int().nullable(),
  discount: z.int().nullable(),
  /** In what was paid, whoever keeps it: list_price − discount + tax_charged = gross_revenue. */
  tax_charged: z.int().nullable(),
  gross_revenue: z.int(),
  refunds: z.int(),
  net_revenue: z.int(),
  /** Set apart before sharing, less what went back with refunds. */
  tax: z.int(),
  /** What it cost to take the payments: not known, as no source of events tells it. Shares are before fees. */
  fees: z.null(),
  /** By what they come to, largest first. */
  parties: z.array(
    partySchema.extend({
      /** earned − returned + guaranteed. */
      amount: z.int(),
      /** Of payments. */
      earned: z.int(),
      /** With refunds. */
      returned: z.int(),
      /** To come to a minimum, at the end of a month; less than 0 for who makes up for it. */
      guaranteed: z.int(),
    }),
  ),
  /** What is under no agreement is the seller’s, whom the log does not name. */
  unallocated: z.array(z.object({ reason: z.enum(UNALLOCATED_REASONS), orders: z.int(), amount: z.int() })),
});
export type SharedRevenue = z.output<typeof sharedRevenueSchema>;

const sharesOfDaysSchema = z.object({
  totals: sharedRevenueSchema,
  /** One for each value of `by`, months in their order and others by net revenue; they add up to the totals, orders apart. */
  groups: z.array(sharedRevenueSchema.extend({ value: z.string() })),
  /** The versions that what is counted here is under. */
  agreements: z.array(
    agreementSchema.pick({ slug: true, name: true, scope: true, ends_on: true }).extend({
      version: z.int(),
      effective_from: z.string(),
      terms: termsSchema,
      orders: z.int(),
    }),
  ),
  /** Months whose minimums are settled here: those that end in the period and are over. None under a filter. */
  guaranteed_months: z.array(z.string()),
  meta: answerMetaSchema.extend({ method: z.string() }),
});

export const revenueShareAnswerSchema = sharesOfDaysSchema.extend({
  /** The totals under other terms; null where none were asked about. */
  what_if: sharedRevenueSchema.nullable(),
  /** The same of the days asked for as `within`. */
  within: sharesOfDaysSchema.optional(),
  /** Where orders of all currencies were asked for: what each comes to, and the rates that the figures go by. */
  conversion: z.object({ currencies: z.array(currencyMoneySchema), rates: z.array(rateStampSchema) }).optional(),
});
export type RevenueShareAnswer = z.output<typeof revenueShareAnswerSchema>;
