import { z } from 'zod';
import type { Scope } from '../build.ts';
import { amongPeople, CHANGES, filtersOf } from './follows.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { beforeStartOf, untilEndOf } from './time.ts';
import { matching } from './where.ts';

/** A brand that people began to follow, and which they began to follow next. */
export const nextFollowRowSchema = z.object({
  brand: z.string(),
  new_followers: z.int(),
  /** Brand and people, in no order. */
  after: z.array(z.tuple([z.string(), z.int()])),
  /** Brands with new followers before the list was cut. */
  found: z.int(),
});
export type NextFollowRow = z.infer<typeof nextFollowRowSchema>;

/**
 * Each person's first new follow of every brand in the period, and for each of them the earliest one after it. A follow is new
 * when the person did not follow the brand just before. A change is one number: instant × 8, an unfollow 4, a follow that
 * the filters do not hold of 2, and 1 before the period; sorted, they are what happened in order.
 */
export function compileNextFollows(scope: Scope, most: number): Statement {
  const { ofBrands, ofFollows } = filtersOf(scope);
  const change = sql`toUnixTimestamp64Milli(at) * 8 + multiIf(kind = 'unfollow', 4, ${matching(ofFollows, scope)}, 0, 2)
    + if(${beforeStartOf(scope.period)}, 1, 0)`;
  const begun = sql`
    SELECT uid, toString(brand) AS name, arraySort(groupArray(${change})) AS changes,
      arrayFirst((change, before) -> change % 8 = 0 AND bitTest(before, 2), changes, arrayPushFront(arrayPopBack(changes), 4)) AS began
    FROM events WHERE ${untilEndOf(scope.period)} AND ${CHANGES} AND ${matching(ofBrands, scope)}
    GROUP BY uid, brand HAVING began > 0`;
  return compile(sql`
    SELECT brand, sum(people) AS new_followers, groupArrayIf((next, people), next != '') AS after, count() OVER () AS found
    FROM (
      SELECT tupleElement(follow, 2) AS brand, count() AS people,
        tupleElement(arrayFirst(other -> tupleElement(other, 1) > tupleElement(follow, 1), follows), 2) AS next
      FROM (SELECT arraySort(groupArray((began, name))) AS follows FROM (${amongPeople(begun, scope)}) GROUP BY uid)
      ARRAY JOIN follows AS follow
      GROUP BY brand, next
    )
    GROUP BY brand ORDER BY new_followers DESC, brand ASC LIMIT ${bind('UInt32', most)}`);
}
