import type { Payout } from '@syncline/shared/statements';
import type { ServiceContext } from '../context.ts';
import { selectPayouts, toPayout } from './payout.ts';

/** Payouts, the latest day first; of one party if it is named. */
export async function listPayouts(ctx: ServiceContext, { party }: { party?: string | undefined }): Promise<Payout[]> {
  const all = selectPayouts(ctx);
  const rows = await (party === undefined ? all : all.where('payouts.party', '=', party)).execute();
  return rows.map(toPayout);
}

/** Payouts up to a day that no closed statement holds. */
export async function pendingPayouts(ctx: ServiceContext, through: string): Promise<Payout[]> {
  const rows = await selectPayouts(ctx)
    .where('payouts.statement', 'is', null)
    .where('payouts.day', '<=', through)
    .execute();
  return rows.map(toPayout);
}
