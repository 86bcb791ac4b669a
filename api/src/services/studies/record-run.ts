import type { StudyDocument, StudyRun } from '@syncline/shared/studies';
import { unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { getStudyRun } from './get-run.ts';

interface NewRun {
  study: string;
  document: StudyDocument;
  digest: string;
  /** Epoch milliseconds. */
  asOf: number;
  record: number;
}

/** Keeps a run under the study's next number; `not_found` when the study is gone. */
export function recordStudyRun(
  ctx: ServiceContext,
  { study, document, digest, asOf, record }: NewRun,
): Promise<StudyRun> {
  return inTransaction(ctx, async (ctx) => {
    const counted = await ctx.db
      .updateTable('studies')
      .set((query) => ({ runs: query('runs', '+', 1) }))
      .where('id', '=', study)
      .returning('runs')
      .executeTakeFirst();
    if (!counted) throw unknown('study', study);
    const number = counted.runs;
    await ctx.db
      .insertInto('study_runs')
      .values({ study, number, as_of: asOf, record, digest, document: JSON.stringify(document) })
      .execute();
    return getStudyRun(ctx, { study, number });
  });
}
