import type { Import } from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import type { ServiceContext } from '../context.ts';
import { importRow, toImport } from './import.ts';

type Forgets = ImportUndo['forgets'];

/** Writes down that an import is being taken back, so that a later process carries on; the first time counts. */
export async function beginImportUndo(
  ctx: ServiceContext,
  { id, removes, forgets }: { id: string; removes: number; forgets: Forgets },
): Promise<void> {
  await ctx.db
    .updateTable('imports')
    .set({ undo_began_at: ctx.clock.now(), taken_back: removes, undo_forgets: JSON.stringify(forgets) })
    .where('id', '=', id)
    .where('undo_began_at', 'is', null)
    .execute();
}

/** An import is taken back; the first end counts. */
export async function finishImportUndo(ctx: ServiceContext, id: string): Promise<Import> {
  const now = ctx.clock.now();
  await ctx.db
    .updateTable('imports')
    .set({ undone_at: now })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .execute();
  return toImport(await importRow(ctx, id), now);
}

/** Catalogue entries to be forgotten once the import is taken back, as they were when that was begun. */
export async function importUndoForgets(ctx: ServiceContext, id: string): Promise<Forgets> {
  const { undo_forgets } = await importRow(ctx, id);
  return { brands: [], campaigns: [], offers: [], ...(JSON.parse(undo_forgets) as Partial<Forgets>) };
}

/** Imports whose taking back was begun and not finished. */
export async function listUnfinishedUndos({ db, clock }: ServiceContext): Promise<Import[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('undo_began_at', 'is not', null)
    .where('undone_at', 'is', null)
    .execute();
  return rows.map((row) => toImport(row, clock.now()));
}
