import { setImmediate as otherWork } from 'node:timers/promises';
import type { ServiceContext } from '../context.ts';
import { type LetterFilter, matching } from './letter.ts';

const ROWS_PER_STATEMENT = 5000;

/** Removes the refused lines of the filter (all of them when it is empty), piece by piece; answers how many. */
export async function removeDeadLetters({ db }: ServiceContext, filter: LetterFilter): Promise<number> {
  let removed = 0;
  while (true) {
    const piece = db.selectFrom('dead_letters').select('id').where(matching(filter)).limit(ROWS_PER_STATEMENT);
    const { numDeletedRows } = await db.deleteFrom('dead_letters').where('id', 'in', piece).executeTakeFirst();
    removed += Number(numDeletedRows);
    if (numDeletedRows < ROWS_PER_STATEMENT) return removed;
    // SQLite works in this thread: let requests through between pieces.
    await otherWork();
  }
}
