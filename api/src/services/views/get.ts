import type { View } from '@syncline/shared/views';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toView } from './view.ts';

/** One saved view; `not_found` when there is none of this id. */
export async function getView({ db }: ServiceContext, id: string): Promise<View> {
  const row = await db.selectFrom('views').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('view', id);
  return toView(row);
}
