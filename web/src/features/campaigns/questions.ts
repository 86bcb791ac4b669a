import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import type { Scope } from '../../lib/scope.ts';

/** People that the campaigns of the scope share. */
export function useOverlap(scope: Scope) {
  const body = { period: scope.period, filters: scope.filters };
  return useQuery({ queryKey: ['overlap', body], queryFn: ({ signal }) => api.overlap(body, signal) });
}
