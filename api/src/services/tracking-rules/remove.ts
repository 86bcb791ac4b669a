import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes a tracking rule; posts that were classified by it stay as they are. `not_found` when there is none. */
export async function removeTrackingRule({ db }: ServiceContext, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('tracking_rules').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('tracking rule', id);
}
