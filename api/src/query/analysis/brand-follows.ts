import {
  type BrandFollowsAnswer,
  type BrandFollowsRequest,
  type FollowDistribution,
  FOLLOWER_DEVICES,
} from '@syncline/shared/audience';
import { percentWords } from '@syncline/shared/words';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileBrandFollows, type FollowBin, followBinSchema } from '../sql/brand-follows.ts';
import { wilson } from '../stats/wilson.ts';
import { noFollowers, STANDING } from './standing.ts';

/**
 * How many brands people follow at the end of the period, as a distribution over all followers and over those of each
 * primary device. Errors as `answerQuery`.
 */
export async function answerBrandFollows(
  context: QueryContext,
  request: BrandFollowsRequest,
  signal?: AbortSignal,
): Promise<BrandFollowsAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf({ ...scope, filters: [] }, [], [], NO_CELLS);
  const { sql, parameters } = compileBrandFollows(scope, request);
  const rows = await context.reader.query(sql, parameters, followBinSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const shaped = shapeFollows(rows, request.top);
  const meta = answerMeta(context, asked, noFollowers(shaped.followers));
  return {
    ...shaped,
    end_of: scope.period.to,
    rule: {
      primary_device_threshold: request.primary_device_threshold,
      minimum_actions: request.minimum_actions,
    },
    meta: { ...meta, method: methodOf(request) },
  };
}

/** The distribution over everybody, and over the people of every primary device. */
export function shapeFollows(
  rows: readonly FollowBin[],
  top: number,
): FollowDistribution & Pick<BrandFollowsAnswer, 'devices'> {
  return {
    ...distributionOf(rows, top),
    devices: FOLLOWER_DEVICES.map((device) => ({
      device,
      ...distributionOf(
        rows.filter((row) => row.device === device),
        top,
      ),
    })),
  };
}

function distributionOf(rows: readonly FollowBin[], top: number): FollowDistribution {
  const total = (of: readonly FollowBin[], figure: 'people' | 'follows') =>
    of.reduce((sum, row) => sum + row[figure], 0);
  const [followers, follows] = [total(rows, 'people'), total(rows, 'follows')];
  const numbers = Array.from({ length: top }, (_, index) => index + 1);
  return {
    followers,
    follows,
    mean: followers === 0 ? null : follows / followers,
    bins: numbers.map((brands) => {
      const here = rows.filter(({ bin }) => bin === brands);
      return { brands, open: brands === top, people: total(here, 'people'), follows: total(here, 'follows') };
    }),
    at_least: numbers.map((brands) => {
      const here = rows.filter(({ bin }) => bin >= brands);
      return { brands, share: wilson(total(here, 'people'), followers) };
    }),
  };
}

function methodOf({ primary_device_threshold: threshold, minimum_actions: least }: BrandFollowsRequest): string {
  const unknown =
    least === 1 ? 'without an action on a known device' : `with fewer than ${least} actions on known devices`;
  return (
    `${STANDING} ` +
    'Brands per person: the brands each person follows then; people who follow none are not in it, whether they were active or not. ' +
    `Primary mobile: at least ${percentWords(threshold)} of the person’s own actions on known devices in the period, whatever the filters, are on phone or tablet; desktop likewise, else mixed; unknown ${unknown} in the period. ` +
    'The primary devices add up to all followers. ' +
    'Shares are of followers, with the Wilson 95 % interval; counts are told however small. ' +
    'An association, not an effect of the device.'
  );
}
