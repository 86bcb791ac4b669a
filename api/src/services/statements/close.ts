import { addMonths } from '@syncline/shared/statements';
import { ApiError } from '../../lib/errors.ts';
import type { Closing } from '../../statements/port.ts';
import { oneByOne } from '../catalogue/one-by-one.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { pendingPayouts } from '../payouts/list.ts';

/**
 * Closes a month in one transaction, after every other change of statements and payouts: its statements get the next numbers
 * and take in the payouts that no statement holds. False, and nothing done, where it is closed already; `conflict` where it
 * is not the next.
 */
export function closeMonth(ctx: ServiceContext, { month, lastDay, settled, statements }: Closing): Promise<boolean> {
  return oneByOne(ctx, 'statement_book', async (ctx) => {
    const { db, clock } = ctx;
    const closed = await db.selectFrom('statement_months').select('month').orderBy('month', 'desc').execute();
    if (closed.some((one) => one.month === month)) return false;
    const last = closed[0]?.month;
    if (last !== undefined && addMonths(last, 1) !== month) {
      throw new ApiError('conflict', `Months are closed in their order: ${addMonths(last, 1)} is the next.`);
    }
    const numbered = await db
      .selectFrom('statements')
      .select((query) => query.fn.max('place').as('place'))
      .executeTakeFirst();
    const closedAt = clock.now();
    const payouts = await pendingPayouts(ctx, lastDay);
    const place = (numbered?.place ?? 0) + 1;
    const kept = statements(payouts, { place, closedAt: isoTime(closedAt) });
    await db
      .insertInto('statement_months')
      .values({ month, closed_at: closedAt, settled: JSON.stringify(settled) })
      .execute();
    for (const statement of kept)
      await db
        .insertInto('statements')
        .values({ month, ...statement })
        .execute();
    for (const { id, party, currency } of payouts) {
      const holder = kept.find((one) => one.party === party && one.currency === currency);
      if (!holder) throw new Error(`No statement of ${month} holds payout ${id}`);
      await db.updateTable('payouts').set({ statement: holder.place }).where('id', '=', id).execute();
    }
    return true;
  });
}
