import type { ReportSchedule } from '@syncline/shared/reports';
import { addDays } from '@syncline/shared/time';
import { Temporal } from 'temporal-polyfill';
import { dayIn } from '../lib/zone.ts';

/** A month and a week hold every day that a schedule can name. */
const LOOK_AHEAD_DAYS = 40;

/**
 * The first instant after `after` (both epoch milliseconds) at which a schedule is due in a time zone; null without one.
 * An hour that the clocks skip is due an hour later, one that they repeat at its first time.
 */
export function nextDue(schedule: ReportSchedule | null, zone: string, after: number): number | null {
  if (schedule === null) return null;
  const today = dayIn(zone, after);
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS; ahead += 1) {
    const day = Temporal.PlainDate.from(addDays(today, ahead));
    if (!isDay(schedule, day)) continue;
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: { hour: schedule.hour } }).epochMilliseconds;
    if (at > after) return at;
  }
  throw new Error('Every week and month holds a day of a schedule.');
}

function isDay({ every, on }: ReportSchedule, day: Temporal.PlainDate): boolean {
  if (every === 'day') return true;
  return every === 'week' ? day.dayOfWeek === on : day.day === on;
}
