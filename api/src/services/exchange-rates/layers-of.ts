import { groupBy } from '../../lib/group-by.ts';
import type { ServiceContext } from '../context.ts';
import { keyOf, type Layer } from './layer.ts';

/** All that is known of days and currencies, what was taken back left out, by key. */
export async function layersOf(
  { db }: ServiceContext,
  wanted: readonly { day: string; currency: string }[],
): Promise<ReadonlyMap<string, readonly Layer[]>> {
  const days = wanted.map(({ day }) => day).toSorted();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return new Map();
  const rows = await db
    .selectFrom('exchange_rates')
    .selectAll()
    .where('taken_back_at', 'is', null)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where('currency', 'in', [...new Set(wanted.map(({ currency }) => currency))])
    .execute();
  return groupBy(rows, keyOf);
}
