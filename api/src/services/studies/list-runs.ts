import type { StudyRunSummary } from '@syncline/shared/studies';
import type { ServiceContext } from '../context.ts';
import { summaryOf } from './study.ts';

/** Every run of a study, the newest first. */
export async function listStudyRuns({ db }: ServiceContext, study: string): Promise<StudyRunSummary[]> {
  const runs = await db
    .selectFrom('study_runs')
    .select(['number', 'as_of', 'record', 'digest'])
    .where('study', '=', study)
    .orderBy('number', 'desc')
    .execute();
  return runs.map((run) => summaryOf(run, runs));
}
