import type { Scope } from '../build.ts';
import { standingFollows } from './follows.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { overlapOf } from './overlap.ts';
import { untilEndOf } from './time.ts';

/** The followers of each brand at the end of the period against those of the others: of the named ones, or of the `most` with the most. */
export function compileFollowerOverlap(scope: Scope, brands: readonly string[] | null, most: number): Statement {
  const compared = brands ? sql`brand IN ${bind('Array(String)', brands)}` : sql`1`;
  const followers = sql`
          SELECT brand AS slug, groupBitmapState(uid) AS members FROM (${standingFollows(scope, untilEndOf(scope.period))})
          WHERE ${compared} GROUP BY brand`;
  return compile(overlapOf(followers, most));
}
