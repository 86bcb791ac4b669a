import type { Import } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { importRow, toImport } from './import.ts';

/** One import as it stands; `not_found` when there is none of this id. */
export async function getImport(ctx: ServiceContext, id: string): Promise<Import> {
  return toImport(await importRow(ctx, id), ctx.clock.now());
}
