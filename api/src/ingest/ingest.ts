import { join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Reject } from '@syncline/shared/events';
import type { Logger } from 'pino';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { type AnalyticsStore, EngineUnavailableError } from '../stores/clickhouse/port.ts';
import { Buried } from './buried.ts';
import { safePayload } from './dead-letter.ts';
import { deviceRule, loadDeviceTable } from './device.ts';
import { discovered } from './discover.ts';
import { EventLog } from './event-log.ts';
import { Journal, JournalWriteError } from './journal.ts';
import { diskStorage, type JournalStorage } from './journal-storage.ts';
import { loadPeople, type People } from './people.ts';
import type {
  Batch,
  BatchOutcome,
  CatalogueLookup,
  DeadLetterSink,
  EventLine,
  Ingest,
  IngestStatus,
  NewDeadLetter,
  Origin,
  Retraction,
  UnreadableLine,
} from './port.ts';
import { createPreparer, type PreparedEvent } from './prepare.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonym.ts';
import { reconcile } from './reconcile.ts';
import { linesOf, type Task, taskOf } from './records.ts';
import { type Decided, Sequencer } from './sequencer.ts';
import { createValidator, type ValidEvent, type Validator } from './validate.ts';
import { Writer } from './writer.ts';

export interface IngestOptions {
  dataDir: string;
  /** Key of the identifier hash. */
  secret: Buffer;
  /** IANA zone of the workspace: decides the day of an event. */
  timezone: string;
  currency: string;
  clock: Clock;
  log: Logger;
  analytics: AnalyticsStore;
  catalogue: CatalogueLookup;
  deadLetters: DeadLetterSink;
  /** The file system of the journal. */
  storage?: JournalStorage;
}

const LINES_PER_TURN = 500;
const LINES_PER_JOB = 10_000;
const MAX_LINES_IN_FLIGHT = 400_000;
const MAX_BACKLOG_BYTES = 384 * 1024 * 1024;
const CHECKPOINT_EVERY_MS = 1000;
/** Closed journal files kept although the engine has fsynced all they hold. */
const SPARE_SEGMENTS = 2;
const REPLAY_SOURCE = 'replay';

const checkpointSchema = z.object({ written: z.int().min(0) });

/**
 * Opens the write path on a data folder: reads the journal, compares it with the event log, inserts what is missing, and
 * takes events from then on. Throws an Error in plain words when the journal is damaged or does not belong to the log.
 */
export async function openIngest(options: IngestOptions): Promise<Ingest> {
  const storage = options.storage ?? diskStorage;
  const { dataDir, analytics, clock, log } = options;
  const folder = join(dataDir, 'journal');
  const checkpoint = join(folder, 'checkpoint.json');
  const written = await readCheckpoint(checkpoint);
  const eventLog = new EventLog(analytics.writer);
  const journal = await Journal.open({ folder, mustReach: written, storage });
  const newest = await eventLog.newestSequence(journal.lastDurable);
  if (newest > journal.lastDurable) await journal.continueAfter(newest);
  const buried = await Buried.open(join(dataDir, 'buried'), storage);
  const people = await loadPeople(analytics.writer);
  await takeInJournal(journal, people, buried);
  const reconciled = await reconcile({ log: eventLog, journal }, { written, to: journal.lastDurable });
  await buried.keepAll();
  log.info(
    { ...reconciled, people: people.size, journal: journal.lastDurable },
    'journal reconciled with the event log',
  );
  const pseudonyms = createPseudonyms(options.secret);
  const device = deviceRule(loadDeviceTable(dataDir));
  return new WritePath({
    ...options,
    storage,
    checkpoint,
    eventLog,
    journal,
    buried,
    people,
    pseudonyms,
    reconciledAt: clock.now(),
    validate: createValidator({ clock, currency: options.currency }),
    prepare: createPreparer({ timezone: options.timezone, pseudonyms, device, catalogue: options.catalogue }),
  });
}

async function readCheckpoint(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return 0;
  try {
    return checkpointSchema.parse(JSON.parse(text)).written;
  } catch {
    // Without it everything the journal holds is carried out again, which changes nothing.
    return 0;
  }
}

async function takeInJournal(journal: Journal, people: People, buried: Buried): Promise<void> {
  for await (const record of journal.read(0)) {
    const task = taskOf(record);
    if (task.buries) buried.restore(task.removals.map(({ idHash }) => idHash));
    for (const line of linesOf(task.people)) {
      const [, userKey, uid] = /^\["(\d+)",(\d+)\]$/.exec(line) ?? [];
      people.restore(BigInt(userKey ?? 0), Number(uid));
    }
  }
}

interface Parts extends IngestOptions {
  storage: JournalStorage;
  checkpoint: string;
  eventLog: EventLog;
  journal: Journal;
  buried: Buried;
  people: People;
  pseudonyms: Pseudonyms;
  reconciledAt: number;
  validate: Validator;
  prepare: (event: ValidEvent, origin: Origin, isReplay: boolean) => PreparedEvent;
}

class WritePath implements Ingest {
  readonly #parts: Parts;
  readonly #sequencer: Sequencer;
  readonly #writer: Writer;
  #linesInFlight = 0;
  #reconciledAt: number;
  #checkpointAt = 0;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reconciledAt = parts.reconciledAt;
    const { journal, eventLog, people, buried, analytics, log } = parts;
    this.#writer = new Writer({
      analytics,
      eventLog,
      log,
      written: journal.lastDurable,
      onWritten: (tasks) => this.#onWritten(tasks),
    });
    this.#sequencer = new Sequencer({
      journal,
      eventLog,
      people,
      buried,
      enqueue: (task) => this.#writer.enqueue(task),
    });
    analytics.onRestart(() => this.#reconcile());
  }

  async submit(batch: Batch): Promise<BatchOutcome> {
    this.#admit(batch.lines.length);
    this.#linesInFlight += batch.lines.length;
    try {
      return await this.#submit(batch);
    } catch (error) {
      throw asApiError(error);
    } finally {
      this.#linesInFlight -= batch.lines.length;
    }
  }

  async #submit(batch: Batch): Promise<BatchOutcome> {
    const letters: NewDeadLetter[] = [];
    const keep = (reject: Reject, safe: Pick<NewDeadLetter, 'payload' | 'replayable'>) =>
      letters.push({ source: batch.source, importId: batch.importId ?? null, reject, ...safe });
    const jobs: Promise<Decided>[] = [];
    for (let from = 0; from < batch.lines.length; from += LINES_PER_JOB) {
      const prepared = await this.#prepare(batch, batch.lines.slice(from, from + LINES_PER_JOB), keep);
      if (prepared.length > 0) jobs.push(this.#sequencer.submit(prepared, batch.onConflict === 'replace'));
    }
    const settled = await Promise.allSettled(jobs);
    const failed = settled.find((job) => job.status === 'rejected');
    if (failed) throw failed.reason;
    const outcome: BatchOutcome = { accepted: 0, duplicate: 0, rejected: 0, replaced: 0, rejects: [] };
    const values = conflictValues(batch, settled);
    for (const job of settled) {
      if (job.status === 'rejected') continue;
      outcome.accepted += job.value.accepted;
      outcome.duplicate += job.value.duplicate;
      outcome.replaced += job.value.replaced;
      for (const reject of job.value.conflicts) {
        keep(reject, safePayload(values.get(reject.line), reject, this.#parts.pseudonyms));
      }
    }
    if (letters.length > 0) {
      letters.sort((one, other) => one.reject.line - other.reject.line);
      await this.#parts.deadLetters.keep(letters);
    }
    outcome.rejects = letters.map(({ reject }) => reject);
    outcome.rejected = letters.length;
    return outcome;
  }

  /** Validates lines, makes the catalogue know what they name, and turns them into rows, letting other work through. */
  async #prepare(
    { origin, source }: Batch,
    lines: readonly (EventLine | UnreadableLine)[],
    keep: (reject: Reject, safe: Pick<NewDeadLetter, 'payload' | 'replayable'>) => void,
  ): Promise<PreparedEvent[]> {
    const { validate, prepare, pseudonyms, catalogue } = this.#parts;
    const valid: ValidEvent[] = [];
    for (const [index, line] of lines.entries()) {
      if (index % LINES_PER_TURN === LINES_PER_TURN - 1) await otherWork();
      if ('reject' in line) {
        keep(line.reject, { payload: line.payload, replayable: false });
        continue;
      }
      const result = validate(line.value, line.line);
      if ('event' in result) valid.push(result.event);
      else keep(result.reject, safePayload(line.value, result.reject, pseudonyms));
    }
    const found = discovered(valid);
    if (found) await catalogue.discover(found, origin);
    const prepared: PreparedEvent[] = [];
    for (const [index, event] of valid.entries()) {
      if (index % LINES_PER_TURN === LINES_PER_TURN - 1) await otherWork();
      prepared.push(prepare(event, origin, source === REPLAY_SOURCE));
    }
    return prepared;
  }

  /** Refuses new work while too much is under way: a request alone is always taken. */
  #admit(lines: number): void {
    if (this.#closed) throw new ApiError('unavailable', 'Syncline is stopping.', { retryAfterSeconds: 5 });
    if (this.#parts.analytics.state() !== 'ready') throw engineUnavailable();
    const { bytes } = this.#writer.backlog;
    if (bytes > MAX_BACKLOG_BYTES || (this.#linesInFlight > 0 && this.#linesInFlight + lines > MAX_LINES_IN_FLIGHT)) {
      throw new ApiError('too_many_requests', 'More events are under way than can be stored at once.', {
        hint: 'Send the same events again after the time in Retry-After.',
        retryAfterSeconds: 1,
      });
    }
  }

  async retract(retractions: readonly Retraction[]): Promise<number> {
    if (retractions.length === 0) return 0;
    this.#admit(0);
    const removals = retractions.map(({ id, days }) => ({ idHash: this.#parts.pseudonyms.event(id), days }));
    return this.#sequencer.retract(removals).catch((error: unknown) => {
      throw asApiError(error);
    });
  }

  async flush(): Promise<void> {
    await this.#parts.journal.settled();
    await this.#writer.whenWritten(this.#parts.journal.lastDurable);
  }

  async purge(origin: Exclude<Origin, ''>): Promise<void> {
    this.#admit(0);
    await this.#sequencer
      .purge(origin, () => this.#writer.whenWritten(this.#parts.journal.lastDurable))
      .catch((error: unknown) => {
        throw asApiError(error);
      });
  }

  userKey(user: string): string {
    return this.#parts.pseudonyms.user(user).toString(16).padStart(16, '0');
  }

  status(): IngestStatus {
    const { events, bytes } = this.#writer.backlog;
    return {
      acknowledged: this.#parts.journal.lastDurable,
      written: this.#writer.written,
      backlogEvents: events,
      backlogBytes: bytes,
      reconciledAt: this.#reconciledAt,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { journal, buried } = this.#parts;
    await journal.settled().catch(() => undefined);
    await this.#writer.close();
    await this.#saveCheckpoint(this.#writer.written);
    await journal.close();
    await buried.close();
  }

  async #onWritten(tasks: readonly Task[]): Promise<void> {
    const removals = tasks.filter(({ buries }) => buries).flatMap((task) => task.removals);
    await this.#parts.buried.keep(removals.map(({ idHash }) => idHash));
    this.#sequencer.forget(tasks);
    const now = this.#parts.clock.now();
    if (Math.abs(now - this.#checkpointAt) < CHECKPOINT_EVERY_MS) return;
    this.#checkpointAt = now;
    await this.#saveCheckpoint(tasks.at(-1)?.seq ?? this.#writer.written);
  }

  /** Failing to save it only means more work at the next start. */
  async #saveCheckpoint(written: number): Promise<void> {
    const { storage, checkpoint, journal, log } = this.#parts;
    try {
      await storage.replace(checkpoint, JSON.stringify({ written }));
      await journal.drop(written, SPARE_SEGMENTS);
    } catch (error) {
      log.warn({ err: error }, 'the journal checkpoint could not be saved');
    }
  }

  async #reconcile(): Promise<void> {
    if (this.#closed) return;
    const { eventLog, journal, log, clock } = this.#parts;
    const { written, attempted } = this.#writer;
    const reconciled = await reconcile({ log: eventLog, journal }, { written, to: attempted });
    this.#reconciledAt = clock.now();
    log.info(reconciled, 'journal reconciled with the event log after a restart of the engine');
  }
}

/** The events behind conflicts, by line; looked for only where there are any. */
function conflictValues(batch: Batch, settled: readonly PromiseSettledResult<Decided>[]): Map<number, unknown> {
  const lines = new Set(
    settled.flatMap((job) => (job.status === 'fulfilled' ? job.value.conflicts.map(({ line }) => line) : [])),
  );
  if (lines.size === 0) return new Map();
  return new Map(
    batch.lines.flatMap((line) => ('value' in line && lines.has(line.line) ? [[line.line, line.value]] : [])),
  );
}

function engineUnavailable(cause?: unknown): ApiError {
  return new ApiError(
    'unavailable',
    'The analytics engine is not ready. Nothing was stored; send the same events again.',
    {
      retryAfterSeconds: 2,
      cause,
    },
  );
}

function asApiError(error: unknown): unknown {
  if (error instanceof JournalWriteError) {
    return new ApiError('unavailable', 'The journal cannot be written; its disk may be full.', {
      hint: 'Send the same events again; those that were stored count once.',
      retryAfterSeconds: 10,
      cause: error,
    });
  }
  return error instanceof EngineUnavailableError ? engineUnavailable(error) : error;
}
