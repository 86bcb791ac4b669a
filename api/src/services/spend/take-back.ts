import { sql } from 'kysely';
import { unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';

/**
 * Takes back what a batch (an import, or a request) brought: lines that it had taken the place of count again. Answers how
 * many lines are gone, and counts them on the import; `not_found` when there are none of this batch.
 */
export function takeBackSpend(ctx: ServiceContext, batch: string): Promise<number> {
  return inTransaction(ctx, async ({ db }) => {
    const { numDeletedRows } = await db.deleteFrom('spend').where('batch', '=', batch).executeTakeFirst();
    const removed = Number(numDeletedRows);
    if (removed === 0) throw unknown('spend of the batch', batch);
    await db
      .updateTable('spend')
      .set({ current: 1 })
      .where('current', '=', 0)
      .where((on) =>
        on.not(
          on.exists(
            on
              .selectFrom('spend as later')
              .select(sql`1`.as('one'))
              .whereRef('later.campaign', '=', 'spend.campaign')
              .whereRef('later.day', '=', 'spend.day')
              .whereRef('later.platform', '=', 'spend.platform')
              .whereRef('later.item', '=', 'spend.item')
              .whereRef('later.id', '>', 'spend.id'),
          ),
        ),
      )
      .execute();
    await db
      .updateTable('imports')
      .set(({ eb }) => ({ removed: eb('removed', '+', removed) }))
      .where('id', '=', batch)
      .execute();
    return removed;
  });
}
