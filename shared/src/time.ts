const DAY_MS = 86_400_000;

/** How days are written. */
export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whole days, both ends included. */
export interface Period {
  from: string;
  to: string;
}

/** The longest period that can be asked for, in days. */
export const MAX_PERIOD_DAYS = 3660;

/** What a period is compared with. */
export type Comparison = 'previous_period' | 'previous_year' | Period;

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

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
  return isDay(moved) ? moved : `${year}-02-28`;
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
