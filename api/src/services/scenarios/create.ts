import type { Scenario, ScenarioInput } from '@syncline/shared/scenarios';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { scenarioColumns, toScenario } from './scenario.ts';

/** Saves a scenario. Its id is made of its name and stays, as links hold it. */
export function createScenario(ctx: ServiceContext, input: ScenarioInput): Promise<Scenario> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const now = clock.now();
    const row = await insertUnderName(input.name, 'scenario', (id) =>
      db
        .insertInto('scenarios')
        .values({ ...scenarioColumns(input), id, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toScenario(row);
  });
}
