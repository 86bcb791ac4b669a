import type { Study } from '@syncline/shared/studies';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { listStudyRuns } from './list-runs.ts';
import { toStudy } from './study.ts';

/** One study with its last run; `not_found` when there is none of this id. */
export async function getStudy(ctx: ServiceContext, id: string): Promise<Study> {
  const row = await ctx.db.selectFrom('studies').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('study', id);
  const [last] = await listStudyRuns(ctx, id);
  return toStudy(row, last ?? null);
}
