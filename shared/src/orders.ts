import { z } from 'zod';
import { currencySchema, slugSchema } from './fields.ts';
import { LOSSES } from './events.ts';

/** Where an order stands; it is in exactly one of them. docs/orders.md says how it gets there. */
export const ORDER_STATES = [
  'triggered',
  'confirmed',
  'paid',
  'fulfilled',
  'refunded',
  'declined',
  'expired',
  'cancelled',
  'lost',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What is done next for an order without anybody's doing. */
export const ORDER_TASKS = ['admit', 'wait', 'reply', 'reserve', 'charge', 'fulfil', 'refund'] as const;

const instant = z.iso.datetime();
const moment = instant.nullable();

export const orderSchema = z.object({
  id: z.string(),
  offer: slugSchema,
  offer_name: z.string(),
  campaign: z.string().nullable(),
  brand: z.string().nullable(),
  network: z.string(),
  /** The beginning of the keyed hash of the buyer: enough to tell buyers apart on a screen. */
  person: z.string(),
  state: z.enum(ORDER_STATES),
  /** Set where it is lost. */
  loss: z.enum(LOSSES).nullable(),
  /** What the gateway said of a card that it declined. */
  declined_because: z.string().nullable(),
  currency: currencySchema,
  /** What one costs the buyer, tax included, in minor units. */
  price_minor: z.int(),
  paid_minor: z.int(),
  refunded_minor: z.int(),
  triggered_at: instant,
  /** The last moment at which a confirmation counts. */
  deadline_at: instant,
  confirmed_at: moment,
  paid_at: moment,
  fulfilled_at: moment,
  /** When it was last changed. */
  changed_at: instant,
  /** What it waits for, and the failure of the last attempt; null where nothing is under way. */
  task: z.enum(ORDER_TASKS).nullable(),
  problem: z.string().nullable(),
});
export type Order = z.infer<typeof orderSchema>;

/** A post that an order hangs on. */
export const orderPostSchema = z.object({
  id: z.string(),
  role: z.enum(['trigger', 'confirmation', 'other']),
  action: z.enum(['post', 'reply', 'repost', 'quote']),
  at: instant,
  received_at: instant,
  /** When it was deleted, or edited so that the hashtag is gone. */
  withdrawn_at: moment,
  client: z.string().nullable(),
  followers: z.int().nullable(),
  /** Where it can be read; null where the network is not known to have addresses. */
  url: z.string().nullable(),
});
export type OrderPost = z.infer<typeof orderPostSchema>;

export const REFUND_STATES = ['asked', 'refunded', 'refused'] as const;
export const refundSchema = z.object({
  id: z.string(),
  amount_minor: z.int(),
  state: z.enum(REFUND_STATES),
  /** Why it was given, or, where it was refused, why not. */
  reason: z.string().nullable(),
  /** `operator` where it was asked for here, `gateway` where the gateway told of it. */
  by: z.enum(['operator', 'gateway']),
  asked_at: instant,
  settled_at: moment,
});
export type Refund = z.infer<typeof refundSchema>;

export const REPLY_STATES = ['waiting', 'dry_run', 'sent', 'refused', 'too_late'] as const;
/** A reply that asks a buyer for the confirmation; in a dry run it is shown here and not posted. */
export const replySchema = z.object({
  order: z.string(),
  network: z.string(),
  in_reply_to: z.string(),
  text: z.string(),
  state: z.enum(REPLY_STATES),
  /** The id of the reply; null in a dry run and until it is sent. */
  post: z.string().nullable(),
  /** Why it was refused or is still waiting. */
  problem: z.string().nullable(),
  at: instant,
});
export type OrderReply = z.infer<typeof replySchema>;

/** What happened to an order, in the order of time. */
export const ORDER_STEPS = [
  ...ORDER_STATES,
  'replied',
  'reserved',
  'withdrawn',
  'refund_asked',
  'refund_refused',
] as const;
export const orderStepSchema = z.object({
  step: z.enum(ORDER_STEPS),
  at: instant,
  /** The post it hangs on. */
  post: z.string().nullable(),
  amount_minor: z.int().nullable(),
  note: z.string().nullable(),
});
export type OrderStep = z.infer<typeof orderStepSchema>;

/** An order with all that it hangs on. */
export const orderDetailSchema = orderSchema.extend({
  posts: z.array(orderPostSchema),
  timeline: z.array(orderStepSchema),
  refunds: z.array(refundSchema),
  reply: replySchema.nullable(),
  /** What the gateway calls the charge. */
  charge_reference: z.string().nullable(),
  gateway: z.string().nullable(),
});
export type OrderDetail = z.infer<typeof orderDetailSchema>;

export const orderCountsSchema = z.object({
  /** By state, over everything but the state asked for. */
  states: z.record(z.enum(ORDER_STATES), z.int()),
  /** Orders whose task failed and is tried again. */
  problems: z.int(),
});

/** A page of orders, newest first, and how many the filter holds in all. */
export const orderPageSchema = z.object({
  items: z.array(orderSchema),
  total: z.int(),
  /** Sent back as `cursor` it gives the next page; null on the last one. */
  next: z.string().nullable(),
  counts: orderCountsSchema,
});
export type OrderPage = z.infer<typeof orderPageSchema>;

export const replyPageSchema = z.object({
  items: z.array(replySchema),
  total: z.int(),
  next: z.string().nullable(),
  /** How replies leave: `dry-run`, or the network's name. */
  sender: z.string(),
});

/** A refund as it is asked for; without an amount, all that is left. */
export const refundRequestSchema = z.strictObject({
  amount_minor: z.int('must be a whole number of minor units').min(1, 'must be at least one minor unit').optional(),
  reason: z.string().trim().min(1).max(200).optional(),
});
export type RefundRequest = z.output<typeof refundRequestSchema>;

/** The answer of `POST /posts`. */
export const postsAnswerSchema = z.object({
  posts: z.int(),
  /** Notices of deletions. */
  deleted: z.int(),
  /** Posts that hold a hashtag of an offer. */
  matched: z.int(),
  refused: z.int(),
  /** Messages that hold no post. */
  skipped: z.int(),
  errors: z
    .array(z.object({ id: z.string().nullable(), code: z.string(), path: z.string(), message: z.string() }))
    .max(100),
});
export type PostsAnswer = z.infer<typeof postsAnswerSchema>;
