import type { Scenario, ScenarioInput } from '@syncline/shared/scenarios';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { scenarioColumns, toScenario } from './scenario.ts';

/** Puts a whole scenario in the place of a saved one, name and all, which is one's own from then on; `not_found` when there is none. */
export async function updateScenario(
  { db, clock }: ServiceContext,
  { id, scenario }: { id: string; scenario: ScenarioInput },
): Promise<Scenario> {
  const row = await db
    .updateTable('scenarios')
    .set({ ...scenarioColumns(scenario), origin: 'own', updated_at: clock.now() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw unknown('scenario', id);
  return toScenario(row);
}
