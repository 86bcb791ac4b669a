import { chunks, inTransaction, type ServiceContext } from '../context.ts';

const ROWS_PER_STATEMENT = 2000;

/** Marks posts as deleted or superseded, all or none; those that are marked already stay so. */
export async function bury(ctx: ServiceContext, network: string, posts: readonly string[]): Promise<void> {
  if (posts.length === 0) return;
  const buried_at = ctx.clock.now();
  const sorted = [...new Set(posts)].sort();
  await inTransaction(ctx, async ({ db }) => {
    for (const ids of chunks(sorted, ROWS_PER_STATEMENT)) {
      await db
        .insertInto('buried_posts')
        .values(ids.map((post) => ({ network, post, buried_at })))
        .onConflict((conflict) => conflict.columns(['network', 'post']).doNothing())
        .execute();
    }
  });
}
