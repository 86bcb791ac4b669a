import { type Report, reportInputSchema } from '@syncline/shared/reports';
import type { Selectable } from 'kysely';
import type { ReportTable } from '../../stores/sql/schema-saved.ts';
import { unknown } from '../catalogue/references.ts';
import { isoTime, type ServiceContext } from '../context.ts';

export function toReport({ id, terms, next_run_at, created_at, updated_at }: Selectable<ReportTable>): Report {
  return {
    ...reportInputSchema.parse(JSON.parse(terms)),
    id,
    next_run_at: next_run_at === null ? null : isoTime(next_run_at),
    created_at: isoTime(created_at),
    updated_at: isoTime(updated_at),
  };
}

/** One report; `not_found` when there is none of this id, or it was removed. */
export async function getReport({ db }: ServiceContext, id: string): Promise<Report> {
  const row = await db
    .selectFrom('reports')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw unknown('report', id);
  return toReport(row);
}
