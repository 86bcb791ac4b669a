import type { Scenario, ScenarioInput } from '@syncline/shared/scenarios';
import { inTransaction, type ServiceContext } from '../context.ts';
import { stemOf } from '../stem.ts';
import { scenarioColumns, toScenario } from './scenario.ts';

/** Saves a scenario. Its id is made of its name and stays, as links hold it. */
export function createScenario(ctx: ServiceContext, input: ScenarioInput): Promise<Scenario> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const stem = stemOf(input.name, 'scenario');
    for (let place = 1; ; place += 1) {
      const now = clock.now();
      const row = await db
        .insertInto('scenarios')
        .values({
          ...scenarioColumns(input),
          id: place === 1 ? stem : `${stem}-${place}`,
          created_at: now,
          updated_at: now,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row) return toScenario(row);
    }
  });
}
