import type { Study, StudyInput } from '@syncline/shared/studies';
import { inTransaction, type ServiceContext } from '../context.ts';
import { stemOf } from '../stem.ts';
import { studyColumns, toStudy } from './study.ts';

/** Saves a study. Its id is made of its name and stays, as links and citations hold it. */
export function createStudy(ctx: ServiceContext, input: StudyInput): Promise<Study> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const stem = stemOf(input.name, 'study');
    for (let place = 1; ; place += 1) {
      const now = clock.now();
      const row = await db
        .insertInto('studies')
        .values({
          ...studyColumns(input),
          id: place === 1 ? stem : `${stem}-${place}`,
          created_at: now,
          updated_at: now,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row) return toStudy(row, null);
    }
  });
}
