import type { ServiceContext } from '../context.ts';
import { type LetterFilter, matching } from './letter.ts';

/** How many refused lines the filter holds. */
export async function countDeadLetters({ db }: ServiceContext, filter: LetterFilter = {}): Promise<number> {
  const { count } = await db
    .selectFrom('dead_letters')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(matching(filter))
    .executeTakeFirstOrThrow();
  return count;
}
