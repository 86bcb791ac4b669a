import { type Scenario, type ScenarioInput, scenarioSchema } from '@syncline/shared/scenarios';
import type { Insertable, Selectable } from 'kysely';
import type { ScenarioTable } from '../../stores/sql/schema-revenue.ts';
import { isoTime } from '../context.ts';

export function toScenario(row: Selectable<ScenarioTable>): Scenario {
  const { period_from, period_to, origin: _, ...rest } = row;
  return scenarioSchema.parse({
    ...rest,
    what_if: JSON.parse(row.what_if),
    period: period_from === null || period_to === null ? null : { from: period_from, to: period_to },
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
  });
}

export function scenarioColumns({
  name,
  note,
  what_if,
  period,
}: ScenarioInput): Omit<Insertable<ScenarioTable>, 'id' | 'origin' | 'created_at' | 'updated_at'> {
  return {
    name,
    note,
    what_if: JSON.stringify(what_if),
    period_from: period?.from ?? null,
    period_to: period?.to ?? null,
  };
}
