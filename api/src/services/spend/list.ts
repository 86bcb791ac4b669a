import type { SpendPage, StoredSpendLine } from '@syncline/shared/spend';
import { sql } from 'kysely';
import type { ServiceContext } from '../context.ts';
import { matching, type SpendFilter, toStoredLine } from './line.ts';

interface Asked {
  filter: SpendFilter;
  limit: number;
  /** The `next` of the page before. */
  cursor?: string | undefined;
}

const ROWS_PER_READ = 1000;
const CURSOR = /^(\d{4}-\d{2}-\d{2})\.(\d{1,15})$/;

/** Whether a text can be the `next` of a page. */
export function isCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** A page of the spend that counts, the latest days first, with its total over all pages. */
export async function listSpend(ctx: ServiceContext, asked: Asked): Promise<SpendPage> {
  const { total, amount } = await ctx.db
    .selectFrom('spend')
    .where(matching(asked.filter))
    .select((query) => query.fn.countAll<number>().as('total'))
    .select(sql<number | null>`cast(sum(amount_minor) as bigint)`.as('amount'))
    .executeTakeFirstOrThrow();
  const rows = await page(ctx, { ...asked, limit: asked.limit + 1 });
  const shown = rows.slice(0, asked.limit);
  return {
    items: shown.map(toStoredLine),
    total,
    amount_minor: amount,
    next: rows.length > asked.limit ? cursorAfter(shown) : null,
  };
}

/** Every line of the filter that counts, in the order of the list, read page by page so that memory and locks stay small. */
export async function* streamSpend(ctx: ServiceContext, filter: SpendFilter): AsyncGenerator<StoredSpendLine> {
  let cursor: string | undefined;
  while (true) {
    const rows = await page(ctx, { filter, limit: ROWS_PER_READ, cursor });
    yield* rows.map(toStoredLine);
    if (rows.length < ROWS_PER_READ) return;
    cursor = cursorAfter(rows);
  }
}

function page({ db }: ServiceContext, { filter, limit, cursor }: Asked) {
  let query = db.selectFrom('spend').selectAll().where(matching(filter));
  const [, day, id] = CURSOR.exec(cursor ?? '') ?? [];
  if (day !== undefined && id !== undefined) {
    query = query.where((on) => on.or([on('day', '<', day), on.and([on('day', '=', day), on('id', '>', Number(id))])]));
  }
  return query.orderBy('day', 'desc').orderBy('id').limit(limit).execute();
}

function cursorAfter(rows: readonly { day: string; id: number }[]): string {
  const last = rows.at(-1);
  if (!last) throw new Error('A page that is followed by another has a last line');
  return `${last.day}.${last.id}`;
}
