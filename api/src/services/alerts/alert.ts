import { type Alert, alertFindingSchema, type AlertInput, alertInputSchema } from '@syncline/shared/alerts';
import type { Selectable } from 'kysely';
import type { AlertTable } from '../../stores/sql/schema-saved.ts';
import { unknown } from '../catalogue/references.ts';
import { isoTime, type ServiceContext } from '../context.ts';

export function toAlert(row: Selectable<AlertTable>): Alert {
  const terms: AlertInput = alertInputSchema.parse(JSON.parse(row.terms));
  return {
    ...terms,
    id: row.id,
    state: row.state,
    judged: row.judged === null ? null : alertFindingSchema.parse(JSON.parse(row.judged)),
    trouble: row.trouble,
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
  };
}

/** One alert; `not_found` when there is none of this id, or it was removed. */
export async function getAlert({ db }: ServiceContext, id: string): Promise<Alert> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw unknown('alert', id);
  return toAlert(row);
}
