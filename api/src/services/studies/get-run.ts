import { type StudyRun, studyDocumentSchema } from '@syncline/shared/studies';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { listStudyRuns } from './list-runs.ts';

/** One run as it was answered; `not_found` when there is no such study or run. */
export async function getStudyRun(
  ctx: ServiceContext,
  { study, number }: { study: string; number: number },
): Promise<StudyRun> {
  const row = await ctx.db
    .selectFrom('study_runs')
    .select('document')
    .where('study', '=', study)
    .where('number', '=', number)
    .executeTakeFirst();
  const summary = (await listStudyRuns(ctx, study)).find((run) => run.number === number);
  if (!row || !summary) throw unknown('run of this study', String(number));
  return { ...summary, study, ...studyDocumentSchema.parse(JSON.parse(row.document)) };
}
