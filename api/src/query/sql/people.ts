import type { Scope } from '../build.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { inPeriod } from './time.ts';

/**
 * What people did themselves. `own` holds of every such row, and opens a projection that has them person by person to
 * statements that read no other columns than it has.
 */
export const OWN_ACTIONS = sql`own AND kind != 'impression'`;

/** Person number that about half of all people are above; any would do. */
const MIDDLE = sql`(SELECT intDiv(max(uid), 2) FROM people)`;

/**
 * Rows of `uid` and `columns`, which are aggregates over the actions of one person in the period: one for everybody who has
 * any, and for whom `among` holds. All people are counted in two halves, as two small tables take half the time of a large
 * one that several threads fill and then have to put together.
 */
export function eachActive(
  { period }: Pick<Scope, 'period'>,
  columns: readonly Fragment[],
  among: Fragment | null,
): Fragment {
  const of = (people: Fragment) => sql`SELECT uid, ${join(columns, ', ')} FROM events
      WHERE ${inPeriod(period)} AND ${OWN_ACTIONS} AND ${people} GROUP BY uid`;
  return among ? of(among) : sql`${of(sql`uid <= ${MIDDLE}`)} UNION ALL ${of(sql`uid > ${MIDDLE}`)}`;
}

/** Holds of the people who have one of the rows: a bitmap finds these faster than a set does. */
export function hasOneOf(rows: Fragment): Fragment {
  return sql`uid IN (SELECT arrayJoin(bitmapToArray(groupBitmapState(uid))) FROM events WHERE ${rows})`;
}
