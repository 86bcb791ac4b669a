import { z } from 'zod';
import { MINOR_DIGITS } from './money.ts';
import { SLUG } from './slug.ts';
import { DAY, daysBetween, isDay, MAX_PERIOD_DAYS } from './time.ts';

// What requests are made of stands apart from the words and sums of the same things: screens need those before any schema.

/** A calendar day of the workspace's time zone, YYYY-MM-DD, that exists. */
export const daySchema = z
  .string()
  .regex(DAY, 'must be a day, YYYY-MM-DD')
  .refine(isDay, 'is not a day of the calendar');

/** Whole days, both ends included. */
export const periodSchema = z
  .strictObject({ from: daySchema, to: daySchema })
  .refine((period) => period.from <= period.to, { message: 'from must not be after to', path: ['from'] })
  .refine((period) => daysBetween(period.from, period.to) < MAX_PERIOD_DAYS, {
    message: 'a period holds at most ten years',
    path: ['to'],
  });

/** What a period is compared with. */
export const comparisonSchema = z.union([z.enum(['previous_period', 'previous_year']), periodSchema]);

/** A catalogue key. */
export const slugSchema = z
  .string()
  .regex(SLUG, 'must be a slug: 1-64 of a-z, 0-9, - and _, beginning with a letter or digit');

/** An ISO 4217 code in upper case. */
export const currencySchema = z
  .string()
  .refine((code) => MINOR_DIGITS.has(code), 'must be an ISO 4217 code such as USD');
