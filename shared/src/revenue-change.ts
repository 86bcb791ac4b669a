import { z } from 'zod';
import { answerMetaSchema, scope } from './query.ts';
import { comparisonSchema } from './fields.ts';
import { addDays, type Period, resolveComparison } from './time.ts';

/** What a change of net revenue can be told apart by. */
export const CHANGE_BREAKDOWNS = ['campaign', 'offer'] as const;

/**
 * What a change of net revenue comes from, in the order in which single minor units are given out where remainders are
 * equal. The first five are of gross revenue; `refunds` is less than 0 where more was refunded.
 */
export const CHANGE_PARTS = ['volume', 'price', 'mix', 'new', 'ended', 'refunds'] as const;
export type ChangePart = (typeof CHANGE_PARTS)[number];

/** The body of `POST /analysis/revenue-change`. */
export const revenueChangeRequestSchema = z.strictObject({
  ...scope,
  /** Without it what `changeComparedWith` says. */
  compare: comparisonSchema.optional(),
  by: z.enum(CHANGE_BREAKDOWNS).default('campaign'),
});
export type RevenueChangeRequestInput = z.input<typeof revenueChangeRequestSchema>;
export type RevenueChangeRequest = z.output<typeof revenueChangeRequestSchema>;

/** What was sold in a period. Money is in integer minor units. */
export const soldInSchema = z.object({
  /** Orders paid; one of several offers counts once for each. */
  orders: z.int(),
  gross_revenue: z.int(),
  refunds: z.int(),
  net_revenue: z.int(),
});
export type SoldIn = z.output<typeof soldInSchema>;

/** difference = now.net_revenue − before.net_revenue = the sum of the parts, to the minor unit. */
export const revenueChangeSchema = z.object({
  before: soldInSchema,
  now: soldInSchema,
  difference: z.int(),
  parts: z.record(z.enum(CHANGE_PARTS), z.int()),
});
export type RevenueChange = z.output<typeof revenueChangeSchema>;

export const revenueChangeAnswerSchema = z.object({
  totals: revenueChangeSchema,
  /** One for each value of `by` with money in either period, by the size of the difference; each part adds up to that of the totals. */
  groups: z.array(revenueChangeSchema.extend({ value: z.string() })),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type RevenueChangeAnswer = z.output<typeof revenueChangeAnswerSchema>;

/**
 * What a period is compared with where nothing is said: a calendar month with the month before, the days of a month so far
 * with the same days of the month before (all of it where it is shorter), any other period with as many days before it.
 */
export function changeComparedWith(period: Period): Period {
  const { from, to } = period;
  if (!from.endsWith('-01') || from.slice(0, 7) !== to.slice(0, 7)) return resolveComparison(period, 'previous_period');
  const last = addDays(from, -1);
  const first = `${last.slice(0, 7)}-01`;
  const same = `${last.slice(0, 7)}${to.slice(7)}`;
  const isWholeMonth = addDays(to, 1).endsWith('-01');
  return { from: first, to: isWholeMonth || same > last ? last : same };
}
