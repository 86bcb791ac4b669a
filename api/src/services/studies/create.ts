import type { Study, StudyInput } from '@syncline/shared/studies';
import { inTransaction, type ServiceContext } from '../context.ts';
import { studyColumns, toStudy } from './study.ts';

const MAX_STEM = 48;

/** Saves a study. Its id is made of its name and stays, as links and citations hold it. */
export function createStudy(ctx: ServiceContext, input: StudyInput): Promise<Study> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const stem = stemOf(input.name);
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

/** A name as it can stand in an address: "The 2013 study, again" → "the-2013-study-again". */
function stemOf(name: string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM)
    .replace(/^-+|-+$/g, '');
  return stem === '' ? 'study' : stem;
}
