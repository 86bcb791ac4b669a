import type { Scenario } from '@syncline/shared/scenarios';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toScenario } from './scenario.ts';

/** One saved scenario; `not_found` when there is none of this id. */
export async function getScenario({ db }: ServiceContext, id: string): Promise<Scenario> {
  const row = await db.selectFrom('scenarios').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('scenario', id);
  return toScenario(row);
}
