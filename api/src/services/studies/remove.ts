import { unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';

/** Removes a study and all of its runs, so that their links lead nowhere; `not_found` when there is none of this id. */
export function removeStudy(ctx: ServiceContext, id: string): Promise<void> {
  return inTransaction(ctx, async ({ db }) => {
    // Held until the end, so that no run is recorded meanwhile.
    const { numUpdatedRows } = await db.updateTable('studies').set({ runs: 0 }).where('id', '=', id).executeTakeFirst();
    if (numUpdatedRows === 0n) throw unknown('study', id);
    await db.deleteFrom('study_runs').where('study', '=', id).execute();
    await db.deleteFrom('studies').where('id', '=', id).execute();
  });
}
