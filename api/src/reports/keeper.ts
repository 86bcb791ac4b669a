import { KEPT_REPORT_FILES, type Report, type ReportInput, type ReportRun } from '@syncline/shared/reports';
import type { Period } from '@syncline/shared/time';
import type { Logger } from 'pino';
import { ApiError } from '../lib/errors.ts';
import { InTurn } from '../lib/in-turn.ts';
import { retryAfter } from '../lib/retry.ts';
import { Rounds } from '../lib/rounds.ts';
import { FolderError, type ReportFolder } from './folder.ts';
import { reportLetter } from './letter.ts';
import { makeReport, type ReportData } from './make.ts';
import type { ReportBook, ReportMail } from './port.ts';
import { nextDue } from './schedule.ts';

const EVERY_MS = 30_000;
const FIRST_AFTER_MS = 15_000;
/** After so many attempts, about four hours, a run is given up. */
const MOST_ATTEMPTS = 9;

interface Options {
  book: ReportBook;
  data: ReportData;
  folder: ReportFolder;
  /** Whether questions do not see yet all that there will be: reports by schedule are made later then. */
  isBehind: () => boolean;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** Makes the reports whose time has come, and those that somebody asks for, into files; keeps what became of each. */
export class ReportKeeper {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  readonly #rounds: Rounds;
  /** One report at a time: they ask the same engine. */
  readonly #turns = new InTurn();

  constructor(options: Options) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.look(), {
      firstAfterMs: FIRST_AFTER_MS,
      everyMs: EVERY_MS,
      onError: (error) => options.log.error({ err: error }, 'reports could not be looked at'),
    });
  }

  start(): void {
    this.#rounds.start();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#rounds.close();
    await this.#turns.idle();
  }

  /** When a report is due next by its schedule, epoch milliseconds. */
  next({ schedule }: Pick<ReportInput, 'schedule'>): number | null {
    const { timezone, clock } = this.#options.data;
    return nextDue(schedule, timezone, clock.now());
  }

  /** Makes what is due. A time that passed while nothing ran is made up for once. */
  look(): Promise<void> {
    return this.#turns.run(async () => {
      const { book, isBehind } = this.#options;
      if (isBehind()) return;
      await book.planDue((report) => this.next(report));
      for (const run of await book.due()) {
        if (this.#stopping.signal.aborted) return;
        await this.#make(run);
      }
    });
  }

  /** Makes a report now, whatever its schedule; the run says whether that came about. `not_found` as the book. */
  run(report: string): Promise<ReportRun> {
    return this.#turns.run(async () => {
      const { book } = this.#options;
      await book.report(report);
      const id = await book.plan(report);
      await this.#make(await book.run(id));
      return book.run(id);
    });
  }

  /** Mails the file of a run to the addresses of its report; `conflict` where there is none of either. */
  async mail(id: number): Promise<ReportRun> {
    const { book } = this.#options;
    const run = await book.run(id);
    const report = await book.report(run.report);
    if (run.file === null || run.period === null)
      throw new ApiError('conflict', 'There is no file of this run to mail.', { hint: 'Make the report again.' });
    if (report.recipients.length === 0)
      throw new ApiError('conflict', 'The report is mailed to nobody.', { hint: 'Give it an address first.' });
    await book.mail({ id, file: run.file.name, letter: this.#letter(report, run.period) });
    return book.run(id);
  }

  #letter(report: Report, period: Period): ReportMail {
    const { timezone, demo } = this.#options.data;
    return { to: report.recipients, ...reportLetter(report, { period, timezone, demo: demo() }) };
  }

  async #make(run: ReportRun): Promise<void> {
    const { book, data, folder } = this.#options;
    if (!(await book.claim(run))) return;
    try {
      const report = await book.report(run.report);
      const { period, pdf } = await makeReport(data, report, this.#stopping.signal);
      const file = `${run.report}-${period.from}-to-${period.to}-run-${run.id}.pdf`;
      await folder.open();
      const bytes = await folder.write(file, pdf);
      const letter = run.cause === 'schedule' ? this.#letter(report, period) : null;
      await book.made({ id: run.id, period, file, bytes, letter });
    } catch (error) {
      await this.#failed(run, error);
      return;
    }
    for (const old of await book.forgetFiles({ report: run.report, keep: KEPT_REPORT_FILES })) await folder.remove(old);
  }

  async #failed(run: ReportRun, error: unknown): Promise<void> {
    const { book, data, log } = this.#options;
    // It is made again after the restart.
    if (this.#stopping.signal.aborted) {
      await book.notMade({ id: run.id, error: 'The server was stopped meanwhile.', nextTryAt: data.clock.now() });
      return;
    }
    const isTold = error instanceof ApiError || error instanceof FolderError;
    if (isTold) log.warn({ run: run.id, reason: error.message }, 'a report could not be made');
    else log.error({ err: error, run: run.id }, 'a report could not be made');
    const attempts = run.attempts + 1;
    const again = run.cause === 'schedule' && attempts < MOST_ATTEMPTS && mayWorkLater(error);
    await book.notMade({
      id: run.id,
      error: isTold ? wordsOf(error) : 'It could not be made; what went wrong is in the log of the server.',
      nextTryAt: again ? data.clock.now() + retryAfter(attempts) : null,
    });
  }
}

function wordsOf(error: ApiError | FolderError): string {
  const hint = error instanceof ApiError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message} ${hint}`;
}

/** Whether the same report can come about later: not where what it asks is at fault. */
function mayWorkLater(error: unknown): boolean {
  return !(error instanceof ApiError) || ['unavailable', 'too_many_requests', 'internal'].includes(error.code);
}
