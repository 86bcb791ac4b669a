import { guarded } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';

/**
 * Runs a change of the offers in a transaction, after every other one: it counts up the book's revision first, a row
 * that the next change waits for. What it reads of other offers holds until it ends.
 */
export function changingOffers<Answer>(
  ctx: ServiceContext,
  change: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await ctx.db
        .updateTable('offer_book')
        .set((book) => ({ revision: book('revision', '+', 1) }))
        .execute();
      return change(ctx);
    }),
  );
}
