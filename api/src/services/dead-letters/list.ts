import type { DeadLetterPage } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { countDeadLetters } from './count.ts';
import { type LetterFilter, matching, rowId, toLetter } from './letter.ts';

interface PageInput {
  filter: LetterFilter;
  limit: number;
  /** `next` of the page before. */
  cursor?: string | undefined;
}

/** A page of refused lines, newest first. Lines that arrive meanwhile move no later page. */
export async function listDeadLetters(
  ctx: ServiceContext,
  { filter, limit, cursor }: PageInput,
): Promise<DeadLetterPage> {
  let query = ctx.db.selectFrom('dead_letters').selectAll().where(matching(filter)).orderBy('id', 'desc');
  if (cursor !== undefined) query = query.where('id', '<', rowId(cursor));
  const rows = await query.limit(limit + 1).execute();
  const items = rows.slice(0, limit).map(toLetter);
  return {
    items,
    total: await countDeadLetters(ctx, filter),
    next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}
