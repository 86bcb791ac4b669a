import { addDays, type Period } from '@syncline/shared/time';
import { bind, type Fragment, sql } from './fragment.ts';

/** The span of ClickHouse's Date, a day short of its end so that one more can be added. */
const EARLIEST = '1970-01-01';
const LATEST = '2149-06-05';

/** Events whose day in the workspace zone lies in the period, both ends included. */
export function inPeriod(period: Period): Fragment {
  return sql`day BETWEEN ${bind('Date', storable(period.from))} AND ${bind('Date', storable(period.to))}`;
}

/** As `inPeriod`, and one day longer: for what may follow an event of the last day. */
export function inPeriodAndNextDay(period: Period): Fragment {
  return sql`day BETWEEN ${bind('Date', storable(period.from))} AND ${bind('Date', addDays(storable(period.to), 1))}`;
}

/**
 * Days on which something can have happened at most `days` spans of 24 hours before an event of the period: a day more on
 * either side, for days of 23 hours, zones that skipped a day, and clocks that were put back over midnight.
 */
export function inPeriodOrBefore(period: Period, days: number): Fragment {
  const from = bind('Date', storable(addDays(period.from, -days - 1)));
  return sql`day BETWEEN ${from} AND ${bind('Date', addDays(storable(period.to), 1))}`;
}

/** Events of the period or before it. */
export function untilEndOf(period: Period): Fragment {
  return sql`day <= ${bind('Date', storable(period.to))}`;
}

/** Events of the days before the period. */
export function beforeStartOf(period: Period): Fragment {
  return sql`day < ${bind('Date', storable(period.from))}`;
}

/** The hour of day, 0-23, of an event in an IANA zone. */
export function hourOfDay(timezone: string): Fragment {
  return sql`toHour(at, ${bind('String', timezone)})`;
}

function storable(day: string): string {
  if (day < EARLIEST) return EARLIEST;
  return day > LATEST ? LATEST : day;
}
