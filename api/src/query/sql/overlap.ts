import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/** One campaign of the set, with the figures of the whole set beside it. */
export const overlapRowSchema = z.object({
  /** Place in the set, from 1. */
  place: z.int(),
  campaign: z.string(),
  reach: z.int(),
  exclusive: z.int(),
  /** People reached by this campaign and by the one at each place, its own included. */
  together: z.array(z.int()),
  union_reach: z.int(),
  /** Campaigns with reach before the set was cut. */
  found: z.int(),
});
export type OverlapRow = z.infer<typeof overlapRowSchema>;

/**
 * The people of each campaign as a bitmap of their dense ids in one scan, and the bitmaps against one another: of the named
 * campaigns that reached anybody, or of the `most` that reached the most people. Bitmaps are exact, and take the events in
 * the order they are stored faster than sets do.
 */
export function compileOverlap(source: Source, campaigns: readonly string[] | null, most: number): Statement {
  const impressions = belongsTo('impressions', source.scope.currency);
  const compared = campaigns ? sql`campaign IN ${bind('Array(String)', campaigns)}` : sql`campaign != ''`;
  return compile(sql`
    SELECT place, names[place] AS campaign, bitmapCardinality(people[place]) AS reach,
      union_reach - arrayReduce('groupBitmapOr', arrayFilter((other, at) -> at != place, people, arrayEnumerate(people))) AS exclusive,
      arrayMap(other -> bitmapAndCardinality(people[place], other), people) AS together, union_reach, found
    FROM (
      SELECT groupArray(name) AS names, groupArray(reached) AS people, arrayReduce('groupBitmapOr', people) AS union_reach,
        max(campaigns) AS found
      FROM (
        SELECT toString(campaign) AS name, reached, count() OVER () AS campaigns
        FROM (
          SELECT campaign, groupBitmapState(uid) AS reached ${fromSource(source)} AND ${impressions} AND ${compared}
          GROUP BY campaign
        )
        ORDER BY bitmapCardinality(reached) DESC, name ASC LIMIT ${bind('UInt32', most)}
      )
    )
    ARRAY JOIN arrayEnumerate(names) AS place`);
}
