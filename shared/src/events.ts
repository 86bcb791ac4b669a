import { z } from 'zod';
import { currencySchema, slugSchema } from './fields.ts';

export const KINDS = ['impression', 'engagement', 'follow', 'unfollow', 'activity', 'purchase'] as const;
export const DEVICES = ['mobile', 'desktop', 'tablet', 'other', 'unknown'] as const;
export const ACTIONS = [
  'post',
  'like',
  'reply',
  'repost',
  'quote',
  'click',
  'profile_visit',
  'hashtag_click',
  'media_view',
  'share',
  'other',
] as const;
export const STAGES = [
  'triggered',
  'confirmed',
  'paid',
  'fulfilled',
  'expired',
  'declined',
  'cancelled',
  'refunded',
  // Demand that came to nothing: no order was begun, and nobody is charged.
  'lost',
] as const;
/** Why a trigger began no order: the property `loss` of a purchase of stage `lost`. */
export const LOSSES = ['unsynced', 'protected', 'not_on_list', 'sold_out', 'over_limit', 'outside_dates'] as const;
export const ARMS = ['exposed', 'control'] as const;

export type Kind = (typeof KINDS)[number];
export type Device = (typeof DEVICES)[number];
export type Action = (typeof ACTIONS)[number];
export type Stage = (typeof STAGES)[number];
export type Loss = (typeof LOSSES)[number];
export type Arm = (typeof ARMS)[number];

/** Events dated earlier are refused: the first public post is of 21 March 2006. */
export const EARLIEST_EVENT_MS = Date.UTC(2006, 2, 21);
/** Events dated further ahead of the server's clock are refused. */
export const MAX_AHEAD_MS = 24 * 3_600_000;
export const MAX_QUANTITY = 1_000_000;
export const MAX_PROPERTIES = 20;
/** The largest body `POST /events` takes, after decompression too. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** RFC 3339 date-time with offset, or integer epoch milliseconds. */
export const instantSchema = z.union([
  z.iso.datetime({ offset: true, message: 'must be RFC 3339 with an offset, such as 2026-09-01T12:00:00Z' }),
  z.int(),
]);

/** One event as it is sent: the public contract of `POST /events`. What each kind needs beside this is checked on ingest. */
export const eventSchema = z.strictObject({
  id: z.string().min(1).max(128),
  at: instantSchema,
  kind: z.enum(KINDS),
  user: z.string().min(1).max(256),
  brand: slugSchema.optional(),
  campaign: slugSchema.optional(),
  offer: slugSchema.optional(),
  device: z.enum(DEVICES).optional(),
  client: z.string().min(1).max(128).optional(),
  user_agent: z.string().min(1).max(1024).optional(),
  network: slugSchema.optional(),
  action: z.enum(ACTIONS).optional(),
  stage: z.enum(STAGES).optional(),
  order: z.string().min(1).max(128).optional(),
  amount: z.string().max(32).optional(),
  currency: currencySchema.optional(),
  quantity: z.int().min(1).max(MAX_QUANTITY).optional(),
  viewable: z.boolean().optional(),
  arm: z.enum(ARMS).optional(),
  post: z.string().min(1).max(128).optional(),
  properties: z
    .record(z.string().min(1).max(64), z.union([z.string().max(512), z.number(), z.boolean()]))
    .refine((value) => Object.keys(value).length <= MAX_PROPERTIES, `holds at most ${MAX_PROPERTIES} values`)
    .optional(),
});

export type EventInput = z.infer<typeof eventSchema>;

/** Why a line was refused. */
export const REJECT_CODES = [
  'invalid_json',
  'invalid_utf8',
  'line_too_long',
  'not_an_object',
  'unknown_field',
  'missing_field',
  'invalid_field',
  'at_too_early',
  'at_too_late',
  'card_number',
  'id_conflict',
  'unknown_format',
  'incomplete_post',
  'invalid_row',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

export const rejectSchema = z.object({
  line: z.int().min(1),
  id: z.string().nullable(),
  code: z.enum(REJECT_CODES),
  path: z.string(),
  message: z.string(),
});
export type Reject = z.infer<typeof rejectSchema>;

/** The answer of `POST /events`; the first 100 refusals are listed, all are kept in the dead-letter store. */
export const ingestAnswerSchema = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
  errors: z.array(rejectSchema).max(100),
});
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
