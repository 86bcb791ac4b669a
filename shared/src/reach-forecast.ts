import { z } from 'zod';
import { answerMetaSchema, scope } from './query.ts';

/** The body of `POST /analysis/reach-forecast`. */
export const reachForecastRequestSchema = z.strictObject({ ...scope, viewable_only: z.boolean().default(false) });
export type ReachForecastRequestInput = z.input<typeof reachForecastRequestSchema>;
export type ReachForecastRequest = z.output<typeof reachForecastRequestSchema>;

/** Why it is not said when the next tenth of the people will be reached. */
export const FORECAST_GAPS = ['nobody', 'too_few_days', 'nobody_once', 'past_unseen', 'past_horizon'] as const;
export type ForecastGap = (typeof FORECAST_GAPS)[number];

export const reachForecastAnswerSchema = z.object({
  /** People reached on the days of the period that have ended. */
  reach: z.int(),
  /** The days of the period that have ended and have impressions, with the people reached so far. */
  delivery_days: z.array(z.object({ day: z.string(), cumulative_reach: z.int() })),
  /** Of `reach`, people reached on one of these days, and on two. */
  reached_once: z.int(),
  reached_twice: z.int(),
  /** Estimate of the people who can be reached that way and were not yet; null where nothing can be said. */
  unseen: z.number().nullable(),
  /** A tenth of `reach`, rounded up. */
  target: z.int(),
  /** Days of delivery after which so many people are newly reached, with those of the interval's ends; null past the horizon, which is as many days as were seen. */
  days_to_target: z.object({ value: z.int().nullable(), low: z.int().nullable(), high: z.int().nullable() }),
  gap: z.enum(FORECAST_GAPS).nullable(),
  /** People newly reached after 1, 2, … more days of delivery, with the 95 % prediction interval. */
  course: z.array(z.object({ days: z.int(), newly_reached: z.number(), low: z.number(), high: z.number() })),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type ReachForecastAnswer = z.infer<typeof reachForecastAnswerSchema>;
