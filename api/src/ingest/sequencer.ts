import type { Reject } from '@syncline/shared/events';
import type { Buried } from './buried.ts';
import type { EventLog } from './event-log.ts';
import type { Journal } from './journal.ts';
import type { People } from './people.ts';
import { type PreparedEvent, rowLines } from './prepare.ts';
import type { RecordType } from './journal-format.ts';
import {
  encodeEvents,
  encodePurge,
  encodeRetraction,
  type Removal,
  type RowSlice,
  type Task,
  taskOf,
} from './records.ts';

const GROUP_EVENTS = 20_000;

/** What became of a batch's events, in numbers, with those refused because their id is stored with other content. */
export interface Decided {
  accepted: number;
  duplicate: number;
  replaced: number;
  conflicts: Reject[];
}

interface BatchJob {
  events: readonly PreparedEvent[];
  replace: boolean;
  resolve: (decided: Decided) => void;
  reject: (error: unknown) => void;
}

interface ExclusiveJob {
  run(): Promise<void>;
}

/** What a record changed in memory, to be undone should it not become durable. */
interface Change {
  seq: number;
  /** Events that wait to be written since, by key. */
  events: ReadonlyMap<string, PreparedEvent>;
  /** Those that waited under the same key before. */
  before: Map<string, PreparedEvent>;
  people: [userKey: bigint, uid: number][];
  buried: bigint[];
}

export interface SequencerOptions {
  journal: Journal;
  eventLog: EventLog;
  /** Days on which an event is or was stored; grows with every record. */
  days: Set<string>;
  people: People;
  buried: Buried;
  /** Takes a durable record; called in order of sequence. */
  enqueue: (task: Task) => void;
}

/**
 * Decides one after the other which events are new, gives them their place in the journal, and answers once that is
 * durable. Batches that wait are decided together.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #jobs: (BatchJob | ExclusiveJob)[] = [];
  /** Events in the journal that the engine may not show yet. */
  readonly #pending = new Map<string, PreparedEvent>();
  #changes: Change[] = [];
  /** People numbered by a record that failed; the next one names them. */
  #unannounced: [userKey: bigint, uid: number][] = [];
  #running = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
    options.journal.onFailure((fromSeq) => this.#undo(fromSeq));
  }

  /** Decides about the events; resolves once all that the answer rests on is durable. */
  submit(events: readonly PreparedEvent[], replace: boolean): Promise<Decided> {
    return new Promise((resolve, reject) => this.#add({ events, replace, resolve, reject }));
  }

  /** Journals the removal of ids, which stay refused; resolves with how many of them were stored. */
  retract(removals: readonly Removal[]): Promise<number> {
    return this.#exclusively(async () => {
      const fresh = removals.filter(({ idHash }) => !this.#options.buried.has(idHash));
      if (fresh.length === 0) return { answer: 0, durable: this.#settled() };
      const stored = await this.#options.eventLog.findRemoved(fresh);
      for (const idHash of this.#pendingOf(fresh)) stored.add(idHash);
      const { journal, buried } = this.#options;
      const change = this.#change(journal.lastAppended + 1);
      change.buried = buried.add(fresh.map(({ idHash }) => idHash));
      return { answer: stored.size, durable: this.#append('retraction', () => encodeRetraction(fresh), change) };
    });
  }

  /** Journals the removal of an origin's events; `drained` must resolve once nothing of it waits to be written. */
  async purge(origin: string, drained: () => Promise<void>): Promise<void> {
    await this.#exclusively(async () => {
      await this.#settled();
      await drained();
      const change = this.#change(this.#options.journal.lastAppended + 1);
      const durable = this.#append('purge', () => encodePurge(origin), change);
      await durable;
      await drained();
      return { answer: undefined, durable };
    });
  }

  /** Forgets events that queries can see by now. */
  forget(tasks: readonly Task[]): void {
    const last = tasks.at(-1)?.seq ?? 0;
    const done = this.#changes.filter(({ seq }) => seq <= last);
    this.#changes = this.#changes.filter(({ seq }) => seq > last);
    for (const { seq, events } of done) {
      for (const key of events.keys()) if (this.#pending.get(key)?.seq === seq) this.#pending.delete(key);
    }
  }

  #add(job: BatchJob | ExclusiveJob): void {
    this.#jobs.push(job);
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  #exclusively<Answer>(work: () => Promise<{ answer: Answer; durable: Promise<void> }>): Promise<Answer> {
    return new Promise((resolve, reject) =>
      this.#add({
        async run() {
          try {
            const { answer, durable } = await work();
            durable.then(() => resolve(answer), reject);
          } catch (error) {
            reject(error);
          }
        },
      }),
    );
  }

  async #run(): Promise<void> {
    // Requests that arrive in the same turn are decided together.
    await Promise.resolve();
    for (let first = this.#jobs[0]; first; first = this.#jobs[0]) {
      if ('run' in first) {
        this.#jobs.shift();
        await first.run();
      } else {
        const group = this.#takeGroup();
        await this.#decideGroup(group).catch((error: unknown) => {
          for (const { reject } of group) reject(error);
        });
      }
    }
    this.#running = false;
  }

  #takeGroup(): BatchJob[] {
    const group: BatchJob[] = [];
    let events = 0;
    for (const job of this.#jobs) {
      if ('run' in job || (group.length > 0 && events + job.events.length > GROUP_EVENTS)) break;
      group.push(job);
      events += job.events.length;
    }
    this.#jobs.splice(0, group.length);
    return group;
  }

  async #decideGroup(group: readonly BatchJob[]): Promise<void> {
    const known = await this.#findKnown(group);
    const { decided, durable } = this.#commit(group, known);
    durable.then(
      () => group.forEach(({ resolve }, index) => resolve(decided[index] as Decided)),
      (error: unknown) => group.forEach(({ reject }) => reject(error)),
    );
  }

  /**
   * Content hashes of those events that are known. What waits to be written is looked up before the engine is asked: an
   * event leaves `pending` only once the engine shows it, so it cannot slip between the two. A day that never held an event
   * needs no look-up.
   */
  async #findKnown(group: readonly BatchJob[]): Promise<Map<string, number>> {
    const known = new Map<string, number>();
    const days = new Set<string>();
    const ids = new Set<bigint>();
    for (const { events } of group) {
      for (const { key, day, idHash } of events) {
        const pending = this.#pending.get(key);
        if (pending) {
          known.set(key, pending.contentHash);
        } else if (this.#options.days.has(day)) {
          days.add(day);
          ids.add(idHash);
        }
      }
    }
    if (ids.size === 0) return known;
    for (const { day, idHash, contentHash } of await this.#options.eventLog.find([...days], [...ids])) {
      known.set(`${day}/${idHash}`, contentHash);
    }
    return known;
  }

  #commit(
    group: readonly BatchJob[],
    known: ReadonlyMap<string, number>,
  ): { decided: Decided[]; durable: Promise<void> } {
    const { journal, buried } = this.#options;
    const seq = journal.lastAppended + 1;
    const accepted = new Map<string, PreparedEvent>();
    const change = this.#change(seq, accepted);
    const removals: Removal[] = [];
    const decided = group.map(({ events, replace }) => {
      const result: Decided = { accepted: 0, duplicate: 0, replaced: 0, conflicts: [] };
      for (const event of events) {
        const { key, idHash, day, contentHash } = event;
        const before = this.#pending.get(key);
        const stored = before?.contentHash ?? known.get(key);
        if (buried.has(idHash) || stored === contentHash) {
          result.duplicate += 1;
          continue;
        }
        if (stored !== undefined && !replace) {
          result.conflicts.push(conflict(event));
          continue;
        }
        if (stored === undefined) result.accepted += 1;
        else result.replaced += 1;
        // One of this very record is not stored yet: the newer one simply takes its place.
        if (before?.seq !== seq) {
          if (stored !== undefined) removals.push({ idHash, days: [day] });
          if (before) change.before.set(key, before);
        }
        event.seq = seq;
        this.#pending.set(key, event);
        accepted.set(key, event);
        this.#options.days.add(event.day);
      }
      return result;
    });
    if (accepted.size === 0) return { decided, durable: this.#settled() };
    const events = [...accepted.values()];
    return { decided, durable: this.#append('events', () => this.#encode(events, removals, change), change) };
  }

  #encode(events: readonly PreparedEvent[], removals: readonly Removal[], change: Change): Buffer {
    change.people.push(...this.#unannounced);
    this.#unannounced = [];
    const slices: RowSlice[] = [];
    let firstRow = 0;
    const uidOf = ({ userKey }: PreparedEvent) => {
      const { uid, isNew } = this.#options.people.assign(userKey);
      if (isNew) change.people.push([userKey, uid]);
      return uid;
    };
    for (const [partition, members] of byPartition(events)) {
      const lines = rowLines(members, uidOf, change.seq, firstRow);
      slices.push({ partition, firstRow, rows: members.length, lines });
      firstRow += members.length;
    }
    const people = Buffer.from(change.people.map(([userKey, uid]) => `["${userKey}",${uid}]\n`).join(''));
    return encodeEvents({ people, slices, removals });
  }

  #append(type: RecordType, make: () => Buffer, change: Change): Promise<void> {
    this.#changes.push(change);
    const { seq, body, durable } = this.#options.journal.append(type, make());
    return durable.then(() => this.#options.enqueue(taskOf({ seq, type, body })));
  }

  /** Resolves once everything appended so far is durable: a duplicate of an event is not told before the event is safe. */
  #settled(): Promise<void> {
    return this.#options.journal.settled();
  }

  #change(seq: number, events: ReadonlyMap<string, PreparedEvent> = new Map()): Change {
    return { seq, events, before: new Map(), people: [], buried: [] };
  }

  #pendingOf(removals: readonly Removal[]): string[] {
    const wanted = new Map(removals.map(({ idHash, days }) => [idHash, days]));
    return [...this.#pending.values()]
      .filter(({ idHash, day }) => wanted.has(idHash) && (wanted.get(idHash)?.includes(day) ?? true))
      .map(({ idHash }) => idHash.toString());
  }

  #undo(fromSeq: number): void {
    const failed = this.#changes.filter(({ seq }) => seq >= fromSeq);
    this.#changes = this.#changes.filter(({ seq }) => seq < fromSeq);
    for (const { events, before, people, buried } of failed.toReversed()) {
      for (const key of events.keys()) {
        const earlier = before.get(key);
        if (earlier) this.#pending.set(key, earlier);
        else this.#pending.delete(key);
      }
      this.#unannounced.unshift(...people);
      this.#options.buried.remove(buried);
    }
  }
}

function byPartition(events: readonly PreparedEvent[]): Map<number, PreparedEvent[]> {
  const partitions = new Map<number, PreparedEvent[]>();
  for (const event of events) {
    const members = partitions.get(event.partition);
    if (members) members.push(event);
    else partitions.set(event.partition, [event]);
  }
  return partitions;
}

function conflict({ line, id }: PreparedEvent): Reject {
  return {
    line,
    id,
    code: 'id_conflict',
    path: 'id',
    message: 'id: is stored with other content. Send a changed event under a new id.',
  };
}
