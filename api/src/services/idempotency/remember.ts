import { inTransaction, type ServiceContext } from '../context.ts';
import { IDEMPOTENCY_KEPT_MS, requireSameBody } from './key.ts';

/**
 * Keeps the answer given under a key, and forgets keys past their time. Of two requests with the same key at the same
 * time the first to be kept counts: the answer that counts is returned, and another body is an `idempotency_mismatch`.
 */
export function remember(ctx: ServiceContext, key: string, bodyHash: string, answer: string): Promise<string> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const now = clock.now();
    await db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<=', now - IDEMPOTENCY_KEPT_MS)
      .execute();
    await db
      .insertInto('idempotency_keys')
      .values({ key, body_hash: bodyHash, answer, created_at: now })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    const kept = await db
      .selectFrom('idempotency_keys')
      .select(['body_hash', 'answer'])
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    requireSameBody(key, kept.body_hash, bodyHash);
    return kept.answer;
  });
}
