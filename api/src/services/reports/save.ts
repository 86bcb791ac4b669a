import type { Report, ReportInput } from '@syncline/shared/reports';
import { requireBrand, requireCampaign, unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { toReport } from './report.ts';

interface Terms {
  report: ReportInput;
  /** When its schedule is due next, epoch milliseconds; null without one. */
  nextRunAt: number | null;
}

/** Keeps a report; `invalid_body` when the catalogue does not hold what it is about. */
export function createReport(ctx: ServiceContext, { report, nextRunAt }: Terms): Promise<Report> {
  return inTransaction(ctx, async (own) => {
    await requireAbout(own, report);
    const now = own.clock.now();
    const row = await insertUnderName(report.name, 'report', (id) =>
      own.db
        .insertInto('reports')
        .values({ id, terms: JSON.stringify(report), next_run_at: nextRunAt, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toReport(row);
  });
}

/** Puts other terms in the place of a report's, which is one's own from then on; `not_found` when there is none. */
export function updateReport(ctx: ServiceContext, { id, report, nextRunAt }: Terms & { id: string }): Promise<Report> {
  return inTransaction(ctx, async (own) => {
    await requireAbout(own, report);
    const row = await own.db
      .updateTable('reports')
      .set({ terms: JSON.stringify(report), next_run_at: nextRunAt, origin: 'own', updated_at: own.clock.now() })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw unknown('report', id);
    return toReport(row);
  });
}

/** Takes a report away, its runs with it; `not_found` when there is none. */
export async function removeReport({ db, clock }: ServiceContext, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('reports')
    .set({ removed_at: clock.now(), next_run_at: null })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw unknown('report', id);
}

/** Brings a removed report back as it stood; its schedule is due next as `next` says. `not_found` when there is none. */
export function restoreReport(
  ctx: ServiceContext,
  { id, next }: { id: string; next: (report: ReportInput) => number | null },
): Promise<Report> {
  return inTransaction(ctx, async ({ db }) => {
    const removed = await db
      .selectFrom('reports')
      .selectAll()
      .where('id', '=', id)
      .where('removed_at', 'is not', null)
      .executeTakeFirst();
    if (!removed) throw unknown('report', id);
    const row = await db
      .updateTable('reports')
      .set({ removed_at: null, next_run_at: next(toReport(removed)) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return toReport(row);
  });
}

async function requireAbout(ctx: ServiceContext, { brand, campaign }: ReportInput): Promise<void> {
  await requireBrand(ctx, brand);
  await requireCampaign(ctx, campaign);
}
