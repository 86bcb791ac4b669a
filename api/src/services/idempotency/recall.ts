import type { ServiceContext } from '../context.ts';
import { IDEMPOTENCY_KEPT_MS, requireSameBody } from './key.ts';

/**
 * The answer given before under this key to this body (by its hash), or null when the key is new or was forgotten.
 * Throws `idempotency_mismatch` when the key came with another body.
 */
export async function recall({ db, clock }: ServiceContext, key: string, bodyHash: string): Promise<string | null> {
  const stored = await db
    .selectFrom('idempotency_keys')
    .select(['body_hash', 'answer'])
    .where('key', '=', key)
    .where('created_at', '>', clock.now() - IDEMPOTENCY_KEPT_MS)
    .executeTakeFirst();
  if (!stored) return null;
  requireSameBody(key, stored.body_hash, bodyHash);
  return stored.answer;
}
