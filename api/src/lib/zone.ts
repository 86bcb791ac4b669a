import { Temporal } from 'temporal-polyfill';

/** The calendar day, YYYY-MM-DD, on which the instant (epoch milliseconds) falls in an IANA time zone. */
export function dayIn(zone: string, epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).toPlainDate().toString();
}

const DAY_MS = 86_400_000;

/** Days from 1970-01-01 to `day`, YYYY-MM-DD. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The day, YYYY-MM-DD, so many days after 1970-01-01. */
export function dayText(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** The instant (epoch milliseconds) at which a calendar day, YYYY-MM-DD, begins in an IANA time zone. */
export function dayStart(zone: string, day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}
