import { FOLLOWER_DEVICES, type BrandFollowsRequest } from '@syncline/shared/audience';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { filtersOf, standingFollows, withPrimaryDevice } from './follows.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { untilEndOf } from './time.ts';
import { matching } from './where.ts';

/** The people of one primary device who follow so many brands; of the open bin all from its number on. */
export const followBinSchema = z.object({
  device: z.enum(FOLLOWER_DEVICES),
  bin: z.int(),
  people: z.int(),
  follows: z.int(),
});
export type FollowBin = z.infer<typeof followBinSchema>;

/** Followers by primary device and number of brands, at the end of the period: one scan of all follows, one of its actions. */
export function compileBrandFollows(
  scope: Scope,
  { top, minimum_actions: least }: Pick<BrandFollowsRequest, 'top' | 'minimum_actions'>,
): Statement {
  const { ofPeople } = filtersOf(scope);
  const everyone = { ...scope, filters: scope.filters.filter((filter) => !ofPeople.includes(filter)) };
  const brands = sql`SELECT uid, count() AS brands FROM (${standingFollows(everyone, untilEndOf(scope.period))}) GROUP BY uid`;
  return compile(sql`
    SELECT primary_device AS device, least(brands, ${bind('UInt32', top)}) AS bin, count() AS people, sum(brands) AS follows
    FROM (${withPrimaryDevice(brands, scope, least)}) WHERE ${matching(ofPeople, scope)}
    GROUP BY device, bin`);
}
