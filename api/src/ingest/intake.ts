import { setImmediate as otherWork } from 'node:timers/promises';
import type { EventInput, Reject } from '@syncline/shared/events';
import { safePayload } from './dead-letter.ts';
import { meetCatalogue } from './discover.ts';
import { EventBatch } from './event-batch.ts';
import { originWord } from './origin.ts';
import type {
  BatchOutcome,
  CatalogueLookup,
  DeadLetterSink,
  EventLine,
  NewDeadLetter,
  StreamedBatch,
  UnreadableLine,
} from './port.ts';
import type { KeepRefused, Preparation } from './preparation.ts';
import type { Conflict, Decided } from './sequencer.ts';

const LINES_PER_TURN = 500;
const EVENTS_PER_JOB = 10_000;
/** Senders within Syncline, who know people by their keyed hashes. */
const KEYED_SOURCES: ReadonlySet<string> = new Set(['replay', 'orders']);

type Line = EventLine | UnreadableLine;

interface IntakeParts {
  preparation: Preparation;
  catalogue: CatalogueLookup;
  /** Says what becomes of events; resolves once it holds. */
  decide: (events: EventBatch, replaces: boolean) => Promise<Decided>;
  deadLetters: DeadLetterSink;
}

/** Takes batches through validation and the catalogue to the decision about their events, and keeps what is refused. */
export class Intake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** `count` hears of the lines as they are read. */
  async take(batch: StreamedBatch, count: (lines: number) => void): Promise<BatchOutcome> {
    const letters: NewDeadLetter[] = [];
    const keep: KeepRefused = (reject, safe) =>
      letters.push({ source: batch.source, importId: batch.importId ?? null, reject, ...safe });
    const jobs: Promise<Decided>[] = [];
    for await (const prepared of this.#prepared(batch, count, keep)) {
      if (prepared.size === 0) continue;
      const job = this.#parts.decide(prepared, batch.onConflict === 'replace');
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
  async *#prepared(
    batch: StreamedBatch,
    count: (lines: number) => void,
    keep: KeepRefused,
  ): AsyncGenerator<EventBatch> {
    const { preparation, catalogue } = this.#parts;
    const { origin } = batch;
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
      preparation.take(lines, { into: prepared, origin: originWord(batch), isKeyed, keep });
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
