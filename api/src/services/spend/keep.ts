import type { SpendKept, SpendLine } from '@syncline/shared/spend';
import type { Selectable } from 'kysely';
import type { SpendTable } from '../../stores/sql/schema-revenue.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';
import { keyOf, type Merged, merge, tellsTheSame, toRow } from './line.ts';

const ROWS_PER_STATEMENT = 500;

interface Batch {
  batch: string;
  lines: readonly SpendLine[];
  /** What becomes of a line that is known with other figures; `left` counts the new one as a duplicate. */
  known?: 'replaced' | 'left';
}

/**
 * Keeps the lines of a batch, all or none. A line known with the same figures is a duplicate and changes nothing; one known
 * with others takes its place until the batch is taken back. Counts are of lines as they were sent.
 * Errors as `merge`.
 */
export function keepSpend(ctx: ServiceContext, { batch, lines, known: rule = 'replaced' }: Batch): Promise<SpendKept> {
  const merged = merge(lines);
  return inTransaction(ctx, async (ctx) => {
    const known = await knownBeside(ctx, merged);
    const counts = { accepted: 0, duplicate: 0, replaced: 0 };
    const news: Merged[] = [];
    const hidden: number[] = [];
    for (const line of merged) {
      const before = known.get(keyOf(line));
      if (before && (rule === 'left' || tellsTheSame(before, line))) {
        counts.duplicate += line.lines;
        continue;
      }
      counts[before ? 'replaced' : 'accepted'] += line.lines;
      if (before) hidden.push(before.id);
      news.push(line);
    }
    for (const ids of chunks(hidden, ROWS_PER_STATEMENT)) {
      await ctx.db.updateTable('spend').set({ current: 0 }).where('id', 'in', ids).execute();
    }
    const receivedAt = ctx.clock.now();
    for (const piece of chunks(news, ROWS_PER_STATEMENT)) {
      await ctx.db
        .insertInto('spend')
        .values(piece.map((line) => toRow(line, batch, receivedAt)))
        .execute();
    }
    return { batch, ...counts };
  });
}

/** The lines that count of the campaigns and days of `lines`, by key. */
async function knownBeside(
  { db }: ServiceContext,
  lines: readonly Merged[],
): Promise<Map<string, Selectable<SpendTable>>> {
  const days = lines.map(({ day }) => day).toSorted();
  const [from, to] = [days[0], days.at(-1)];
  const known = new Map<string, Selectable<SpendTable>>();
  if (from === undefined || to === undefined) return known;
  for (const campaigns of chunks([...new Set(lines.map(({ campaign }) => campaign))], ROWS_PER_STATEMENT)) {
    const rows = await db
      .selectFrom('spend')
      .selectAll()
      .where('current', '=', 1)
      .where('campaign', 'in', campaigns)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .execute();
    for (const row of rows) known.set(keyOf(row), row);
  }
  return known;
}
