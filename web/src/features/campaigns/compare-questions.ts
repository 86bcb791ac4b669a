import { useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { mergeQueries } from '../../ui/panel.tsx';
import { COMPARED } from './compare.ts';

/** The scope with these campaigns in the place of the filter bar's. */
export function scopeOf(scope: Scope, campaigns: readonly string[]): Scope {
  const filters = [
    ...scope.filters.filter(({ dimension }) => dimension !== 'campaign'),
    { dimension: 'campaign' as const, op: 'is' as const, values: [...campaigns] },
  ];
  return { ...scope, filters, state: { ...scope.state, values: { ...scope.state.values, campaign: campaigns } } };
}

/** The figures of each campaign. */
export function useFigures(scope: Scope) {
  return useAnswer(ask(scope, { metrics: [...COMPARED], dimensions: ['campaign'], compared: false }));
}

/** People of exactly each combination of the campaigns. */
export function useIntersections(scope: Scope, campaigns: readonly string[]) {
  const body = { period: scope.period, filters: scope.filters, campaigns: [...campaigns].sort(), intersections: true };
  return useQuery({ queryKey: ['overlap', body], queryFn: ({ signal }) => api.overlap(body, signal) });
}

/** The build of reach of each campaign, in their order. */
export function useReachCurves(scope: Scope, campaigns: readonly string[]) {
  const queries = useQueries({
    queries: campaigns.map((campaign) => {
      const body = { period: scope.period, filters: scopeOf(scope, [campaign]).filters };
      return {
        queryKey: ['reach-curve', body],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.reachCurve(body, signal),
      };
    }),
  });
  return { query: mergeQueries(...queries), answers: queries.map(({ data }) => data) };
}

/** People by number of impressions of each campaign, with conversion at each, in their order. */
export function useFrequencies(scope: Scope, campaigns: readonly string[]) {
  const queries = useQueries({
    queries: campaigns.map((campaign) => {
      const body = { period: scope.period, filters: scopeOf(scope, [campaign]).filters };
      return {
        queryKey: ['frequency', body],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.frequency(body, signal),
      };
    }),
  });
  return { query: mergeQueries(...queries), answers: queries.map(({ data }) => data) };
}
