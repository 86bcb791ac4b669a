import type { View } from '@syncline/shared/views';
import type { ServiceContext } from '../context.ts';
import { toView } from './view.ts';

/** Every saved view, by page and name. */
export async function listViews({ db }: ServiceContext): Promise<View[]> {
  const rows = await db.selectFrom('views').selectAll().orderBy('page').orderBy('name').orderBy('id').execute();
  return rows.map(toView);
}
