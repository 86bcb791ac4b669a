import { useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { carryFilters, type FilterSearch, stringifySearch } from '../../lib/filters.ts';

interface Where {
  search?: Record<string, string>;
  hash?: string;
}

/** Goes to the screen of a path, the filters of this view with it. */
export function useGo(): (path: string, where?: Where) => void {
  const router = useRouter();
  const filters: FilterSearch = useSearch({ strict: false });
  return useCallback(
    (path, { search = {}, hash } = {}) => {
      const query = stringifySearch({ ...carryFilters(filters), ...search });
      router.history.push(`${path}${query}${hash === undefined ? '' : `#${hash}`}`);
    },
    [router, filters],
  );
}
