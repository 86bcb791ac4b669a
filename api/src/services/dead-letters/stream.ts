import type { DeadLetter } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { type LetterFilter, matching, toLetter } from './letter.ts';

const ROWS_PER_READ = 1000;

/** Every refused line of the filter, oldest first, read page by page so that memory and locks stay small. */
export async function* streamDeadLetters({ db }: ServiceContext, filter: LetterFilter): AsyncGenerator<DeadLetter> {
  let after = 0;
  while (true) {
    const rows = await db
      .selectFrom('dead_letters')
      .selectAll()
      .where(matching(filter))
      .where('id', '>', after)
      .orderBy('id')
      .limit(ROWS_PER_READ)
      .execute();
    yield* rows.map(toLetter);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_READ) return;
    after = last.id;
  }
}
