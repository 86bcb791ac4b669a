import type { Scenario } from '@syncline/shared/scenarios';
import type { ServiceContext } from '../context.ts';
import { toScenario } from './scenario.ts';

/** Every saved scenario, the last changed first. */
export async function listScenarios({ db }: ServiceContext): Promise<Scenario[]> {
  const rows = await db.selectFrom('scenarios').selectAll().orderBy('updated_at', 'desc').orderBy('id').execute();
  return rows.map(toScenario);
}
