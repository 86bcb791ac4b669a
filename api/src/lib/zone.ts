import { Temporal } from 'temporal-polyfill';

/** The calendar day, YYYY-MM-DD, on which the instant (epoch milliseconds) falls in an IANA time zone. */
export function dayIn(zone: string, epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).toPlainDate().toString();
}
