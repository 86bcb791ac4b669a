import type { Study, StudyInput } from '@syncline/shared/studies';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { studyColumns, toStudy } from './study.ts';

/** Saves a study. Its id is made of its name and stays, as links and citations hold it. */
export function createStudy(ctx: ServiceContext, input: StudyInput): Promise<Study> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const now = clock.now();
    const row = await insertUnderName(input.name, 'study', (id) =>
      db
        .insertInto('studies')
        .values({ ...studyColumns(input), id, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toStudy(row, null);
  });
}
