import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import type { Period } from '@syncline/shared/time';
import type { Scope } from '../build.ts';
import type { Source } from '../plan.ts';
import { bind, type Fragment, sql } from './fragment.ts';
import { inPeriod, inPeriodAndNextDay } from './time.ts';
import { inScope } from './where.ts';

/** FROM and WHERE of a scan: the events of the scope, each with its person's primary device where that is needed. */
export function fromSource(source: Source): Fragment {
  const people = source.joinsPrimaryDevice
    ? sql` ANY LEFT JOIN (${primaryDevices(source.scope)}) AS people USING (uid)`
    : sql``;
  return sql`FROM events${people} WHERE ${inScope(source.scope)}${touched(source)}`;
}

/** All statements of one answer see the rows of the same journal records. */
function touched({ scope, touchedIn }: Source): Fragment {
  if (touchedIn === null) return sql``;
  const { rows, asOf } = touchedIn;
  const then = sql`${inScope({ ...scope, period: rows.days })} AND seq > ${bind('UInt64', rows.after)} AND seq <= ${bind('UInt64', rows.sequence)}`;
  return sql` AND seq <= ${bind('UInt64', asOf)} AND (uid IN (SELECT uid FROM events WHERE ${then})
    OR order_key IN (SELECT order_key FROM events WHERE ${then} AND kind = 'purchase'))`;
}

/**
 * Primary device of each person over the period, from all of their own actions whatever the filters: mobile when mobile
 * and tablet together hold at least the threshold's share of the quantity on known devices, desktop likewise, else
 * mixed. People without an action on a known device are unknown, and so are people who are not in this list: 0 is what
 * the join gives those.
 */
function primaryDevices(scope: Scope): Fragment {
  const threshold = bind('Float64', scope.primaryDeviceThreshold);
  return sql`
    SELECT uid, CAST(multiIf(known = 0, 'unknown', handheld / known >= ${threshold}, 'mobile',
      desktop / known >= ${threshold}, 'desktop', 'mixed')
      AS Enum8('unknown' = 0, 'mobile' = 1, 'desktop' = 2, 'mixed' = 3)) AS primary_device
    FROM (
      SELECT uid, sumIf(quantity, device IN ('mobile', 'tablet')) AS handheld,
        sumIf(quantity, device = 'desktop') AS desktop, sumIf(quantity, device != 'unknown') AS known
      FROM events WHERE ${inPeriod(scope.period)} AND kind != 'impression' GROUP BY uid
    )`;
}

/** WITH clause: orders of which a confirmed row stands within the confirmation window of the order's first trigger in the period. */
export function confirmedOrders(period: Period): Fragment {
  const inWindow = sql`moment >= first_trigger AND moment <= first_trigger + toIntervalSecond(${bind('UInt32', CONFIRMATION_WINDOW_SECONDS)})`;
  return sql`WITH confirmed_orders AS (
      SELECT order_key FROM (
        SELECT order_key, minIf(at, stage = 'triggered' AND ${inPeriod(period)}) AS first_trigger,
          groupArrayIf(at, stage = 'confirmed') AS confirmed
        FROM events
        WHERE ${inPeriodAndNextDay(period)} AND kind = 'purchase' AND stage IN ('triggered', 'confirmed')
        GROUP BY order_key
      )
      WHERE arrayExists(moment -> ${inWindow}, confirmed)
    ) `;
}
