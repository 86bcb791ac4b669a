import { setImmediate as otherWork } from 'node:timers/promises';
import type { EventInput, Reject } from '@syncline/shared/events';
import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { type AnalyticsStore, EngineUnavailableError } from '../stores/clickhouse/port.ts';
import type { Buried } from './buried.ts';
import { safePayload } from './dead-letter.ts';
import { meetCatalogue } from './discover.ts';
import { EventBatch } from './event-batch.ts';
import type { Derived, EventLog } from './event-log.ts';
import { type Journal, JournalWriteError } from './journal.ts';
import type { JournalStorage } from './journal-storage.ts';
import type { KnownIds } from './known-ids.ts';
import type { People } from './people.ts';
import type {
  BatchOutcome,
  CatalogueLookup,
  DeadLetterSink,
  EventLine,
  IngestStatus,
  NewDeadLetter,
  Origin,
  PurchaseWatch,
  Retraction,
  StreamedBatch,
  StreamingIngest,
  UnreadableLine,
} from './port.ts';
import type { KeepRefused, Preparation } from './preparation.ts';
import { reconcile } from './reconcile.ts';
import type { Task } from './records.ts';
import { type Conflict, type Decided, Sequencer } from './sequencer.ts';
import { Writer } from './writer.ts';

const LINES_PER_TURN = 500;
const EVENTS_PER_JOB = 10_000;
const MAX_LINES_IN_FLIGHT = 400_000;
const MAX_BACKLOG_BYTES = 256 * 1024 * 1024;
const CHECKPOINT_EVERY_MS = 1000;
/** Closed journal files kept although the engine has fsynced all they hold. */
const SPARE_SEGMENTS = 2;
/** Senders within Syncline, who know people by their keyed hashes. */
const KEYED_SOURCES: ReadonlySet<string> = new Set(['replay', 'orders']);

type Line = EventLine | UnreadableLine;

/** What is derived from the log, told of every change before queries can see it. */
export interface DerivedFigures extends Derived {
  /** Journal record `sequence` changes these days; null is any day. */
  touch(sequence: number, days: ReadonlySet<string> | null): void;
}

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
  /** What is derived from the log and follows its changes. */
  derived?: DerivedFigures;
  /** Who is told of purchases as they become durable. */
  watch?: PurchaseWatch;
  /** The file system of the journal. */
  storage?: JournalStorage;
}

/** What the write path is made of. */
export interface WritePathParts extends IngestOptions {
  storage: JournalStorage;
  checkpoint: string;
  eventLog: EventLog;
  known: KnownIds;
  journal: Journal;
  buried: Buried;
  people: People;
  reconciledAt: number;
  preparation: Preparation;
}

/** Takes batches through validation, sequencer and journal, and keeps what is refused. */
export class WritePath implements StreamingIngest {
  readonly #parts: WritePathParts;
  readonly #sequencer: Sequencer;
  readonly #writer: Writer;
  #linesInFlight = 0;
  #reconciledAt: number;
  #checkpointAt = 0;
  #closed = false;

  constructor(parts: WritePathParts) {
    this.#parts = parts;
    this.#reconciledAt = parts.reconciledAt;
    const { journal, eventLog, known, people, buried, analytics, log } = parts;
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
      known,
      people,
      buried,
      touch: (sequence, changed) => parts.derived?.touch(sequence, changed),
      enqueue: (task) => this.#writer.enqueue(task),
      watch: parts.watch,
    });
    analytics.onRestart(() => this.#reconcile());
  }

  async submit(batch: StreamedBatch): Promise<BatchOutcome> {
    this.#admit();
    const taken = { lines: 0 };
    try {
      return await this.#submit(batch, taken);
    } catch (error) {
      throw asApiError(error);
    } finally {
      this.#linesInFlight -= taken.lines;
    }
  }

  async #submit(batch: StreamedBatch, taken: { lines: number }): Promise<BatchOutcome> {
    const letters: NewDeadLetter[] = [];
    const keep: KeepRefused = (reject, safe) =>
      letters.push({ source: batch.source, importId: batch.importId ?? null, reject, ...safe });
    const jobs: Promise<Decided>[] = [];
    for await (const prepared of this.#prepared(batch, taken, keep)) {
      if (prepared.size === 0) continue;
      const job = this.#sequencer.submit(prepared, batch.onConflict === 'replace');
      // Looked at below, together with the others.
      job.catch(() => undefined);
      jobs.push(job);
    }
    const outcome: BatchOutcome = { accepted: 0, duplicate: 0, rejected: 0, replaced: 0, rejects: [] };
    const conflicts: Conflict[] = [];
    for (const decided of await allSettled(jobs)) {
      outcome.accepted += decided.accepted;
      outcome.duplicate += decided.duplicate;
      outcome.replaced += decided.replaced;
      conflicts.push(...decided.conflicts);
    }
    this.#keepConflicts(batch, conflicts, keep);
    if (letters.length > 0) {
      letters.sort((one, other) => one.reject.line - other.reject.line);
      await this.#parts.deadLetters.keep(letters);
    }
    outcome.rejects = letters.map(({ reject }) => reject);
    outcome.rejected = letters.length;
    return outcome;
  }

  /** The batch in columns, prepared a few lines at a time or elsewhere, once the catalogue knows what they name. */
  async *#prepared(batch: StreamedBatch, taken: { lines: number }, keep: KeepRefused): AsyncGenerator<EventBatch> {
    const { preparation, catalogue } = this.#parts;
    const { origin } = batch;
    const count = (lines: number) => {
      taken.lines += lines;
      this.#linesInFlight += lines;
    };
    if (batch.prepare) {
      const { lines, events, refused } = await batch.prepare();
      count(lines);
      for (const { reject, payload, replayable } of refused) keep(reject, { payload, replayable });
      const prepared = EventBatch.unpack(events);
      await meetCatalogue(prepared, { catalogue, origin });
      yield prepared;
      return;
    }
    const isKeyed = KEYED_SOURCES.has(batch.source);
    let prepared: EventBatch | null = null;
    for (const lines of turns(batch.lines)) {
      count(lines.length);
      // A short first turn is the whole batch.
      prepared ??= preparation.batch(lines.length < LINES_PER_TURN ? lines.length : EVENTS_PER_JOB);
      const from = prepared.size;
      preparation.take(lines, { into: prepared, origin, isKeyed, keep });
      await meetCatalogue(prepared, { catalogue, origin, from });
      if (prepared.size + LINES_PER_TURN > EVENTS_PER_JOB) {
        yield prepared;
        prepared = null;
      }
      await otherWork();
    }
    if (prepared !== null) yield prepared;
  }

  /** Goes through the lines once more for the events behind conflicts, which are few. */
  #keepConflicts(batch: StreamedBatch, conflicts: readonly Conflict[], keep: KeepRefused): void {
    if (conflicts.length === 0) return;
    const { pseudonyms } = this.#parts.preparation;
    const hashes = new Map(conflicts.map(({ line, idHash }) => [line, idHash]));
    for (const line of batch.lines) {
      const idHash = hashes.get(line.line);
      if (idHash === undefined || !('value' in line)) continue;
      const { id } = line.value as EventInput;
      if (pseudonyms.event.of(id) !== idHash) continue;
      const reject = conflict(line.line, id);
      keep(reject, safePayload(line.value, reject, pseudonyms));
    }
  }

  /** Refuses new work while too much is under way. */
  #admit(): void {
    if (this.#closed) throw new ApiError('unavailable', 'Syncline is stopping.', { retryAfterSeconds: 5 });
    if (this.#parts.analytics.state() !== 'ready') throw engineUnavailable();
    const { bytes } = this.#writer.backlog;
    if (bytes > MAX_BACKLOG_BYTES || this.#linesInFlight > MAX_LINES_IN_FLIGHT) {
      throw new ApiError('too_many_requests', 'More events are under way than can be stored at once.', {
        hint: 'Send the same events again after the time in Retry-After.',
        retryAfterSeconds: 1,
      });
    }
  }

  async retract(retractions: readonly Retraction[]): Promise<number> {
    if (retractions.length === 0) return 0;
    this.#admit();
    const removals = retractions.map(({ id, days }) => ({
      idHash: this.#parts.preparation.pseudonyms.event.of(id),
      days,
    }));
    return this.#sequencer.retract(removals).catch((error: unknown) => {
      throw asApiError(error);
    });
  }

  async flush(): Promise<void> {
    await this.#parts.journal.settled();
    await this.#writer.whenWritten(this.#parts.journal.lastDurable);
  }

  async purge(origin: Exclude<Origin, ''>): Promise<void> {
    this.#admit();
    await this.#sequencer
      .purge(origin, () => this.#writer.whenWritten(this.#parts.journal.lastDurable))
      .catch((error: unknown) => {
        throw asApiError(error);
      });
  }

  userKey(user: string): string {
    return this.#parts.preparation.pseudonyms.user.of(user).toString(16).padStart(16, '0');
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

/** The lines, so many at a time that checking them holds up other requests for a few milliseconds only. */
function* turns(lines: Iterable<Line>): Generator<Line[]> {
  let turn: Line[] = [];
  for (const line of lines) {
    turn.push(line);
    if (turn.length < LINES_PER_TURN) continue;
    yield turn;
    turn = [];
  }
  if (turn.length > 0) yield turn;
}

function conflict(line: number, id: string): Reject {
  return {
    line,
    id,
    code: 'id_conflict',
    path: 'id',
    message: 'id: is stored with other content. Send a changed event under a new id.',
  };
}

/** Waits for all, so that nothing is under way when the first failure is told. */
async function allSettled(jobs: readonly Promise<Decided>[]): Promise<Decided[]> {
  await Promise.allSettled(jobs);
  return Promise.all(jobs);
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
