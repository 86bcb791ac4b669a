import { z } from 'zod';

const DAY_MS = 86_400_000;

/** A calendar day of the workspace's time zone, YYYY-MM-DD, that exists. */
export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD')
  .refine((day) => {
    const parsed = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
  }, 'is not a day of the calendar');

/** Whole days, both ends included. */
export const periodSchema = z
  .strictObject({ from: daySchema, to: daySchema })
  .refine((period) => period.from <= period.to, { message: 'from must not be after to', path: ['from'] })
  .refine((period) => daysBetween(period.from, period.to) < MAX_PERIOD_DAYS, {
    message: 'a period holds at most ten years',
    path: ['to'],
  });

export type Period = z.infer<typeof periodSchema>;

/** The longest period that can be asked for, in days. */
export const MAX_PERIOD_DAYS = 3660;

/** What a period is compared with. */
export const comparisonSchema = z.union([z.enum(['previous_period', 'previous_year']), periodSchema]);
export type Comparison = z.infer<typeof comparisonSchema>;

/** `day` moved by `count` days (negative: back). */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` to `to`; 0 when they are the same day. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Number of days in the period, both ends included. */
export function periodLength(period: Period): number {
  return daysBetween(period.from, period.to) + 1;
}

/** Every day of the period in order. */
export function daysOf(period: Period): string[] {
  return Array.from({ length: periodLength(period) }, (_, index) => addDays(period.from, index));
}

/** The same calendar day `years` earlier; 29 February becomes 28 February. */
function yearsBefore(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) - years).padStart(4, '0');
  const moved = `${year}${day.slice(4)}`;
  return daySchema.safeParse(moved).success ? moved : `${year}-02-28`;
}

/** The days that `comparison` stands for beside `period`: as many days just before it, the same days a year earlier, or the period named. */
export function resolveComparison(period: Period, comparison: Comparison): Period {
  if (typeof comparison !== 'string') return comparison;
  if (comparison === 'previous_year') return { from: yearsBefore(period.from, 1), to: yearsBefore(period.to, 1) };
  return { from: addDays(period.from, -periodLength(period)), to: addDays(period.from, -1) };
}

/** Periods of the calendar. */
export const CALENDAR_PERIODS = ['day', 'week', 'month'] as const;
export type CalendarPeriod = (typeof CALENDAR_PERIODS)[number];

/** The calendar period that a day lies in; weeks begin on Monday. */
export function periodOf(every: CalendarPeriod, day: string): Period {
  if (every === 'day') return { from: day, to: day };
  if (every === 'week') {
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const from = addDays(day, -weekday);
    return { from, to: addDays(from, 6) };
  }
  const from = `${day.slice(0, 7)}-01`;
  const inNext = addDays(from, 31);
  return { from, to: addDays(`${inNext.slice(0, 7)}-01`, -1) };
}

/** The period just before one. */
export function periodBefore(every: CalendarPeriod, { from }: Period): Period {
  return periodOf(every, addDays(from, -1));
}
