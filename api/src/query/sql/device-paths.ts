import { DEVICES } from '@syncline/shared/events';
import type { Filter } from '@syncline/shared/query';
import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';
import { inPeriodOrBefore } from './time.ts';
import { matching } from './where.ts';

/** Orders or buyers on one path. Devices are places in the list of devices; `seen` is past its end where nothing was seen. */
export const pathRowSchema = z.object({ by_person: z.int(), seen: z.int(), bought: z.int(), counted: z.int() });
export type PathRow = z.infer<typeof pathRowSchema>;

/** What somebody can have been shown; other filters are about the payment. */
const OF_IMPRESSIONS: ReadonlySet<Filter['dimension']> = new Set(['brand', 'campaign', 'network']);

const moment = sql`toUnixTimestamp64Milli(at)`;
const DEVICE_PLACES = sql`8`;

/**
 * Every order by its first paid row, and every buyer by theirs, each with the device of the person's last impression at or
 * before it. Instant and device of an impression are one number (milliseconds × 8 + 7 − place of the device), so that of
 * several at one instant the device listed first is the last. Of paid rows at one instant the smallest hash comes first.
 */
export function compileDevicePaths(source: Source, viewDays: number): Statement {
  const { scope } = source;
  const paid = sql`${fromSource(source)} AND ${belongsTo('paid', scope.currency)}`;
  const shown = matching(
    scope.filters.filter(({ dimension }) => OF_IMPRESSIONS.has(dimension)),
    scope,
  );
  return compile(sql`
    SELECT by_person, if(rank = 0 OR latest - rank >= ${spanOf(viewDays)}, ${bind('UInt8', DEVICES.length)}, 7 - rank % ${DEVICE_PLACES}) AS seen,
      bought, count() AS counted
    FROM (
      SELECT unit.1 AS by_person, argMin(uid, place) AS buyer, argMin(paid_on, place) AS bought,
        min(paid_at) * ${DEVICE_PLACES} + 7 AS latest
      FROM (
        SELECT uid, toInt8(device) AS paid_on, ${moment} AS paid_at, bitShiftLeft(toUInt128(paid_at), 64) + id_hash AS place,
          arrayJoin([(0, order_key), (1, toUInt64(uid))]) AS unit ${paid}
      )
      GROUP BY unit
    ) AS payments
    ASOF LEFT JOIN (
      SELECT uid, ${moment} * ${DEVICE_PLACES} + 7 - toInt8(device) AS rank FROM events
      WHERE ${inPeriodOrBefore(scope.period, viewDays)} AND ${belongsTo('impressions', scope.currency)} AND ${shown}
        AND uid IN (SELECT uid ${paid} AND own)
    ) AS impressions ON payments.buyer = impressions.uid AND payments.latest >= impressions.rank
    GROUP BY by_person, seen, bought`);
}

/** From this difference of ranks on an impression is too old: a millisecond more than the span. */
function spanOf(days: number): Fragment {
  return sql`(toInt64(${bind('UInt32', days)}) * 86400000 + 1) * ${DEVICE_PLACES}`;
}
