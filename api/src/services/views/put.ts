import type { View, ViewInput } from '@syncline/shared/views';
import type { ServiceContext } from '../context.ts';
import { toView, viewColumns } from './view.ts';

/** Puts a whole view under an id, in the place of the one that is there; one that was removed comes back under it. */
export async function putView(
  { db, clock }: ServiceContext,
  { id, view }: { id: string; view: ViewInput },
): Promise<View> {
  const columns = viewColumns(view);
  const now = clock.now();
  const row = await db
    .insertInto('views')
    .values({ ...columns, id, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...columns, updated_at: now }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toView(row);
}
