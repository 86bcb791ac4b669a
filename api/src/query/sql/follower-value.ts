import type { Among } from '@syncline/shared/audience';
import { z } from 'zod';
import type { Source } from '../plan.ts';
import { standingFollows } from './follows.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';
import { beforeStartOf } from './time.ts';

/** A brand, the people compared, and what followers and others of them paid it. Squares are exact, as text. */
export const followerSumsSchema = z.object({
  brand: z.string(),
  /** Followers and others together. */
  people: z.int(),
  followers: z.int(),
  follower_buyers: z.int(),
  other_buyers: z.int(),
  follower_spend: z.int(),
  other_spend: z.int(),
  follower_spend_squared: z.string(),
  other_spend_squared: z.string(),
  /** Brands with followers before the list was cut. */
  found: z.int(),
});
export type FollowerSums = z.infer<typeof followerSumsSchema>;

/** What a filter can say of a follow that stood before the period: which brand it is of, on which network, and by whom. */
const OF_STANDING: ReadonlySet<string> = new Set(['brand', 'network', 'primary_device']);

/**
 * Brand by brand, the people compared and the followers as bitmaps of dense ids, and what each buyer paid: one scan of the
 * period and one of the follows before it. Only buyers among the people compared count, so that they never outnumber them.
 */
export function compileFollowerValue(
  source: Source,
  { among, brands }: { among: Among; brands: readonly string[] | null },
  most: number,
): Statement {
  const { scope } = source;
  const paid = belongsTo('paid', scope.currency);
  const money = sql`if(currency = ${bind('String', scope.currency)}, amount, 0)`;
  const standing = { ...scope, filters: scope.filters.filter(({ dimension }) => OF_STANDING.has(dimension)) };
  const followed = sql`SELECT toString(brand) AS name, groupBitmapState(uid) AS following
        FROM (${standingFollows(standing, beforeStartOf(scope.period))}) GROUP BY brand`;
  const compared = brands
    ? sql`SELECT name, following FROM (SELECT arrayJoin(${bind('Array(String)', brands)}) AS name) AS named LEFT JOIN (${followed}) AS followed USING (name)`
    : followed;
  const { people, rows, others } = COMPARED[among](source);
  const told = brands ? sql`1` : sql`bitmapAndCardinality(${people}, following) > 0`;
  return compile(sql`
    SELECT brand, people, followers, found,
      arrayCount((here, follows) -> here AND follows, counted, loyal) AS follower_buyers,
      arrayCount((here, follows) -> here AND NOT follows, counted, loyal) AS other_buyers,
      arraySum((spent, here, follows) -> spent * (here AND follows), spends, counted, loyal) AS follower_spend,
      arraySum((spent, here, follows) -> spent * (here AND NOT follows), spends, counted, loyal) AS other_spend,
      toString(arrayReduce('sum', arrayMap((spent, here, follows) -> toInt256(spent) * spent * (here AND follows), spends, counted, loyal)))
        AS follower_spend_squared,
      toString(arrayReduce('sum', arrayMap((spent, here, follows) -> toInt256(spent) * spent * (here AND NOT follows), spends, counted, loyal)))
        AS other_spend_squared
    FROM (
      SELECT name AS brand, bitmapCardinality(${people}) AS people, bitmapAndCardinality(${people}, following) AS followers,
        count() OVER () AS found, tupleElement(bought, 2) AS spends,
        arrayMap(buyer -> bitmapContains(${people}, buyer), tupleElement(bought, 1)) AS counted,
        arrayMap(buyer -> bitmapContains(following, buyer), tupleElement(bought, 1)) AS loyal
      FROM (${compared}) AS compared
      LEFT JOIN (
        SELECT toString(brand) AS name, groupBitmapStateIf(uid, ${rows}) AS reached,
          sumMapIf([uid], [${money}], [toUInt64(1)], ${paid}) AS bought
        ${fromSource(source)} AND brand != '' AND ((${rows}) OR (${paid})) GROUP BY brand
      ) AS here USING (name)${others}
      WHERE ${told} ORDER BY followers DESC, brand ASC LIMIT ${bind('UInt32', most)}
    )`);
}

interface Compared {
  /** The column with the people that followers and others are of. */
  people: Fragment;
  /** Rows that make somebody one of the people a brand reached. */
  rows: Fragment;
  /** Where people are found who have nothing to do with a brand. */
  others: Fragment;
}

const COMPARED: Record<Among, (source: Source) => Compared> = {
  reached: ({ scope }) => ({ people: sql`reached`, rows: belongsTo('impressions', scope.currency), others: sql`` }),
  // A purchase is left out of what makes people active: who is compared must not hang on who bought.
  active: (source) => ({
    people: sql`active`,
    rows: sql`0`,
    others: sql` CROSS JOIN (
        SELECT groupBitmapState(uid) AS active ${fromSource(source)} AND kind NOT IN ('impression', 'purchase')
      ) AS everybody`,
  }),
};
