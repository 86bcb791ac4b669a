import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes a saved scenario, so that its links lead nowhere; `not_found` when there is none of this id. */
export async function removeScenario({ db }: ServiceContext, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('scenarios').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('scenario', id);
}
