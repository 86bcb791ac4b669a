import {
  type FollowerOverlapAnswer,
  type FollowerOverlapRequest,
  MAX_FOLLOWED_BRANDS,
} from '@syncline/shared/audience';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileFollowerOverlap } from '../sql/follower-overlap.ts';
import { overlapRowSchema } from '../sql/overlap.ts';
import { shapeSets } from './overlap.ts';
import { brandsLimited, noFollowers, STANDING } from './standing.ts';

const METHOD =
  `${STANDING} ` +
  'Exclusive: follow this brand and no other of the set; shared = followers − exclusive. ' +
  'A pair: people who follow both, also as a share of the followers of each, with the Wilson 95 % interval. ' +
  'Union: people who follow at least one brand of the set, each once; of two brands it is the sum of their followers less the people of the pair.';

/**
 * How many followers brands share at the end of the period: followers and exclusive followers of each, people who follow both
 * of every pair, and any of them. Without named brands, those with the most followers are compared. Errors as `answerQuery`.
 */
export async function answerFollowerOverlap(
  context: QueryContext,
  request: FollowerOverlapRequest,
  signal?: AbortSignal,
): Promise<FollowerOverlapAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const named = request.brands ?? null;
  const source = sourceOf({ ...scope, filters: [] }, [], [], NO_CELLS);
  const { sql, parameters } = compileFollowerOverlap(scope, named, MAX_FOLLOWED_BRANDS);
  const rows = await context.reader.query(sql, parameters, overlapRowSchema, signal ? { signal } : {});
  const { sets, pairs, in_any } = shapeSets(rows, named ?? []);
  const warnings = [...noFollowers(in_any), ...brandsLimited(rows.length, rows[0]?.found ?? 0, 'followers')];
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  return {
    end_of: scope.period.to,
    brands: sets.map(({ name, people, exclusive, shared }) => ({ brand: name, followers: people, exclusive, shared })),
    pairs,
    union_followers: in_any,
    meta: { ...answerMeta(context, asked, warnings), method: METHOD },
  };
}
