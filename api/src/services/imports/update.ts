import type { Import } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { type ImportProgress, importRow, OPEN_STATES, progressColumns, toImport } from './import.ts';

/**
 * Reports progress: the import is `running` from now on. One that is over (cancelled meanwhile, say) stays as it is; the
 * answer tells its state. `not_found` when there is none of this id.
 */
export async function updateImport(
  ctx: ServiceContext,
  { id, progress }: { id: string; progress: ImportProgress },
): Promise<Import> {
  await ctx.db
    .updateTable('imports')
    .set({ ...progressColumns(progress), state: 'running' })
    .where('id', '=', id)
    .where('state', 'in', OPEN_STATES)
    .execute();
  return toImport(await importRow(ctx, id), ctx.clock.now());
}
