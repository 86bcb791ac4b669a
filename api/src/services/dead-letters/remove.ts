import type { ServiceContext } from '../context.ts';
import { type LetterFilter, matching } from './letter.ts';

/** Removes the refused lines of the filter (all of them when it is empty); answers how many. */
export async function removeDeadLetters({ db }: ServiceContext, filter: LetterFilter): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('dead_letters').where(matching(filter)).executeTakeFirst();
  return Number(numDeletedRows);
}
