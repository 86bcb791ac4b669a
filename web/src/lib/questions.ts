import type { AccountPage } from '@syncline/shared/accounts';
import type { Workspace } from '@syncline/shared/control';
import type { QueryAnswer, QueryInput } from '@syncline/shared/query';
import { addDays, MAX_PERIOD_DAYS } from '@syncline/shared/time';
import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, request } from './api.ts';
import type { Scope } from './scope.ts';

/** A question about the scope's period and filters; `compared: false` leaves the comparison out. */
export function ask(
  scope: Pick<Scope, 'period' | 'filters' | 'comparison'>,
  question: Omit<QueryInput, 'period' | 'filters' | 'compare'> & { compared?: boolean },
): QueryInput {
  const { compared = true, ...rest } = question;
  return {
    ...rest,
    period: scope.period,
    filters: scope.filters,
    ...(compared && scope.comparison ? { compare: scope.comparison } : {}),
  };
}

/** The answer of `POST /query`. */
export function useAnswer(question: QueryInput): UseQueryResult<QueryAnswer> {
  return useQuery(answerQuery(question));
}

export const answerQuery = (question: QueryInput) =>
  queryOptions({ queryKey: ['query', question], queryFn: ({ signal }) => api.query(question, signal) });

export const catalogueKey = 'catalogue';

export const accountsKey = 'accounts';

/** How many synced accounts there are, and on which lists. */
export const accountCountsQuery = queryOptions({
  queryKey: [accountsKey, 'counts'],
  queryFn: async ({ signal }) => (await request<AccountPage>('/accounts?limit=1', { signal })).counts,
});

export const brandsQuery = queryOptions({
  queryKey: [catalogueKey, 'brands'],
  queryFn: ({ signal }) => api.brands(signal),
});
export const campaignsQuery = queryOptions({
  queryKey: [catalogueKey, 'campaigns'],
  queryFn: ({ signal }) => api.campaigns(signal),
});
export const offersQuery = queryOptions({
  queryKey: [catalogueKey, 'offers'],
  queryFn: ({ signal }) => api.offers(signal),
});
export const dataStatusQuery = queryOptions({
  queryKey: ['data-status'],
  queryFn: ({ signal }) => api.dataStatus(signal),
  refetchInterval: 30_000,
});

/** Most offers whose sales one question asks for. */
const MOST_OFFERS = 10_000;

/** Orders ever paid of each offer, for what is left of its stock; of the last ten years, the longest that can be asked for. */
export function soldQuestion({ first_day, today }: Pick<Workspace, 'first_day' | 'today'>): QueryInput {
  const earliest = addDays(today, 1 - MAX_PERIOD_DAYS);
  const from = first_day === null ? today : first_day < earliest ? earliest : first_day;
  return { metrics: ['purchases'], dimensions: ['offer'], period: { from, to: today }, limit: MOST_OFFERS };
}

/** The name of a slug in the catalogue, or the slug itself; '' is what no `what` was given for. */
export function nameOf(
  items: readonly { slug: string; name: string }[] | undefined,
  slug: string,
  what = 'no campaign',
): string {
  if (slug === '') return what;
  return items?.find((item) => item.slug === slug)?.name ?? slug;
}
