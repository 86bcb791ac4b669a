import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { z } from 'zod';

/** The part of the URL that belongs to one screen beside the filters, read with `schema`; links to other screens leave it behind. */
export function useScreenSearch<Schema extends z.ZodObject>(
  schema: Schema,
): [z.output<Schema>, (change: Partial<z.input<Schema>>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<z.input<Schema>>) => {
      void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }), resetScroll: false });
    },
    [navigate],
  );
  return [schema.parse(search), change];
}
