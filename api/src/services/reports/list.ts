import type { Report } from '@syncline/shared/reports';
import type { ServiceContext } from '../context.ts';
import { toReport } from './report.ts';

/** Every report, the last changed first. */
export async function listReports({ db }: ServiceContext): Promise<Report[]> {
  const rows = await db
    .selectFrom('reports')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toReport);
}
