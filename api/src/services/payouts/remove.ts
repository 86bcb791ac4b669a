import { ApiError } from '../../lib/errors.ts';
import { oneByOne } from '../catalogue/one-by-one.ts';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { selectPayouts, toPayout } from './payout.ts';

/** Removes a payout; `not_found` when there is none, `conflict` once a closed statement holds it. */
export function removePayout(ctx: ServiceContext, id: number): Promise<void> {
  return oneByOne(ctx, 'statement_book', async (ctx) => {
    const row = await selectPayouts(ctx).where('payouts.id', '=', id).executeTakeFirst();
    if (!row) throw unknown('payout', String(id));
    const { statement } = toPayout(row);
    if (statement !== null) {
      throw new ApiError('conflict', `Statement ${statement} holds this payout, and is closed.`, {
        hint: 'Record the opposite amount instead: it stands in the next statement.',
      });
    }
    await ctx.db.deleteFrom('payouts').where('id', '=', id).execute();
  });
}
