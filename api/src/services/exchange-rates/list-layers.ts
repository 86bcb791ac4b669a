import type { RateLayer } from '@syncline/shared/exchange-rates';
import type { ServiceContext } from '../context.ts';
import { toLayer } from './layer.ts';

/** All that was ever kept as the rate of a currency on a day, newest first; none where nothing was. */
export async function listRateLayers(
  { db }: ServiceContext,
  { day, currency }: { day: string; currency: string },
): Promise<RateLayer[]> {
  const rows = await db
    .selectFrom('exchange_rates')
    .selectAll()
    .where('day', '=', day)
    .where('currency', '=', currency)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toLayer);
}
