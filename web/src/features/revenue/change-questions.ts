import { changeComparedWith, type RevenueChangeAnswer } from '@syncline/shared/revenue-change';
import type { Period } from '@syncline/shared/time';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { isCovered } from '../../lib/filters.ts';
import type { Scope } from '../../lib/scope.ts';

/** What is compared: the days of the filter bar with those it compares them with, or their last month with the one before. */
export type ChangeMode = 'period' | 'month';

export interface Compared {
  mode: ChangeMode;
  now: Period;
  before: Period;
}

/** What can be compared in the scope: only days that the store holds. */
export function comparable({ period, comparisonPeriod, workspace }: Scope): Compared[] {
  const now = { from: `${period.to.slice(0, 7)}-01`, to: period.to };
  const before = changeComparedWith(now);
  return [
    ...(comparisonPeriod ? [{ mode: 'period' as const, now: period, before: comparisonPeriod }] : []),
    ...(isCovered(before, workspace) ? [{ mode: 'month' as const, now, before }] : []),
  ];
}

/** Why net revenue differs between two periods, by campaign; nothing is asked without them, or before it is to be asked. */
export function useRevenueChange({ filters }: Scope, compared: Compared | undefined, enabled: boolean) {
  const json = { period: compared?.now, compare: compared?.before, filters, by: 'campaign' };
  return useQuery({
    queryKey: ['revenue-change', json],
    queryFn: ({ signal }) => request<RevenueChangeAnswer>('/analysis/revenue-change', { json, signal }),
    enabled: enabled && compared !== undefined,
    placeholderData: keepPreviousData,
  });
}
