import type { Mapping } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toMapping } from './mapping.ts';

/** Every saved column mapping, by name. */
export async function listMappings({ db }: ServiceContext): Promise<Mapping[]> {
  const rows = await db.selectFrom('mappings').selectAll().orderBy('name').execute();
  return rows.map(toMapping);
}
