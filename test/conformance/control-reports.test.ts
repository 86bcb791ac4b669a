import { dueMail } from '@syncline/api/services/mail/outbox';
import { listReports } from '@syncline/api/services/reports/list';
import { getReport } from '@syncline/api/services/reports/report';
import {
  claimReportRun,
  dueReportRuns,
  forgetFiles,
  getReportRun,
  listReportRuns,
  mailReportRun,
  planDueRuns,
  planReportRun,
  recordMade,
  recordNotMade,
} from '@syncline/api/services/reports/runs';
import { createReport, removeReport, restoreReport, updateReport } from '@syncline/api/services/reports/save';
import { reportInputSchema } from '@syncline/shared/reports';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const reported = (change: object = {}, nextRunAt: number | null = null) => ({
  report: reportInputSchema.parse({ name: 'Weekly', period: { moving: 'last-week' }, ...change }),
  nextRunAt,
});

onEveryControlStore((open) => {
  describe('reports', () => {
    it('are kept, replaced, listed with the last changed first, removed and brought back', async () => {
      const { ctx, clock } = await open();
      const first = await createReport(ctx, reported());
      expect(first).toEqual({
        ...reported().report,
        id: 'weekly',
        next_run_at: null,
        created_at: '2026-09-01T12:00:00.000Z',
        updated_at: '2026-09-01T12:00:00.000Z',
      });
      clock.advance(1000);
      const second = await createReport(ctx, reported({ sections: ['daily', 'summary'] }));
      expect(second).toMatchObject({ id: 'weekly-2', sections: ['daily', 'summary'] });
      expect(await listReports(ctx)).toEqual([second, first]);
      clock.advance(1000);
      const changed = await updateReport(ctx, { id: first.id, ...reported({ name: 'Again' }) });
      expect(await listReports(ctx)).toEqual([changed, second]);
      await removeReport(ctx, first.id);
      expect(await listReports(ctx)).toEqual([second]);
      const missing = { code: 'not_found' };
      await expect(getReport(ctx, first.id)).rejects.toMatchObject(missing);
      await expect(updateReport(ctx, { id: first.id, ...reported() })).rejects.toMatchObject(missing);
      await expect(removeReport(ctx, first.id)).rejects.toMatchObject(missing);
      const next = () => Date.UTC(2026, 8, 2);
      const restored = { ...changed, next_run_at: '2026-09-02T00:00:00.000Z' };
      expect(await restoreReport(ctx, { id: first.id, next })).toEqual(restored);
      expect(await getReport(ctx, first.id)).toEqual(restored);
      await expect(restoreReport(ctx, { id: first.id, next })).rejects.toMatchObject(missing);
      await expect(createReport(ctx, reported({ brand: 'gone' }))).rejects.toMatchObject({ path: 'brand' });
    });

    it('are planned once for all the times that were missed, and made by one of several processes', async () => {
      const { ctx, clock, openAgain } = await open();
      const hour = 3_600_000;
      const schedule = { every: 'day', hour: 8 };
      const { id } = await createReport(ctx, reported({ schedule }, clock.now() + hour));
      await createReport(ctx, reported());
      const other = { ...ctx, db: (await openAgain()).db };
      const next = () => clock.now() + hour;
      await planDueRuns(ctx, next);
      expect(await listReportRuns(ctx, { limit: 10 })).toEqual([]);
      clock.advance(50 * hour);
      await Promise.all([planDueRuns(ctx, next), planDueRuns(other, next)]);
      const [run] = await dueReportRuns(ctx);
      expect(await listReportRuns(ctx, { limit: 10 })).toEqual([run]);
      expect(run).toMatchObject({
        report: id,
        name: 'Weekly',
        cause: 'schedule',
        planned_at: '2026-09-01T13:00:00.000Z',
        state: 'waiting',
        attempts: 0,
        file: null,
      });
      const due = run as NonNullable<typeof run>;
      const claims = await Promise.all([claimReportRun(ctx, due), claimReportRun(other, due)]);
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await dueReportRuns(ctx)).toEqual([]);
      await recordNotMade(ctx, { id: due.id, error: 'The engine is away.', nextTryAt: clock.now() + 1000 });
      clock.advance(1000);
      expect(await dueReportRuns(ctx)).toMatchObject([{ attempts: 1, error: 'The engine is away.', state: 'waiting' }]);
      await recordNotMade(ctx, { id: due.id, error: 'No.', nextTryAt: null });
      expect(await getReportRun(ctx, due.id)).toMatchObject({ state: 'failed', error: 'No.', next_try_at: null });
    });

    it('keep the files of their newest runs, and what became of the others', async () => {
      const { ctx } = await open();
      const { id } = await createReport(ctx, reported());
      const period = { from: '2026-08-24', to: '2026-08-30' };
      const runs = [1, 2, 3].map(() => planReportRun(ctx, id));
      for (const run of await Promise.all(runs)) {
        await recordMade(ctx, { id: run, period, file: `${run}.pdf`, bytes: 10, letter: null });
      }
      const [newest, ...older] = await listReportRuns(ctx, { report: id, limit: 10 });
      expect(newest).toMatchObject({ state: 'made', cause: 'asked', attempts: 1, period, error: null });
      const letter = { to: ['ada@example.com'], subject: 'Weekly', text: 'Attached.' };
      await mailReportRun(ctx, { id: newest?.id ?? 0, file: '3.pdf', letter });
      expect(await dueMail(ctx)).toMatchObject([{ to: 'ada@example.com', subject: 'Weekly', file: '3.pdf' }]);
      const mailed = { to: 'ada@example.com', state: 'waiting', attempts: 0, error: null };
      expect((await getReportRun(ctx, newest?.id ?? 0)).mail).toEqual([mailed]);
      const gone = await forgetFiles(ctx, { report: id, keep: 1 });
      expect(gone).toEqual(older.map(({ file }) => file?.name));
      expect(await forgetFiles(ctx, { report: id, keep: 1 })).toEqual([]);
      const files = (await listReportRuns(ctx, { report: id, limit: 10 })).map(({ file }) => file);
      expect(files).toEqual([newest?.file, null, null]);
      await removeReport(ctx, id);
      expect(await listReportRuns(ctx, { limit: 10 })).toEqual([]);
      await expect(getReportRun(ctx, 99)).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
