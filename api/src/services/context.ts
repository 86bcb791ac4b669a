import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Database } from '../stores/sql/schema.ts';

/** What every service verb works with: the control plane (or a transaction on it) and the clock. */
export interface ServiceContext {
  db: Kysely<Database>;
  clock: Clock;
}

/** Runs `work` in a transaction: the caller's own if it has opened one, else a new one. */
export function inTransaction<Answer>(
  ctx: ServiceContext,
  work: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  if (ctx.db.isTransaction) return work(ctx);
  return ctx.db.transaction().execute((db) => work({ ...ctx, db }));
}

/** Does `work` in a transaction of its own that is not kept, and answers what it answered. */
export async function rehearsed<Answer>(
  { db, ...ctx }: ServiceContext,
  work: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  const trial = await db.startTransaction().execute();
  try {
    return await work({ ...ctx, db: trial });
  } finally {
    await trial.rollback().execute();
  }
}

/** Cuts `items` into pieces that fit into one statement. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
