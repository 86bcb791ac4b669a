import { MAX_FOLLOWED_BRANDS, type NextFollowsAnswer, type NextFollowsRequest } from '@syncline/shared/audience';
import type { Warning } from '@syncline/shared/query';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileNextFollows, type NextFollowRow, nextFollowRowSchema } from '../sql/next-follows.ts';
import { wilson } from '../stats/wilson.ts';
import { brandsLimited } from './standing.ts';

const METHOD =
  'A person is a new follower of a brand by their first follow of it in the period under the filters before which they did not follow it; what they did before the period counts for that, and at the same instant an unfollow counts as the later. ' +
  'Followed next: of the other brands that the person became a new follower of later in the period, the earliest; of several at the same instant the first by its slug, and brands begun at one instant do not come after one another. ' +
  'Followed another: new followers of a brand for whom there is such a next one, of all its new followers. ' +
  'The share of a next brand is of those who followed another, with the Wilson 95 % interval. ' +
  'People who began late in the period had less time to follow another. A brand that many follow comes next after any brand: compare it down the list before reading a bond between two.';

/** Which brand people begin to follow next, after each brand they began to follow in the period. Errors as `answerQuery`. */
export async function answerNextFollows(
  context: QueryContext,
  request: NextFollowsRequest,
  signal?: AbortSignal,
): Promise<NextFollowsAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf({ ...scope, filters: [] }, [], [], NO_CELLS);
  const { sql, parameters } = compileNextFollows(scope, MAX_FOLLOWED_BRANDS);
  const rows = await context.reader.query(sql, parameters, nextFollowRowSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const warnings = [...nobody(rows), ...brandsLimited(rows.length, rows[0]?.found ?? 0, 'new followers')];
  return { brands: shapeNext(rows), meta: { ...answerMeta(context, asked, warnings), method: METHOD } };
}

/** Each brand with what was followed next, both by people. */
export function shapeNext(rows: readonly NextFollowRow[]): NextFollowsAnswer['brands'] {
  return rows.map(({ brand, new_followers, after }) => {
    const another = after.reduce((sum, [, people]) => sum + people, 0);
    return {
      brand,
      new_followers,
      followed_another: wilson(another, new_followers),
      next: after
        .toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
        .map(([next, people]) => ({ brand: next, share: wilson(people, another) })),
    };
  });
}

function nobody(rows: readonly NextFollowRow[]): Warning[] {
  if (rows.length > 0) return [];
  return [{ code: 'no_data', message: 'Nobody began to follow a brand in this period under these filters.' }];
}
