import type { Report, ReportInput } from '@syncline/shared/reports';
import { requireBrand, requireCampaign, unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { toReport } from './report.ts';

/** Keeps a report; `invalid_body` when the catalogue does not hold what it is about. */
export function createReport(ctx: ServiceContext, input: ReportInput): Promise<Report> {
  return inTransaction(ctx, async (own) => {
    await requireAbout(own, input);
    const now = own.clock.now();
    const row = await insertUnderName(input.name, 'report', (id) =>
      own.db
        .insertInto('reports')
        .values({ id, terms: JSON.stringify(input), created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toReport(row);
  });
}

/** Puts other terms in the place of a report's; `not_found` when there is none. */
export function updateReport(
  ctx: ServiceContext,
  { id, report }: { id: string; report: ReportInput },
): Promise<Report> {
  return inTransaction(ctx, async (own) => {
    await requireAbout(own, report);
    const row = await own.db
      .updateTable('reports')
      .set({ terms: JSON.stringify(report), updated_at: own.clock.now() })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw unknown('report', id);
    return toReport(row);
  });
}

/** Takes a report away, or brings it back as it stood; `not_found` when there is none. */
export async function setReportRemoved(
  { db, clock }: ServiceContext,
  { id, removed }: { id: string; removed: boolean },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('reports')
    .set({ removed_at: removed ? clock.now() : null })
    .where('id', '=', id)
    .where('removed_at', removed ? 'is' : 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw unknown('report', id);
}

async function requireAbout(ctx: ServiceContext, { brand, campaign }: ReportInput): Promise<void> {
  await requireBrand(ctx, brand);
  await requireCampaign(ctx, campaign);
}
