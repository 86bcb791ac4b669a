import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import type { Period } from '@syncline/shared/time';
import type { OpenRows } from '../intervals.ts';
import type { Source } from '../plan.ts';
import { bind, type Fragment, sql } from './fragment.ts';
import { eachActive } from './people.ts';
import { inPeriod, inPeriodAndNextDay } from './time.ts';
import { inScope } from './where.ts';

/** FROM and WHERE of a scan: the events of the scope, each with its person's primary device where that is needed. */
export function fromSource(source: Source): Fragment {
  const people = source.joinsPrimaryDevice
    ? sql` ANY LEFT JOIN (${primaryDevices(source)}) AS people USING (uid)`
    : sql``;
  return sql`FROM events${people} WHERE ${inScope(source.scope)}${touched(source)}`;
}

/** All statements of one answer see the rows of the same journal records. */
function touched(source: Source): Fragment {
  const { scope, touchedIn, joinsPrimaryDevice } = source;
  if (touchedIn === null) return sql``;
  if (joinsPrimaryDevice) return touchedPeople(source);
  const { rows, asOf } = touchedIn;
  const then = storedIn(rows, inScope({ ...scope, period: rows.days }));
  return sql` AND seq <= ${bind('UInt64', asOf)} AND (uid IN (SELECT uid FROM events WHERE ${then})
    OR order_key IN (SELECT order_key FROM events WHERE ${then} AND kind = 'purchase'))`;
}

/** Only people with one of the rows, wherever it belongs: what anybody does can move their primary device. */
export function touchedPeople({ touchedIn }: Source): Fragment {
  if (touchedIn === null) return sql``;
  const { rows, asOf } = touchedIn;
  return sql` AND seq <= ${bind('UInt64', asOf)} AND uid IN (SELECT uid FROM events WHERE ${storedIn(rows, inPeriod(rows.days))})`;
}

function storedIn(rows: OpenRows, where: Fragment): Fragment {
  return sql`${where} AND seq > ${bind('UInt64', rows.after)} AND seq <= ${bind('UInt64', rows.sequence)}`;
}

/**
 * Primary device of each person over the period, from all of their own actions whatever the filters. People without an
 * action are unknown: 0 is what the join gives those.
 */
function primaryDevices(source: Source): Fragment {
  return sql`
    SELECT uid, ${primaryDevice(source.scope.primaryDeviceThreshold)} AS primary_device
    FROM (${source.touchedIn ? touchedActs(source) : eachActive(source.scope, [OWN_BY_DEVICE], null)})`;
}

/** The actions of those people by device, as of the same journal record. */
function touchedActs(source: Source): Fragment {
  return sql`SELECT uid, ${OWN_BY_DEVICE} FROM events
      WHERE ${inPeriod(source.scope.period)} AND kind != 'impression'${touchedPeople(source)} GROUP BY uid`;
}

/** What a person's primary device is made of, as aggregates over rows: the quantity of those of which `own` holds, too. */
const byDevice = (own: Fragment) => sql`sumIf(quantity, ${own}device IN ('mobile', 'tablet')) AS handheld,
  sumIf(quantity, ${own}device = 'desktop') AS desktop,
  sumIf(quantity, ${own}device != 'unknown') AS known`;

/** The same over all events of a person, and over what they did themselves. */
export const ACTIONS_BY_DEVICE = byDevice(sql`kind != 'impression' AND `);
export const OWN_BY_DEVICE = byDevice(sql``);

/**
 * Mobile when mobile and tablet together hold at least the threshold's share of the actions on known devices, desktop
 * likewise, else mixed; unknown with fewer than `least` of them, and without any. By number, as names are slow to compare.
 */
export function primaryDevice(threshold: number, least = 1): Fragment {
  const share = bind('Float64', threshold);
  const few = least === 1 ? sql`known = 0` : sql`known = 0 OR known < ${bind('UInt32', least)}`;
  return sql`CAST(toInt8(multiIf(${few}, 0, handheld / known >= ${share}, 1, desktop / known >= ${share}, 2, 3))
    AS Enum8('unknown' = 0, 'mobile' = 1, 'desktop' = 2, 'mixed' = 3))`;
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
