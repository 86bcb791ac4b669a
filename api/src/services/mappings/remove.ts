import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes a saved column mapping; `not_found` when there is none of this id. */
export async function removeMapping({ db }: ServiceContext, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('mappings').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('column mapping', id);
}
