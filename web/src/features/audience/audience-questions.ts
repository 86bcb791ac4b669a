import {
  AMONG,
  type Among,
  type BrandFollowsAnswer,
  type BrandFollowsRequestInput,
  type FollowerOverlapAnswer,
  type FollowerOverlapRequestInput,
  type FollowerValueAnswer,
  type FollowerValueRequestInput,
  type NextFollowsAnswer,
  type NextFollowsRequestInput,
} from '@syncline/shared/audience';
import type { QueryAnswer } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { choiceField, numberField } from '../../lib/search-fields.ts';
import { LEAD_DAYS } from '../../charts/prepare/days.ts';
import { request } from '../../lib/api.ts';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';

/** Numbers of brands that the shares by primary device are told of, at least so many. */
export const LEAST_BRANDS = [5, 11] as const;

/** What the URL of this screen holds beside the filters. */
export const audienceSearchFields = {
  brands: numberField(LEAST_BRANDS),
  among: choiceField(AMONG),
} as const;

function useAnalysis<Answer>(name: string, json: object): UseQueryResult<Answer> {
  return useQuery({
    queryKey: [name, json],
    queryFn: ({ signal }) => request<Answer>(`/analysis/${name}`, { json, signal }),
  });
}

/** How many brands people follow at the end of the period, by primary device. */
export function useBrandFollows({ period, filters }: Scope): UseQueryResult<BrandFollowsAnswer> {
  return useAnalysis('brand-follows', { period, filters } satisfies BrandFollowsRequestInput);
}

/** Followers that brands share at the end of the period. */
export function useFollowerOverlap({ period, filters }: Scope): UseQueryResult<FollowerOverlapAnswer> {
  return useAnalysis('follower-overlap', { period, filters } satisfies FollowerOverlapRequestInput);
}

/** Which brand people began to follow next. */
export function useNextFollows({ period, filters }: Scope): UseQueryResult<NextFollowsAnswer> {
  return useAnalysis('next-follows', { period, filters } satisfies NextFollowsRequestInput);
}

/** What those who followed a brand before the period bought from it, against others. */
export function useFollowerValue({ period, filters }: Scope, among: Among): UseQueryResult<FollowerValueAnswer> {
  return useAnalysis('follower-value', { period, filters, among } satisfies FollowerValueRequestInput);
}

/** Follows and unfollows of the period, with those of the one it is compared with. */
export function useFlowTotals(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(ask(scope, { metrics: ['follows', 'unfollows', 'net_follows'] }));
}

/** Follows and unfollows by day, from so many days before the period that its first days have a mean. */
export function useFlowDays({ period, filters }: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(
    ask(
      { filters, comparison: undefined, period: { from: addDays(period.from, -LEAD_DAYS), to: period.to } },
      { metrics: ['follows', 'unfollows'], dimensions: ['time:day'], limit: 10_000 },
    ),
  );
}
