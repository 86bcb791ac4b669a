import type { Study } from '@syncline/shared/studies';
import type { ServiceContext } from '../context.ts';
import { summaryOf, toStudy } from './study.ts';

/** Every study, the last changed first. */
export async function listStudies({ db }: ServiceContext): Promise<Study[]> {
  const [studies, runs] = await Promise.all([
    db.selectFrom('studies').selectAll().orderBy('updated_at', 'desc').orderBy('id').execute(),
    db.selectFrom('study_runs').select(['study', 'number', 'as_of', 'record', 'digest']).orderBy('number').execute(),
  ]);
  return studies.map((row) => {
    const own = runs.filter(({ study }) => study === row.id);
    const last = own.at(-1);
    return toStudy(row, last ? summaryOf(last, own) : null);
  });
}
