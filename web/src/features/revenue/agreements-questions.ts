import type {
  Agreement,
  AgreementChange,
  AgreementInput,
  AgreementPatch,
  AgreementVersionInput,
} from '@syncline/shared/agreements';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import type { Period } from '@syncline/shared/time';
import { queryOptions, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import type { Scope } from '../../lib/scope.ts';

const AGREEMENTS = 'agreements';
const SHARES = 'revenue-share';
const pathOf = (slug: string) => `/agreements/${encodeURIComponent(slug)}`;

/** Every agreement with its versions. */
export const agreementsQuery = queryOptions({
  queryKey: [AGREEMENTS],
  queryFn: ({ signal }) => request<{ items: Agreement[] }>('/agreements', { signal }),
});

/** What was changed of an agreement, newest first. */
export const agreementChangesQuery = (slug: string) =>
  queryOptions({
    queryKey: [AGREEMENTS, slug, 'changes'],
    queryFn: ({ signal }) => request<{ items: AgreementChange[] }>(`${pathOf(slug)}/changes`, { signal }),
  });

interface ShareOptions {
  by?: 'month' | 'campaign';
  /** Orders of every currency, converted; else those in the workspace currency. */
  converted?: boolean;
  /** Days of the period that are told apart. */
  within?: Period | undefined;
}

interface ShareScope {
  period: Period | null;
  filters: Scope['filters'];
}

/** The shares of a period, in total and by month or campaign; nothing is asked where there is no period. */
export function useRevenueShare(scope: ShareScope, options: ShareOptions = {}): UseQueryResult<RevenueShareAnswer> {
  return useQuery(revenueShareQuery(scope, options));
}

export function revenueShareQuery(
  { period, filters }: ShareScope,
  { by = 'month', converted = false, within }: ShareOptions,
) {
  const json = {
    period,
    filters,
    by,
    ...(within ? { within } : {}),
    ...(converted ? { currencies: 'converted' } : {}),
  };
  return queryOptions({
    queryKey: [SHARES, json],
    queryFn: ({ signal }) => request<RevenueShareAnswer>('/analysis/revenue-share', { json, signal }),
    enabled: period !== null,
  });
}

/** Adds, changes and ends agreements; they and the shares are asked again after each. */
export function useAgreementChanges() {
  const client = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([AGREEMENTS, SHARES].map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
  return {
    add: useMutation({
      mutationFn: (agreement: AgreementInput) => request<Agreement>('/agreements', { json: agreement }),
      onSuccess,
    }),
    addVersion: useMutation({
      mutationFn: ({ slug, version }: { slug: string; version: AgreementVersionInput }) =>
        request<Agreement>(`${pathOf(slug)}/versions`, { json: version }),
      onSuccess,
    }),
    removeVersion: useMutation({
      mutationFn: ({ slug, version }: { slug: string; version: number }) =>
        request<void>(`${pathOf(slug)}/versions/${version}`, { method: 'DELETE' }),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ slug, patch }: { slug: string; patch: AgreementPatch }) =>
        request<Agreement>(pathOf(slug), { method: 'PATCH', json: patch }),
      onSuccess,
    }),
  };
}
