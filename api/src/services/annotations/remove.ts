import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes a note; `not_found` when there is none of this id. */
export async function removeAnnotation({ db }: ServiceContext, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('annotations').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('note', id);
}
