import { z } from 'zod';
import { entryNameSchema } from './control.ts';
import { periodSchema, slugSchema } from './fields.ts';
import { mailStateSchema, recipientsSchema } from './mail.ts';
import { METRIC_KEYS } from './metrics.ts';
import { CALENDAR_PERIODS } from './time.ts';

/**
 * A level that a metric of a period is held against. Levels are in the unit of the metric, money in minor units and
 * shares as fractions; of a change, in percent against the period before.
 */
export const alertInputSchema = z
  .strictObject({
    name: entryNameSchema,
    /** Whether reaching the level is wanted, or to be warned of. */
    kind: z.enum(['alert', 'goal']).default('alert'),
    metric: z.enum(METRIC_KEYS),
    brand: slugSchema.nullable().default(null),
    campaign: slugSchema.nullable().default(null),
    every: z.enum(CALENDAR_PERIODS),
    measure: z.enum(['value', 'change']).default('value'),
    when: z.enum(['above', 'below']),
    /** It fires at this level or beyond it. */
    fire_at: z.number(),
    /** Once fired it is cleared when the figure comes back past this level, so that one that hovers does not fire again and again. */
    clear_at: z.number(),
    /** Whether the period that is under way is judged too; otherwise only those that are over and can change no more. */
    open: z.boolean().default(false),
    /** Whether it is told by the webhook of the settings. */
    webhook: z.boolean().default(false),
    /** Whom it is told by mail. */
    mail: recipientsSchema,
  })
  .refine(({ campaign, brand }) => campaign === null || brand === null, {
    message: 'must be empty where a campaign is watched',
    path: ['brand'],
  })
  .refine(({ when, fire_at, clear_at }) => (when === 'above' ? clear_at <= fire_at : clear_at >= fire_at), {
    message: 'must not lie beyond the level it fires at',
    path: ['clear_at'],
  })
  .refine(({ open, when, measure }) => !open || (when === 'above' && measure === 'value'), {
    message: 'is only for values that rise above a level: a period that is under way is always below the one before',
    path: ['open'],
  });
export type AlertDraft = z.input<typeof alertInputSchema>;
export type AlertInput = z.output<typeof alertInputSchema>;

/** What was found of a period. */
export const alertFindingSchema = z.object({
  period: periodSchema,
  /** The metric in its unit; null where it is not defined. */
  value: z.number().nullable(),
  /** That of the period before, where a change is measured. */
  before: z.number().nullable(),
  /** What is held against the level: the value, or the change in percent. */
  measured: z.number().nullable(),
});
export type AlertFinding = z.output<typeof alertFindingSchema>;

export const alertSchema = alertInputSchema.safeExtend({
  /** Made of its first name. */
  id: z.string(),
  state: z.enum(['clear', 'firing']),
  /** The last period that was judged; null before the first. */
  judged: alertFindingSchema.nullable(),
  /** Why it could not be judged the last time; null where it was. */
  trouble: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Alert = z.output<typeof alertSchema>;

/** An alert that fired or cleared; kept for good. */
export const alertNewsSchema = z.object({
  id: z.int(),
  alert: z.string(),
  name: z.string(),
  kind: z.enum(['fired', 'cleared']),
  at: z.iso.datetime(),
  finding: alertFindingSchema,
  /** The question that was asked, as POST /query takes it. */
  question: z.record(z.string(), z.unknown()),
  webhook: z.object({
    state: z.enum(['off', 'waiting', 'delivered', 'failed']),
    attempts: z.int(),
    error: z.string().nullable(),
  }),
  /** One for each address that it was told. */
  mail: z.array(mailStateSchema),
  seen: z.boolean(),
});
export type AlertNews = z.output<typeof alertNewsSchema>;

export const alertListSchema = z.object({
  items: z.array(alertSchema),
  /** News that nobody has looked at. */
  unread: z.int(),
  /** Whether an address for webhooks is set. */
  webhook: z.boolean(),
  /** Whether an SMTP server is set. */
  mail: z.boolean(),
});
export type AlertList = z.output<typeof alertListSchema>;

/** What a trial came to: what would be judged now, and what became of a message by webhook. */
export const alertTrialSchema = z.object({
  finding: alertFindingSchema,
  state: z.enum(['clear', 'firing']),
  webhook: z.enum(['off', 'delivered', 'failed']),
  error: z.string().nullable(),
});
export type AlertTrial = z.output<typeof alertTrialSchema>;
