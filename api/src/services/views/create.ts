import type { View, ViewInput } from '@syncline/shared/views';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { toView, viewColumns } from './view.ts';

/** Saves a view. Its id is made of its name and stays, as links hold it. */
export function createView(ctx: ServiceContext, input: ViewInput): Promise<View> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const now = clock.now();
    const row = await insertUnderName(input.name, 'view', (id) =>
      db
        .insertInto('views')
        .values({ ...viewColumns(input), id, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toView(row);
  });
}
