import type { RatesKept } from '@syncline/shared/exchange-rates';
import type { Insertable } from 'kysely';
import type { ExchangeRateTable } from '../../stores/sql/schema-revenue.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';
import { keyOf, type Layer, type RateBatch, requireSound, topOf, toRow } from './layer.ts';
import { layersOf } from './layers-of.ts';

const ROWS_PER_STATEMENT = 500;

/**
 * Keeps the rates of a batch, all or none. One that says what is known already is a duplicate and changes nothing;
 * another one stands above it until it is taken back, but a rate of a file never above one by hand. Errors as
 * `requireSound`.
 */
export function keepRates(
  ctx: ServiceContext,
  { batch, source, rates }: RateBatch,
  { today }: { today: string },
): Promise<RatesKept> {
  requireSound(rates, today);
  return inTransaction(ctx, async (ctx) => {
    const known = await layersOf(ctx, rates);
    const counts = { accepted: 0, duplicate: 0, replaced: 0, below_hand: 0 };
    const news: Insertable<ExchangeRateTable>[] = [];
    const hidden: number[] = [];
    const receivedAt = ctx.clock.now();
    for (const rate of rates) {
      const layers = known.get(keyOf(rate)) ?? [];
      const top = topOf(layers);
      const same = source === 'hand' ? top : topOf(layers.filter((layer) => layer.source === 'ecb'));
      if (same?.rate === rate.rate) {
        counts.duplicate += 1;
        continue;
      }
      const current = source === 'hand' || top?.source !== 'hand';
      counts[countOf(top, current)] += 1;
      if (top && current) hidden.push(top.id);
      news.push(toRow(rate, { batch, source, current, receivedAt }));
    }
    for (const ids of chunks(hidden, ROWS_PER_STATEMENT)) {
      await ctx.db.updateTable('exchange_rates').set({ current: 0 }).where('id', 'in', ids).execute();
    }
    for (const piece of chunks(news, ROWS_PER_STATEMENT)) {
      await ctx.db.insertInto('exchange_rates').values(piece).execute();
    }
    return { batch, ...counts };
  });
}

function countOf(top: Layer | null, current: boolean): 'accepted' | 'replaced' | 'below_hand' {
  if (!current) return 'below_hand';
  return top ? 'replaced' : 'accepted';
}
