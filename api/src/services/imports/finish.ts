import type { Import } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { type ImportProgress, type ImportState, importRow, OPEN_STATES, progressColumns, toImport } from './import.ts';

interface Finish {
  id: string;
  state: Exclude<ImportState, (typeof OPEN_STATES)[number]>;
  /** Why it failed, in plain words. */
  error?: string;
  progress?: ImportProgress;
}

/** Ends an import with its last counts. The first end counts: one that is over stays as it is, and the answer tells its state. */
export async function finishImport(ctx: ServiceContext, { id, state, error, progress = {} }: Finish): Promise<Import> {
  const now = ctx.clock.now();
  await ctx.db
    .updateTable('imports')
    .set({ ...progressColumns(progress), state, error: error ?? null, finished_at: now })
    .where('id', '=', id)
    .where('state', 'in', OPEN_STATES)
    .execute();
  return toImport(await importRow(ctx, id), now);
}
