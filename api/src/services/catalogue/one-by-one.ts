import { inTransaction, type ServiceContext } from '../context.ts';
import { guarded } from './references.ts';

/**
 * Runs a change of a book in a transaction, after every other change of it: it counts up the book's revision first, a row
 * that the next change waits for. What it reads of the book's other entries holds until it ends.
 */
export function oneByOne<Answer>(
  ctx: ServiceContext,
  book: 'offer_book' | 'agreement_book' | 'statement_book',
  change: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await ctx.db
        .updateTable(book)
        .set((row) => ({ revision: row('revision', '+', 1) }))
        .execute();
      return change(ctx);
    }),
  );
}
