import type { Mapping } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toMapping } from './mapping.ts';

/** The saved column mapping of this id, else the one of this name, or null. */
export async function findMapping({ db }: ServiceContext, idOrName: string): Promise<Mapping | null> {
  const rows = await db
    .selectFrom('mappings')
    .selectAll()
    .where((on) => on.or([on('id', '=', idOrName), on('name', '=', idOrName)]))
    .execute();
  const row = rows.find(({ id }) => id === idOrName) ?? rows[0];
  return row ? toMapping(row) : null;
}
