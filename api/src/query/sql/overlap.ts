import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/** One set of people out of several, with the figures of all of them beside it. */
export const overlapRowSchema = z.object({
  /** Place among the sets, from 1. */
  place: z.int(),
  name: z.string(),
  people: z.int(),
  /** People of this set and of no other. */
  exclusive: z.int(),
  /** People of this set and of the one at each place, its own included. */
  together: z.array(z.int()),
  in_any: z.int(),
  /** People of all sets of each combination, whatever other set holds them too: bit n of its place, from 1, is the set at n + 1. Empty unless asked for. */
  in_all: z.array(z.int()),
  /** Sets with people before the list was cut. */
  found: z.int(),
});
export type OverlapRow = z.infer<typeof overlapRowSchema>;

/** The people each campaign reached against those of the others: of the named ones, or of the `most` that reached the most. */
export function compileOverlap(
  source: Source,
  campaigns: readonly string[] | null,
  most: number,
  combinations = false,
): Statement {
  const impressions = belongsTo('impressions', source.scope.currency);
  const compared = campaigns ? sql`campaign IN ${bind('Array(String)', campaigns)}` : sql`campaign != ''`;
  const reached = sql`
          SELECT campaign AS slug, groupBitmapState(uid) AS members ${fromSource(source)} AND ${impressions} AND ${compared}
          GROUP BY campaign`;
  return compile(overlapOf(reached, most, combinations));
}

/**
 * The `most` largest of `sets` against one another, each with a `slug` and its people as a bitmap of dense ids, `members`.
 * Bitmaps are exact, and take the events in the order they are stored faster than sets do.
 */
export function overlapOf(sets: Fragment, most: number, combinations = false): Fragment {
  const masks = combinations ? sql`range(1, bitShiftLeft(1, toUInt64(length(bitmaps))))` : sql`[]::Array(UInt64)`;
  return sql`
    SELECT place, names[place] AS name, bitmapCardinality(bitmaps[place]) AS people,
      in_any - arrayReduce('groupBitmapOr', arrayFilter((other, at) -> at != place, bitmaps, arrayEnumerate(bitmaps))) AS exclusive,
      arrayMap(other -> bitmapAndCardinality(bitmaps[place], other), bitmaps) AS together, in_any, in_all, found
    FROM (
      SELECT groupArray(title) AS names, groupArray(members) AS bitmaps, arrayReduce('groupBitmapOr', bitmaps) AS in_any,
        max(sets) AS found,
        arrayMap(mask -> arrayReduce('groupBitmapAnd', arrayFilter((each, at) -> bitTest(mask, at - 1), bitmaps, arrayEnumerate(bitmaps))), ${masks}) AS in_all
      FROM (
        SELECT toString(slug) AS title, members, count() OVER () AS sets
        FROM (${sets})
        ORDER BY bitmapCardinality(members) DESC, title ASC LIMIT ${bind('UInt32', most)}
      )
    )
    ARRAY JOIN arrayEnumerate(names) AS place`;
}
