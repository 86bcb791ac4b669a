import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { type AnalyticsStore, EngineUnavailableError } from '../stores/clickhouse/port.ts';
import type { Buried } from './buried.ts';
import type { Derived, EventLog } from './event-log.ts';
import { Intake } from './intake.ts';
import { type Journal, JournalWriteError } from './journal.ts';
import type { JournalStorage } from './journal-storage.ts';
import type { KnownIds } from './known-ids.ts';
import { importOrigin } from './origin.ts';
import type { People } from './people.ts';
import type {
  BatchOutcome,
  CatalogueLookup,
  DeadLetterSink,
  IngestStatus,
  Origin,
  PurchaseWatch,
  Retraction,
  StreamedBatch,
  StreamingIngest,
} from './port.ts';
import type { Preparation } from './preparation.ts';
import { reconcile } from './reconcile.ts';
import type { Task } from './records.ts';
import { Rehearsal } from './rehearsal.ts';
import { Sequencer } from './sequencer.ts';
import { Writer } from './writer.ts';

const MAX_LINES_IN_FLIGHT = 400_000;
const MAX_BACKLOG_BYTES = 256 * 1024 * 1024;
const CHECKPOINT_EVERY_MS = 1000;
/** Closed journal files kept although the engine has fsynced all they hold. */
const SPARE_SEGMENTS = 2;

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
  readonly #intake: Intake;
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
    this.#intake = new Intake({ ...parts, decide: (events, replaces) => this.#sequencer.submit(events, replaces) });
    analytics.onRestart(() => this.#reconcile());
  }

  async submit(batch: StreamedBatch): Promise<BatchOutcome> {
    this.#admit();
    let taken = 0;
    try {
      return await this.#intake.take(batch, (lines) => {
        taken += lines;
        this.#linesInFlight += lines;
      });
    } catch (error) {
      throw asApiError(error);
    } finally {
      this.#linesInFlight -= taken;
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

  rehearse(): Rehearsal {
    const { preparation, catalogue } = this.#parts;
    return new Rehearsal({ preparation, catalogue, sequencer: this.#sequencer, admit: () => this.#admit() });
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

  purge(origin: Exclude<Origin, ''>): Promise<void> {
    return this.#removeOrigin(origin);
  }

  takeBack(importId: string): Promise<void> {
    return this.#removeOrigin(importOrigin(importId));
  }

  async #removeOrigin(origin: string): Promise<void> {
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
