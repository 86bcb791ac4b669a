import { keepPreviousData, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './api.ts';

const TRIES = 3;

/** Whether asking again can help: the server was away, busy or failed, and it was not asked too often already. */
export function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= TRIES || !(error instanceof ApiFailure)) return false;
  return error.status === 0 || error.status === 429 || error.status === 503;
}

/** The cache of everything the screens asked; while a changed question is under way its old answer stays. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 300_000,
        placeholderData: keepPreviousData,
        retry: worthRetrying,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4000),
      },
    },
  });
}
