import type { Scope } from '../build.ts';
import { type Fragment, sql } from './fragment.ts';
import { eachActive, hasOneOf } from './people.ts';
import { OWN_BY_DEVICE, primaryDevice } from './source.ts';
import { matching } from './where.ts';

/** The events by which people come to follow brands and leave them. */
export const CHANGES = sql`own AND kind IN ('follow', 'unfollow') AND brand != ''`;

/** What the filters of a scope say of people, of a brand, and of a follow itself. */
export function filtersOf({ filters }: Pick<Scope, 'filters'>) {
  const ofPeople = filters.filter(({ dimension }) => dimension === 'primary_device');
  const ofBrands = filters.filter(({ dimension }) => dimension === 'brand');
  const ofFollows = filters.filter(({ dimension }) => dimension !== 'primary_device' && dimension !== 'brand');
  return { ofPeople, ofBrands, ofFollows };
}

/**
 * Person and brand of every follow that stands after the events of `until`, and that the filters hold of: the last thing the
 * person did to the brand was such a follow. Of what was done at the same instant an unfollow is the last, and before it a
 * follow that the filters hold of. As the number instant × 4 + what was done its maximum needs no order of the rows.
 */
export function standingFollows(scope: Scope, until: Fragment): Fragment {
  const { ofBrands, ofFollows } = filtersOf(scope);
  const change = sql`toUnixTimestamp64Milli(at) * 4 + multiIf(kind = 'unfollow', 2, ${matching(ofFollows, scope)}, 1, 0)`;
  return amongPeople(
    sql`SELECT uid, brand FROM events WHERE ${until} AND ${CHANGES} AND ${matching(ofBrands, scope)}
      GROUP BY uid, brand HAVING max(${change}) % 4 = 1`,
    scope,
  );
}

/** Rows with the `uid` of somebody who ever followed a brand, where the filters by primary device hold of them. */
export function amongPeople(rows: Fragment, scope: Scope): Fragment {
  const { ofPeople } = filtersOf(scope);
  if (ofPeople.length === 0) return rows;
  return sql`SELECT * FROM (${withPrimaryDevice(rows, scope)}) WHERE ${matching(ofPeople, scope)}`;
}

/**
 * Rows with the `uid` of somebody who ever followed a brand, and the primary device that they have in the period, by all of their own actions whatever the
 * filters; unknown with fewer than `least` of them on known devices.
 */
export function withPrimaryDevice(rows: Fragment, { period, primaryDeviceThreshold }: Scope, least = 1): Fragment {
  return sql`
    SELECT *, ${primaryDevice(primaryDeviceThreshold, least)} AS primary_device
    FROM (${rows}) AS listed ANY LEFT JOIN (
      ${eachActive({ period }, [OWN_BY_DEVICE], hasOneOf(CHANGES))}
    ) AS acts USING (uid)`;
}
