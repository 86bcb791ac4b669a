import type { Mapping } from '@syncline/shared/control';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toMapping } from './mapping.ts';

/** One saved column mapping; `not_found` when there is none of this id. */
export async function getMapping({ db }: ServiceContext, id: string): Promise<Mapping> {
  const row = await db.selectFrom('mappings').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('column mapping', id);
  return toMapping(row);
}
