import { ApiError } from '../../lib/errors.ts';

/** How long a key is remembered. */
export const IDEMPOTENCY_KEPT_MS = 7 * 24 * 3_600_000;

export function requireSameBody(key: string, stored: string, given: string): void {
  if (stored === given) return;
  throw new ApiError('idempotency_mismatch', `The idempotency key "${key}" was used before with another body.`, {
    path: 'Idempotency-Key',
    hint: 'Use a new key for every request, and the same one only to repeat it unchanged.',
  });
}
