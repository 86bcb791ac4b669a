import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes a saved view, so that its links lead nowhere; `not_found` when there is none of this id. */
export async function removeView({ db }: ServiceContext, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('views').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('view', id);
}
