import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { readSearch, type SearchFields, type SearchOf } from './search-fields.ts';

/** The part of the URL that belongs to one screen beside the filters, read with `fields`; links to other screens leave it behind. */
export function useScreenSearch<Fields extends SearchFields>(
  fields: Fields,
): [SearchOf<Fields>, (change: SearchOf<Fields>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (next: SearchOf<Fields>) => {
      void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }), resetScroll: false });
    },
    [navigate],
  );
  return [readSearch(fields, search), change];
}
