import { z } from 'zod';
import { slugSchema } from './fields.ts';
import { answerMetaSchema, scope } from './query.ts';
import { UNALLOCATED_REASONS } from './revenue-share.ts';

/** The figure whose orders are asked for: of a party, of tax, or of what nobody has; without any of them net revenue. */
const figure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('net_revenue') }),
  z.strictObject({ kind: z.literal('party'), party: slugSchema }),
  z.strictObject({ kind: z.literal('tax') }),
  z.strictObject({ kind: z.literal('unallocated'), reason: z.enum(UNALLOCATED_REASONS) }),
]);
export type ShareFigure = z.output<typeof figure>;

const place = z.string().max(128);

/** What decides which orders are under a figure of `analysis/revenue-share` over the same period and filters. */
export const shareOrdersFileSchema = z.strictObject({
  ...scope,
  figure: figure.default({ kind: 'net_revenue' }),
  /** The group of the figure; '' is none, as there. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03')
    .optional(),
  brand: place.optional(),
  campaign: place.optional(),
  offer: place.optional(),
  /** The version of an agreement that the orders are under. */
  under: z.strictObject({ agreement: slugSchema, version: z.int().min(1) }).optional(),
});
export type ShareOrdersFile = z.output<typeof shareOrdersFileSchema>;

/** The body of `POST /analysis/revenue-share/orders`. */
export const shareOrdersRequestSchema = shareOrdersFileSchema.extend({
  /** `time`: the latest movement first; `amount`: what adds most to the figure first. */
  sort: z.enum(['time', 'amount']).default('time'),
  limit: z.int().min(1).max(500).default(50),
  offset: z.int().min(0).max(1_000_000).default(0),
});
export type ShareOrdersRequestInput = z.input<typeof shareOrdersRequestSchema>;
export type ShareOrdersRequest = z.output<typeof shareOrdersRequestSchema>;

const movementSchema = z.object({
  at: z.iso.datetime(),
  day: z.string(),
  kind: z.enum(['paid', 'refunded']),
  /** What was paid, or less than 0 what was refunded: parties, tax and what is not allocated add up to it. */
  amount: z.int(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  under: z.object({ agreement: z.string(), version: z.int() }).nullable(),
  parties: z.array(z.object({ party: z.string(), name: z.string(), amount: z.int() })),
  tax: z.int(),
  unallocated: z.int(),
  reason: z.enum(UNALLOCATED_REASONS).nullable(),
});

/** Money is in integer minor units of `meta.currency`. */
export const shareOrdersAnswerSchema = z.object({
  orders: z.array(
    z.object({
      /** The hash by which the log knows it. */
      order: z.string(),
      /** What its movements add to the figure. */
      amount: z.int(),
      /** Those under the figure, in their order. */
      movements: z.array(movementSchema),
    }),
  ),
  /** Of all pages. */
  totals: z.object({
    orders: z.int(),
    movements: z.int(),
    /** amount + guaranteed is the figure. */
    amount: z.int(),
    /** Minimums at the end of months, which are of no order. */
    guaranteed: z.int(),
  }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type ShareOrdersAnswer = z.output<typeof shareOrdersAnswerSchema>;
export type ShareMovement = z.output<typeof movementSchema>;
export type ShareOrder = ShareOrdersAnswer['orders'][number];
