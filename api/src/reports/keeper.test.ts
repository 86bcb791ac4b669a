import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnswerMeta, ReachCurveAnswer } from '@syncline/shared/query';
import { KEPT_REPORT_FILES, type ReportDraft, reportInputSchema } from '@syncline/shared/reports';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportBook } from '../adapters.ts';
import { ApiError } from '../lib/errors.ts';
import { dayIn } from '../lib/zone.ts';
import type { ServiceContext } from '../services/context.ts';
import { listReportRuns, planReportRun, recordMade } from '../services/reports/runs.ts';
import { dueMail } from '../services/mail/outbox.ts';
import { createReport, updateReport } from '../services/reports/save.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { ReportFolder } from './folder.ts';
import { ReportKeeper } from './keeper.ts';
import type { ReportData } from './make.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const timezone = 'America/New_York';

let now: number;
let ctx: ServiceContext;
let place: string;
let failure: Error | null;
let behind: boolean;
let close: () => Promise<void>;

const meta = (period: AnswerMeta['period']): ReachCurveAnswer['meta'] => ({
  exact: true,
  as_of: new Date(now).toISOString(),
  timezone,
  currency: 'USD',
  period,
  comparison_period: null,
  open_days: [],
  tier: 'raw',
  cached: false,
  elapsed_ms: 1,
  warnings: [],
  method: 'As counted.',
});

/** Answers daily reach, the only section here, as the engine would. */
const data = (): ReportData => ({
  answers: {
    ask: async (_kind, _compute, { period }) => {
      if (failure) throw failure;
      const day = { day: period.from, impressions: 7, reach: 3, newly_reached: 3, cumulative_reach: 3 };
      const answer: ReachCurveAnswer = { reach: 3, days: [day], comparison: null, meta: meta(period) };
      // `ask` is generic in what it answers, which is this for the question of the section.
      return answer as never;
    },
    version: () => 'v',
  },
  clock: ctx.clock,
  timezone,
  currency: 'USD',
  version: 'test',
  demo: () => false,
  days: async () => ({ today: dayIn(timezone, now), first_day: '2026-01-01' }),
  terms: async () => ({ agreements: [], offers: [] }),
  names: async () => ({ campaigns: new Map(), brands: new Map() }),
  settle: async () => undefined,
});
const keeper = (folder = join(place, 'reports')) =>
  new ReportKeeper({
    book: reportBook(ctx),
    data: data(),
    folder: new ReportFolder(folder),
    isBehind: () => behind,
    log: pino({ level: 'silent' }),
  });
const draft = { name: 'Weekly', period: { moving: 'yesterday' }, sections: ['daily'] };
const keep = (own: ReportKeeper, change: Partial<ReportDraft> = {}) => {
  const report = reportInputSchema.parse({ ...draft, ...change });
  return createReport(ctx, { report, nextRunAt: own.next(report) });
};
const runs = () => listReportRuns(ctx, { limit: 100 });
const files = () => (existsSync(join(place, 'reports')) ? readdirSync(join(place, 'reports')).sort() : []);

beforeEach(async () => {
  // 07:00 in New York.
  now = Date.UTC(2026, 10, 27, 12);
  failure = null;
  behind = false;
  place = mkdtempSync(join(tmpdir(), 'syncline-reports-'));
  const store = await openSqlite(join(place, 'control.db'));
  await migrateControl(store);
  ctx = { db: store.db, clock: { now: () => now } };
  close = async () => {
    await store.close();
    rmSync(place, { recursive: true });
  };
});
afterEach(() => close());

describe('scheduled reports', () => {
  const schedule = { every: 'day', hour: 8 } as const;

  it('are written when they are due, and once for all the times that were missed', async () => {
    const first = keeper();
    const { next_run_at: due } = await keep(first, { schedule, recipients: ['ada@example.com'] });
    expect(due).toBe('2026-11-27T13:00:00.000Z');
    await first.look();
    expect(await runs()).toEqual([]);
    now += HOUR;
    behind = true;
    await first.look();
    expect(await runs()).toEqual([]);
    behind = false;
    await first.look();
    await first.look();
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      cause: 'schedule',
      state: 'made',
      planned_at: due,
      period: { from: '2026-11-26', to: '2026-11-26' },
      file: { name: 'weekly-2026-11-26-to-2026-11-26-run-1.pdf' },
    });
    const bytes = readFileSync(join(place, 'reports', run?.file?.name ?? ''));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.subarray(-6).toString()).toBe('%%EOF\n');
    expect(bytes).toHaveLength(run?.file?.bytes ?? 0);
    const [mail, ...none] = await dueMail(ctx);
    expect(none).toEqual([]);
    expect(mail).toMatchObject({ to: 'ada@example.com', subject: 'Weekly, 26 Nov 2026', file: run?.file?.name });
    expect(mail?.text).toContain('26 Nov 2026, whole days of America/New_York.');
    await first.close();

    // Three mornings later another process starts; a file that was being written is left of the one before.
    now += 3 * DAY;
    writeFileSync(join(place, 'reports', 'weekly.pdf.part'), '%PDF');
    const second = keeper();
    await second.look();
    await second.look();
    expect(await runs()).toHaveLength(2);
    expect(files()).toEqual(['weekly-2026-11-26-to-2026-11-26-run-1.pdf', 'weekly-2026-11-29-to-2026-11-29-run-2.pdf']);
    await second.close();
  });

  it('are made by another process where the one that began died', async () => {
    const own = keeper();
    await keep(own, { schedule });
    now += HOUR;
    const book = reportBook(ctx);
    await book.planDue((report) => own.next(report));
    const [begun] = await book.due();
    expect(begun && (await book.claim(begun))).toBe(true);
    await own.look();
    expect(await runs()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    now += 300_000;
    await own.look();
    expect(await runs()).toMatchObject([{ state: 'made', attempts: 1 }]);
    await own.close();
  });

  it('are tried again later and later where the engine is away, and say so', async () => {
    const own = keeper();
    await keep(own, { schedule });
    now += HOUR;
    failure = new ApiError('unavailable', 'The engine restarts.', { hint: 'It is tried again.' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await own.look();
      const [run] = await runs();
      expect(run).toMatchObject({ state: 'waiting', attempts: attempt });
      expect(run?.error).toBe('Daily reach and impressions: The engine restarts. It is tried again.');
      waits.push(Date.parse(run?.next_try_at ?? '') - now);
      await own.look();
      expect((await runs())[0]?.attempts).toBe(attempt);
      now = Date.parse(run?.next_try_at ?? '');
    }
    expect(waits).toEqual([60_000, 120_000, 240_000]);
    failure = null;
    await own.look();
    expect(await runs()).toMatchObject([{ state: 'made', attempts: 4, error: null }]);
    now += DAY;
    failure = new ApiError('query_too_heavy', 'Too many rows.');
    await own.look();
    expect((await runs())[0]).toMatchObject({ state: 'failed', attempts: 1, next_try_at: null });
    await own.close();
  });
});

describe('a report that is asked for', () => {
  it('is made at once, and takes the place of the oldest file that is kept', async () => {
    const own = keeper();
    const { id } = await keep(own);
    const made = await own.run(id);
    expect(made).toMatchObject({ cause: 'asked', state: 'made', name: 'Weekly', mail: [] });
    await expect(own.mail(made.id)).rejects.toMatchObject({ code: 'conflict' });
    const recipients = ['ada@example.com'];
    const addressed = reportInputSchema.parse({ ...draft, recipients });
    await updateReport(ctx, { id, report: addressed, nextRunAt: null });
    expect((await own.mail(made.id)).mail).toMatchObject([{ to: 'ada@example.com', state: 'waiting' }]);
    expect(await dueMail(ctx)).toMatchObject([{ file: made.file?.name }]);
    const period = { from: '2026-01-01', to: '2026-01-01' };
    for (let index = 1; index <= KEPT_REPORT_FILES; index += 1) {
      const run = await planReportRun(ctx, id);
      writeFileSync(join(place, 'reports', `${run}.pdf`), '%PDF');
      await recordMade(ctx, { id: run, period, file: `${run}.pdf`, bytes: 4, letter: null });
    }
    await own.run(id);
    const kept = files();
    expect(kept).toHaveLength(KEPT_REPORT_FILES);
    expect(kept).not.toContain('2.pdf');
    expect((await runs()).filter(({ file }) => file === null)).toHaveLength(2);
    await expect(own.run('none')).rejects.toMatchObject({ code: 'not_found' });
    await own.close();
  });

  it('says why it was not, and leaves nothing behind', async () => {
    const file = join(place, 'in-the-way');
    writeFileSync(file, '');
    const own = keeper(file);
    const { id } = await keep(own);
    const run = await own.run(id);
    expect(run).toMatchObject({ state: 'failed', file: null });
    expect(run.error).toContain(`${file} cannot be written: a file has its name.`);
    await own.close();
    const other = keeper();
    failure = new Error('secret detail');
    const failed = await other.run(id);
    expect(failed.error).toBe('It could not be made; what went wrong is in the log of the server.');
    expect(files()).toEqual([]);
    await other.close();
  });
});
