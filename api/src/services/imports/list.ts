import type { Import } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toImport } from './import.ts';

/** The latest imports, newest first. */
export async function listImports({ db, clock }: ServiceContext, { limit }: { limit: number }): Promise<Import[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => toImport(row, clock.now()));
}
