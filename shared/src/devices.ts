import { z } from 'zod';
import { DEVICES } from './events.ts';
import { answerMetaSchema, minimumActionsSchema, minimumPeopleSchema, proportionSchema, scope } from './query.ts';

/** What is counted by the devices people did it on, each person once. */
export const PARTED_METRICS = ['reach', 'active_users', 'engaged_users', 'buyers'] as const;
export type PartedMetric = (typeof PARTED_METRICS)[number];

/**
 * Parts of people by the devices they did a thing on. Mobile is phone or tablet, as for the primary device; whoever used
 * that and desktop is `both`, whatever else; `mobile_only` and `desktop_only` people used one of the two, whatever beside it;
 * `other` people none of them, but another known device; `unknown` people none that is known.
 */
export const PEOPLE_PARTS = ['mobile_only', 'both', 'desktop_only', 'other', 'unknown'] as const;
export type PeoplePart = (typeof PEOPLE_PARTS)[number];

/** The body of `POST /analysis/devices`. */
export const devicesRequestSchema = z.strictObject(scope);
export type DevicesRequestInput = z.input<typeof devicesRequestSchema>;
export type DevicesRequest = z.output<typeof devicesRequestSchema>;

export const devicesAnswerSchema = z.object({
  /** Every metric with every part, in the order of the lists. */
  metrics: z.array(
    z.object({
      metric: z.enum(PARTED_METRICS),
      /** The parts add up to it. */
      total: z.int(),
      parts: z.array(z.object({ part: z.enum(PEOPLE_PARTS), people: z.int(), share: proportionSchema })),
    }),
  ),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type DevicesAnswer = z.infer<typeof devicesAnswerSchema>;

/** How long before a payment somebody can have been seen, in spans of 24 hours. */
export const SEEN_WITHIN_DAYS = [1, 7, 14, 30] as const;

/** The device of the last impression before a payment; `not_seen` where there is none. */
export const SEEN_ON = [...DEVICES, 'not_seen'] as const;
export type SeenOn = (typeof SEEN_ON)[number];

/** The body of `POST /analysis/device-paths`. */
export const devicePathsRequestSchema = z.strictObject({
  ...scope,
  view_days: z.literal(SEEN_WITHIN_DAYS).default(30),
});
export type DevicePathsRequestInput = z.input<typeof devicePathsRequestSchema>;
export type DevicePathsRequest = z.output<typeof devicePathsRequestSchema>;

const countedSchema = z.object({ purchases: z.int(), buyers: z.int() });

export const devicePathsAnswerSchema = z.object({
  /** Every pair, by where people were seen, then by where they bought. */
  paths: z.array(countedSchema.extend({ seen: z.enum(SEEN_ON), bought: z.enum(DEVICES) })),
  /** What the paths add up to. */
  totals: countedSchema,
  /** Bought on another device than seen on, of those seen where both devices are known. */
  crossed: z.object({ purchases: proportionSchema, buyers: proportionSchema }),
  view_days: z.literal(SEEN_WITHIN_DAYS),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type DevicePathsAnswer = z.infer<typeof devicePathsAnswerSchema>;

/** Active people by their primary device. */
export const INTENSITY_GROUPS = ['mobile', 'desktop', 'mixed', 'unknown'] as const;
export type IntensityGroup = (typeof INTENSITY_GROUPS)[number];

/** Numbers of active days at which a class begins; the last has no end but the period's. */
export const DAYS_ACTIVE_FROM = [1, 2, 4, 8, 15, 29] as const;

/** The body of `POST /analysis/intensity`. */
export const intensityRequestSchema = z.strictObject({
  ...scope,
  minimum_actions: minimumActionsSchema,
  minimum_people: minimumPeopleSchema.default(50),
});
export type IntensityRequestInput = z.input<typeof intensityRequestSchema>;
export type IntensityRequest = z.output<typeof intensityRequestSchema>;

const intensitySchema = z.object({
  people: z.int(),
  actions: z.int(),
  actions_per_person: z.number().nullable(),
  /** The first to the ninth decile of actions per person, values of single people (nearest rank); empty without people. */
  deciles: z.array(z.int()),
  /** Days with an action, per person. */
  days_per_person: z.number().nullable(),
});

export const intensityAnswerSchema = z.object({
  /** Each group once, in the order of the list; null where held back. */
  groups: z.array(
    z.object({
      group: z.enum(INTENSITY_GROUPS),
      suppressed: z.boolean(),
      intensity: intensitySchema.nullable(),
      /**
       * People by the days they were active on, in classes that follow on one another over the period, both ends included, and
       * are wide enough to hold no small count; they add up to the people of the group. Empty without people.
       */
      days: z.array(z.object({ from: z.int(), to: z.int(), share: proportionSchema })).nullable(),
    }),
  ),
  /** Everybody who was active; null where held back. */
  all: intensitySchema.nullable(),
  rule: z.object({ primary_device_threshold: z.number(), minimum_actions: z.int(), minimum_people: z.int() }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type IntensityAnswer = z.infer<typeof intensityAnswerSchema>;
