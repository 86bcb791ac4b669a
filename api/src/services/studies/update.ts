import type { Study, StudyInput } from '@syncline/shared/studies';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { getStudy } from './get.ts';
import { studyColumns } from './study.ts';

/** Puts a whole study in the place of a saved one, which is one's own from then on; runs that were made stay as they are. `not_found` when there is none. */
export async function updateStudy(
  ctx: ServiceContext,
  { id, study }: { id: string; study: StudyInput },
): Promise<Study> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('studies')
    .set({ ...studyColumns(study), origin: 'own', updated_at: ctx.clock.now() })
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw unknown('study', id);
  return getStudy(ctx, id);
}
