import { type ReportInput, type ReportRun, reportRunSchema } from '@syncline/shared/reports';
import type { MailState } from '@syncline/shared/mail';
import type { Period } from '@syncline/shared/time';
import type { Selectable } from 'kysely';
import type { ReportRunTable } from '../../stores/sql/schema-saved.ts';
import { unknown } from '../catalogue/references.ts';
import { inTransaction, isoTime, type ServiceContext } from '../context.ts';
import { type Letter, mailAbout, queueMail } from '../mail/outbox.ts';
import { toReport } from './report.ts';

/** A run that was claimed and is not made in this time is anybody's again: who claimed it is gone. */
const CLAIMED_MS = 300_000;

function toRun(
  { file, bytes, period_from, period_to, ...row }: Selectable<ReportRunTable> & { terms: string },
  mail: MailState[],
): ReportRun {
  const instant = (ms: number | null) => (ms === null ? null : isoTime(ms));
  const { name } = JSON.parse(row.terms) as Pick<ReportInput, 'name'>;
  return reportRunSchema.parse({
    ...row,
    mail,
    name,
    planned_at: isoTime(row.planned_at),
    next_try_at: instant(row.next_try_at),
    made_at: instant(row.made_at),
    period: period_from === null ? null : { from: period_from, to: period_to },
    file: file === null ? null : { name: file, bytes },
  });
}

function runs({ db }: ServiceContext) {
  return db
    .selectFrom('report_runs')
    .innerJoin('reports', 'reports.id', 'report_runs.report')
    .selectAll('report_runs')
    .select('reports.terms');
}

async function withMail(ctx: ServiceContext, rows: Parameters<typeof toRun>[0][]): Promise<ReportRun[]> {
  const mailOf = await mailAbout(ctx, { about: 'report-run', ids: rows.map(({ id }) => id) });
  return rows.map((row) => toRun(row, mailOf(row.id)));
}

/** The runs of reports that are not removed, the last first; of one report where it is named. */
export async function listReportRuns(
  ctx: ServiceContext,
  { report, limit }: { report?: string | undefined; limit: number },
): Promise<ReportRun[]> {
  let query = runs(ctx).where('removed_at', 'is', null).orderBy('report_runs.id', 'desc').limit(limit);
  if (report !== undefined) query = query.where('report', '=', report);
  return withMail(ctx, await query.execute());
}

/** One run; `not_found` when there is none. */
export async function getReportRun(ctx: ServiceContext, id: number): Promise<ReportRun> {
  const row = await runs(ctx).where('report_runs.id', '=', id).executeTakeFirst();
  if (!row) throw unknown('run of a report', String(id));
  const mailOf = await mailAbout(ctx, { about: 'report-run', ids: [id] });
  return toRun(row, mailOf(id));
}

/** Takes down that a report is to be made now because somebody asks. Gives the id of the run. */
export async function planReportRun({ db, clock }: ServiceContext, report: string): Promise<number> {
  const now = clock.now();
  const { id } = await db
    .insertInto('report_runs')
    .values({ report, cause: 'asked', planned_at: now, state: 'waiting', attempts: 0, next_try_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * Takes down a run of every report whose schedule is due, one for all the times that were missed, and when each is due
 * next. Several processes may do so at once.
 */
export function planDueRuns(ctx: ServiceContext, next: (report: ReportInput) => number | null): Promise<void> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const now = clock.now();
    const due = await db.selectFrom('reports').selectAll().where('next_run_at', '<=', now).orderBy('id').execute();
    for (const row of due) {
      const { numUpdatedRows } = await db
        .updateTable('reports')
        .set({ next_run_at: next(toReport(row)) })
        .where('id', '=', row.id)
        .where('next_run_at', '=', row.next_run_at)
        .executeTakeFirst();
      if (numUpdatedRows === 0n || row.next_run_at === null) continue;
      await db
        .insertInto('report_runs')
        .values({
          report: row.id,
          cause: 'schedule',
          planned_at: row.next_run_at,
          state: 'waiting',
          attempts: 0,
          next_try_at: now,
        })
        .execute();
    }
  });
}

/** Runs that are due to be made, the oldest first. */
export async function dueReportRuns(ctx: ServiceContext): Promise<ReportRun[]> {
  const rows = await runs(ctx)
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', ctx.clock.now())
    .where('removed_at', 'is', null)
    .orderBy('report_runs.id')
    .limit(100)
    .execute();
  return withMail(ctx, rows);
}

/** Whether a run that is due is the caller's to make. */
export async function claimReportRun(
  { db, clock }: ServiceContext,
  { id, next_try_at }: Pick<ReportRun, 'id' | 'next_try_at'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('report_runs')
    .set({ next_try_at: clock.now() + CLAIMED_MS })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('next_try_at', '=', next_try_at === null ? null : Date.parse(next_try_at))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Takes down that a run was made, and keeps the letter that goes with its file to be mailed, in one transaction. */
export function recordMade(
  ctx: ServiceContext,
  made: { id: number; period: Period; file: string; bytes: number; letter: Omit<Letter, 'file'> | null },
): Promise<void> {
  const { id, period, file, bytes, letter } = made;
  return inTransaction(ctx, async (own) => {
    await own.db
      .updateTable('report_runs')
      .set((query) => ({
        state: 'made',
        attempts: query('attempts', '+', 1),
        error: null,
        next_try_at: null,
        made_at: own.clock.now(),
        period_from: period.from,
        period_to: period.to,
        file,
        bytes,
      }))
      .where('id', '=', id)
      .execute();
    if (letter) await mailReportRun(own, { id, file, letter });
  });
}

/** Keeps a letter with the file of a run, to be mailed. */
export function mailReportRun(
  ctx: ServiceContext,
  { id, file, letter }: { id: number; file: string; letter: Omit<Letter, 'file'> },
): Promise<void> {
  return queueMail(ctx, { about: 'report-run', id }, { ...letter, file });
}

/** Takes down why a run could not be made; with `nextTryAt` it is tried again then. */
export async function recordNotMade(
  { db }: ServiceContext,
  { id, error, nextTryAt }: { id: number; error: string; nextTryAt: number | null },
): Promise<void> {
  await db
    .updateTable('report_runs')
    .set((query) => ({
      state: nextTryAt === null ? 'failed' : 'waiting',
      attempts: query('attempts', '+', 1),
      error,
      next_try_at: nextTryAt,
    }))
    .where('id', '=', id)
    .execute();
}

/** Forgets the files of a report but for its newest `keep`, and says which these were. */
export async function forgetFiles(
  { db }: ServiceContext,
  { report, keep }: { report: string; keep: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('report_runs')
    .select(['id', 'file'])
    .where('report', '=', report)
    .where('file', 'is not', null)
    .orderBy('id', 'desc')
    .execute();
  const old = rows.slice(keep);
  if (old.length === 0) return [];
  await db
    .updateTable('report_runs')
    .set({ file: null, bytes: null })
    .where(
      'id',
      'in',
      old.map(({ id }) => id),
    )
    .execute();
  return old.flatMap(({ file }) => file ?? []);
}
