import type { ExchangeRate, RatesPage } from '@syncline/shared/exchange-rates';
import type { ServiceContext } from '../context.ts';
import { matching, type RateFilter, toRate } from './layer.ts';

interface Asked {
  filter: RateFilter;
  limit: number;
  /** The `next` of the page before. */
  cursor?: string | undefined;
}

const ROWS_PER_READ = 1000;
const CURSOR = /^(\d{4}-\d{2}-\d{2})\.([A-Z]{3})$/;

/** Whether a text can be the `next` of a page. */
export function isCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** A page of the rates that count, the latest days first and currencies by their codes. */
export async function listRates(ctx: ServiceContext, asked: Asked): Promise<RatesPage> {
  const { total } = await ctx.db
    .selectFrom('exchange_rates')
    .where(matching(asked.filter))
    .select((query) => query.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await page(ctx, { ...asked, limit: asked.limit + 1 });
  const items = rows.slice(0, asked.limit);
  return { items, total, next: rows.length > asked.limit ? cursorAfter(items) : null };
}

/** Every rate of the filter that counts, in the order of the list, read page by page so that memory and locks stay small. */
export async function* streamRates(ctx: ServiceContext, filter: RateFilter): AsyncGenerator<ExchangeRate> {
  let cursor: string | undefined;
  while (true) {
    const rows = await page(ctx, { filter, limit: ROWS_PER_READ, cursor });
    yield* rows;
    if (rows.length < ROWS_PER_READ) return;
    cursor = cursorAfter(rows);
  }
}

/** The currencies of which the filter holds a rate, by their codes. */
export async function currenciesOf({ db }: ServiceContext, filter: RateFilter): Promise<string[]> {
  const rows = await db
    .selectFrom('exchange_rates')
    .select('currency')
    .distinct()
    .where(matching(filter))
    .orderBy('currency')
    .execute();
  return rows.map(({ currency }) => currency);
}

async function page({ db }: ServiceContext, { filter, limit, cursor }: Asked): Promise<ExchangeRate[]> {
  let query = db
    .selectFrom('exchange_rates')
    .selectAll()
    .select((on) =>
      on
        .selectFrom('exchange_rates as layer')
        .whereRef('layer.day', '=', 'exchange_rates.day')
        .whereRef('layer.currency', '=', 'exchange_rates.currency')
        .select((layer) => layer.fn.countAll<number>().as('layers'))
        .as('layers'),
    )
    .where(matching(filter));
  const [, day, currency] = CURSOR.exec(cursor ?? '') ?? [];
  if (day !== undefined && currency !== undefined) {
    query = query.where((on) =>
      on.or([on('day', '<', day), on.and([on('day', '=', day), on('currency', '>', currency)])]),
    );
  }
  const rows = await query.orderBy('day', 'desc').orderBy('currency').limit(limit).execute();
  return rows.map((row) => toRate({ ...row, layers: Number(row.layers) }));
}

function cursorAfter(rows: readonly { day: string; currency: string }[]): string {
  const last = rows.at(-1);
  if (!last) throw new Error('A page that is followed by another has a last rate');
  return `${last.day}.${last.currency}`;
}
