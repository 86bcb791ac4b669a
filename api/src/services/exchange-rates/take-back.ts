import { unknown } from '../catalogue/references.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';
import { keyOf, topOf } from './layer.ts';
import { layersOf } from './layers-of.ts';

const ROWS_PER_STATEMENT = 500;

/**
 * Takes back what a batch (an import, or a request) brought: rates that it stood above count again, and it stays in the
 * trail. Answers how many rates are taken back, and counts them on the import; `not_found` when there are none of this batch.
 */
export function takeBackRates(ctx: ServiceContext, batch: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .selectFrom('exchange_rates')
      .selectAll()
      .where('batch', '=', batch)
      .where('taken_back_at', 'is', null)
      .execute();
    if (rows.length === 0) throw unknown('exchange rates of the batch', batch);
    await ctx.db
      .updateTable('exchange_rates')
      .set({ current: 0, taken_back_at: ctx.clock.now() })
      .where('batch', '=', batch)
      .where('taken_back_at', 'is', null)
      .execute();
    const uncovered = rows.filter(({ current }) => current === 1);
    const known = await layersOf(ctx, uncovered);
    const again = uncovered.flatMap((row) => topOf(known.get(keyOf(row)) ?? [])?.id ?? []);
    for (const ids of chunks(again, ROWS_PER_STATEMENT)) {
      await ctx.db.updateTable('exchange_rates').set({ current: 1 }).where('id', 'in', ids).execute();
    }
    await ctx.db
      .updateTable('imports')
      .set(({ eb }) => ({ removed: eb('removed', '+', rows.length) }))
      .where('id', '=', batch)
      .execute();
    return rows.length;
  });
}
