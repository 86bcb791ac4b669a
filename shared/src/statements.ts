import { z } from 'zod';
import { agreementSchema, PARTY_ROLES, termsSchema } from './agreements.ts';
import { entryNameSchema } from './control.ts';
import { currencySchema, daySchema, slugSchema } from './fields.ts';

/** A calendar month of the workspace's time zone, YYYY-MM. */
export const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
export const monthSchema = z.string().regex(MONTH, 'must be a month, YYYY-MM');

/** The first and the last day of a month. */
export function daysOfMonth(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: new Date(monthStart(month, 1) - 1).toISOString().slice(0, 10) };
}

/** The month `count` months after `month` (negative: before). */
export function addMonths(month: string, count: number): string {
  return new Date(monthStart(month, count)).toISOString().slice(0, 7);
}

function monthStart(month: string, later: number): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Date.UTC(year, number - 1 + later, 1);
}

/** What one version of an agreement gave a party with a campaign and an offer in a month; '' is none. Amounts in minor units. */
export const statementLineSchema = z.object({
  agreement: slugSchema,
  version: z.int(),
  campaign: z.string(),
  offer: z.string(),
  /** Orders with a payment, and refunds. */
  orders: z.int(),
  refunds: z.int(),
  /** Of payments, and what went back with refunds. */
  earned: z.int(),
  returned: z.int(),
  /** To come to a minimum at the end of the month; less than 0 for who makes up for it. */
  guaranteed: z.int(),
  /** earned − returned + guaranteed. */
  amount: z.int(),
});
export type StatementLine = z.output<typeof statementLineSchema>;

/**
 * Why a month comes to something else than it did: orders or refunds that came in or were removed after it was closed,
 * an agreement that was given to it, or nothing of these, as where tiers, caps or minimums of the same month moved.
 */
export const ADJUSTMENT_CAUSES = [
  'late_orders',
  'removed_orders',
  'late_refunds',
  'removed_refunds',
  'agreement_added',
  'recalculated',
] as const;
export type AdjustmentCause = (typeof ADJUSTMENT_CAUSES)[number];

/** What a line of an earlier month comes to more (or less) than all statements before this one said. */
export const statementAdjustmentSchema = statementLineSchema.extend({
  /** The month it concerns. */
  month: monthSchema,
  causes: z.array(z.enum(ADJUSTMENT_CAUSES)).min(1),
});
export type StatementAdjustment = z.output<typeof statementAdjustmentSchema>;

const text = (most: number) => z.string().trim().max(most).default('');
const payoutAmount = z
  .int('must be a whole number of minor units')
  .refine((amount) => amount !== 0, 'must not be 0')
  .refine((amount) => Math.abs(amount) <= 1e15, 'is larger than Syncline can add up exactly');

/** Money that changed hands, told by somebody: paid to the party, or, less than 0, by it. */
export const payoutInputSchema = z.strictObject({
  party: slugSchema,
  currency: currencySchema,
  amount_minor: payoutAmount,
  day: daySchema,
  /** How it can be found in the books of the bank. */
  reference: text(120),
  note: text(500),
});
export type PayoutInput = z.output<typeof payoutInputSchema>;

export const payoutSchema = z.object({
  ...payoutInputSchema.shape,
  id: z.int(),
  recorded_at: z.iso.datetime(),
  /** The closed statement that holds it, which it stays in; null while none does. */
  statement: z.string().nullable(),
});
export type Payout = z.output<typeof payoutSchema>;

export const statementTotalsSchema = z.object({
  /** The closing balance of the statement before; 0 on the first. More than 0 is owed to the party. */
  opening: z.int(),
  earned: z.int(),
  returned: z.int(),
  guaranteed: z.int(),
  /** This month: earned − returned + guaranteed, the sum of the lines. */
  month: z.int(),
  /** The sum of the adjustments. */
  adjustments: z.int(),
  paid_out: z.int(),
  /** opening + month + adjustments − paid_out. */
  closing: z.int(),
});

/** Terms that a line or an adjustment is under, or that name the party in the month. */
export const statementTermsSchema = agreementSchema
  .pick({ slug: true, name: true, scope: true, ends_on: true })
  .extend({ version: z.int(), effective_from: daySchema, terms: termsSchema });
export type StatementTerms = z.output<typeof statementTermsSchema>;

/** What one party comes to in one month and currency. Amounts are integer minor units of `currency`. */
export const statementContentSchema = z.object({
  party: slugSchema,
  name: entryNameSchema,
  role: z.enum(PARTY_ROLES),
  month: monthSchema,
  currency: currencySchema,
  timezone: z.string(),
  /** Whether the store held demo data. */
  demo: z.boolean(),
  totals: statementTotalsSchema,
  lines: z.array(statementLineSchema),
  /** By month, then as the lines. */
  adjustments: z.array(statementAdjustmentSchema),
  /** Of the month, and of earlier days if they were recorded after these months were closed. */
  payouts: z.array(payoutSchema.omit({ party: true, currency: true, statement: true })),
  agreements: z.array(statementTermsSchema),
});
export type StatementContent = z.output<typeof statementContentSchema>;

/** `open` until the month is over, `due` until it is closed. */
export const STATEMENT_STATES = ['open', 'due', 'closed'] as const;
const state = z.enum(STATEMENT_STATES);
export type StatementState = z.output<typeof state>;

export const statementSchema = statementContentSchema.extend({
  state,
  /** Its month and its place in the workspace's sequence, which has no gaps; null until it is closed, as the two after it. */
  number: z.string().nullable(),
  closed_at: z.iso.datetime().nullable(),
  /**
   * SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of the content with `number` and `closed_at`, that is, of all
   * of it but `state` and `digest`.
   */
  digest: z.string().nullable(),
});
export type Statement = z.output<typeof statementSchema>;

/** A statement in one line. */
export const statementSummarySchema = statementSchema
  .pick({ number: true, state: true, party: true, name: true, role: true, month: true, currency: true, digest: true })
  .extend({ totals: statementTotalsSchema });
export type StatementSummary = z.output<typeof statementSummarySchema>;

export const statementMonthSchema = z.object({
  month: monthSchema,
  state,
  /** The first day on which it can be closed, once those before it are. */
  due_on: daySchema,
  closed_at: z.iso.datetime().nullable(),
  /** How many statements were closed with it; null until then. */
  statements: z.int().nullable(),
});
export type StatementMonth = z.output<typeof statementMonthSchema>;

export const statementMonthsSchema = z.object({
  /** From the first month with an agreement to this one, the newest first. */
  items: z.array(statementMonthSchema),
  /** The month that is closed next, whether it is over or not; null without any agreement. */
  next: monthSchema.nullable(),
});

export const monthStatementsSchema = statementMonthSchema.extend({ items: z.array(statementSummarySchema) });
export type MonthStatements = z.output<typeof monthStatementsSchema>;

/** The body of `POST /statements/close`. */
export const closeMonthSchema = z.strictObject({ month: monthSchema });

/** The header that says how many files are in a download. */
export const FILES_HEADER = 'Syncline-Files';

/** How a statement is cited: its month and its place in the sequence of the workspace. */
export function statementNumber(month: string, place: number): string {
  return `${month}-${String(place).padStart(4, '0')}`;
}
