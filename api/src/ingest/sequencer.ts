import { dayText } from '../lib/zone.ts';
import { Accepted, type EventKey } from './accepted.ts';
import type { Buried } from './buried.ts';
import { type EventBatch, eventBlock, type Selection } from './event-batch.ts';
import type { EventLog } from './event-log.ts';
import { whole } from './halves.ts';
import type { Journal } from './journal.ts';
import type { JournalRecord, RecordType } from './journal-format.ts';
import type { KnownIds } from './known-ids.ts';
import { fateOf, type FoundEvents, lookUp } from './look-up.ts';
import { type PendingEvent, PendingEvents } from './pending.ts';
import { type NumberedPeople, type People, peopleBlock } from './people.ts';
import type { AcceptedPurchase, PurchaseWatch } from './port.ts';
import { purchasesOf } from './purchases.ts';
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

/** An event whose id is stored with other content. */
export interface Conflict {
  line: number;
  idHash: bigint;
}

/** What became of a batch's events, in numbers, with those refused. */
export interface Decided {
  accepted: number;
  duplicate: number;
  replaced: number;
  conflicts: Conflict[];
}

interface BatchJob {
  events: EventBatch;
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
  /** Events that wait to be written since. */
  events: Accepted;
  /** Those that waited under the same id and day before. */
  before: (EventKey & PendingEvent)[];
  people: NumberedPeople;
  buried: bigint[];
  /** What the watch is to be told. */
  purchases: readonly AcceptedPurchase[];
}

export interface SequencerOptions {
  journal: Journal;
  eventLog: EventLog;
  /** What may be stored; grows with every record. */
  known: KnownIds;
  people: People;
  buried: Buried;
  /** Told before a record becomes durable which days it changes; null is any day. */
  touch: (sequence: number, days: ReadonlySet<string> | null) => void;
  /** Takes a durable record; called in order of sequence. */
  enqueue: (task: Task) => void;
  watch: PurchaseWatch | undefined;
}

/**
 * Decides one after the other which events are new, gives them their place in the journal, and answers once that is
 * durable. Batches that wait are decided together.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #jobs: (BatchJob | ExclusiveJob)[] = [];
  /** Events in the journal that the engine may not show yet. */
  readonly #pending = new PendingEvents();
  #changes: Change[] = [];
  /** People numbered by a record that failed; the next one names them. */
  #unannounced: NumberedPeople = [];
  #running = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
    options.journal.onFailure((fromSeq) => this.#undo(fromSeq));
  }

  /** Content of what is held under the id and day of an event of the batch, as far as it is known now. */
  async look(events: EventBatch): Promise<(key: EventKey) => number | undefined> {
    const found = await this.#lookUp([events]);
    return (key) => {
      const entry = this.#pending.find(key.low, key.high, key.day);
      if (entry >= 0) return this.#pending.contentHash(entry);
      return found.get(key, this.#options.journal.lastDurable)?.contentHash;
    };
  }

  /** Whether events of this id were removed for good. */
  isBuried(low: number, high: number): boolean {
    return this.#options.buried.has(low, high);
  }

  /** The hashes, as text, of those removals that meet an event. */
  async findStored(removals: readonly Removal[]): Promise<Set<string>> {
    const stored = await this.#options.eventLog.findRemoved(removals);
    for (const idHash of this.#pendingOf(removals)) stored.add(idHash);
    return stored;
  }

  /** Decides about the events; resolves once all that the answer rests on is durable. */
  submit(events: EventBatch, replace: boolean): Promise<Decided> {
    return new Promise((resolve, reject) => this.#add({ events, replace, resolve, reject }));
  }

  /** Journals the removal of ids, which stay refused; resolves with how many of them were stored. */
  retract(removals: readonly Removal[]): Promise<number> {
    return this.#exclusively(async () => {
      const fresh = removals.filter(({ idHash }) => !this.#options.buried.holds(idHash));
      if (fresh.length === 0) return { answer: 0, durable: this.#settled() };
      const stored = await this.findStored(fresh);
      const { journal, buried } = this.#options;
      const change = this.#change(journal.lastAppended + 1);
      change.buried = buried.add(fresh.map(({ idHash }) => idHash));
      const days = fresh.every((removal) => removal.days !== null)
        ? fresh.flatMap((removal) => removal.days ?? [])
        : null;
      this.#options.touch(change.seq, days && new Set(days));
      return { answer: stored.size, durable: this.#append('retraction', () => encodeRetraction(fresh), change) };
    });
  }

  /** Journals the removal of an origin's events; `drained` must resolve once nothing of it waits to be written. */
  async purge(origin: string, drained: () => Promise<void>): Promise<void> {
    await this.#exclusively(async () => {
      await this.#settled();
      await drained();
      const change = this.#change(this.#options.journal.lastAppended + 1);
      const days = await this.#options.eventLog.daysOf(origin);
      if (days.size === 0) return { answer: undefined, durable: this.#settled() };
      this.#options.touch(change.seq, days);
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
      events.forEach((low, high, day) => {
        const entry = this.#pending.find(low, high, day);
        if (entry >= 0 && this.#pending.seq(entry) === seq) this.#pending.delete(entry);
      });
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
      if ('run' in job || (group.length > 0 && events + job.events.size > GROUP_EVENTS)) break;
      group.push(job);
      events += job.events.size;
    }
    this.#jobs.splice(0, group.length);
    return group;
  }

  async #decideGroup(group: readonly BatchJob[]): Promise<void> {
    const found = await this.#lookUp(group.map(({ events }) => events));
    const { decided, durable } = this.#commit(group, found);
    durable.then(
      () => group.forEach(({ resolve }, index) => resolve(decided[index] as Decided)),
      (error: unknown) => group.forEach(({ reject }) => reject(error)),
    );
  }

  #lookUp(batches: readonly EventBatch[]): Promise<FoundEvents> {
    const { eventLog, known } = this.#options;
    return lookUp(batches, { eventLog, known, pending: this.#pending });
  }

  #commit(group: readonly BatchJob[], found: FoundEvents): { decided: Decided[]; durable: Promise<void> } {
    const seq = this.#options.journal.lastAppended + 1;
    const change = this.#change(
      seq,
      group.map(({ events }) => events),
    );
    const removals: Removal[] = [];
    const decided = group.map((job, batch) => this.#decide(job, batch, { found, change, removals }));
    if (change.events.size === 0) return { decided, durable: this.#settled() };
    this.#options.touch(seq, change.events.days());
    return { decided, durable: this.#append('events', () => this.#encode(removals, change), change) };
  }

  #decide(
    { events, replace }: BatchJob,
    batch: number,
    { found, change, removals }: { found: FoundEvents; change: Change; removals: Removal[] },
  ): Decided {
    const { buried, journal } = this.#options;
    const pending = this.#pending;
    const { seq, events: accepted } = change;
    const { day: dayOf, id_hash: idOf, content_hash: contentOf } = events.numbers;
    const { origin: originOf } = events.wordNumbers;
    const result: Decided = { accepted: 0, duplicate: 0, replaced: 0, conflicts: [] };
    for (let row = 0; row < events.size; row += 1) {
      const key = { low: idOf[row * 2] as number, high: idOf[row * 2 + 1] as number, day: dayOf[row] as number };
      const contentHash = contentOf[row] as number;
      const slot = pending.slotFor(key);
      const entry = pending.isFree(slot) ? -1 : slot;
      const stored = entry < 0 ? found.get(key, journal.lastDurable) : undefined;
      const held = entry < 0 ? stored?.contentHash : pending.contentHash(entry);
      const fate = fateOf(contentHash, { held, isBuried: buried.has(key.low, key.high), replaces: replace });
      if (fate === 'duplicate') {
        result.duplicate += 1;
        continue;
      }
      if (fate === 'conflict') {
        result.conflicts.push({ line: events.lines[row] as number, idHash: whole(key.low, key.high) });
        continue;
      }
      result[fate] += 1;
      let origin = events.words.text(originOf[row] as number);
      if (fate === 'replaced') {
        // It stays with whoever brought it first: taking back the import that only changed it must not remove it.
        origin = stored?.origin ?? pending.origin(entry);
        originOf[row] = events.words.numberOf(origin);
      }
      let place: number;
      if (entry >= 0 && pending.seq(entry) === seq) {
        // One of this very record is not stored yet: the newer one simply takes its place.
        place = pending.place(entry);
        accepted.replace(place, batch, row);
      } else {
        if (fate === 'replaced') removals.push({ idHash: whole(key.low, key.high), days: [dayText(key.day)] });
        if (entry >= 0) change.before.push({ ...key, ...pending.at(entry) });
        place = accepted.add(batch, row, key);
      }
      pending.put(slot, key, { contentHash, seq, place, origin });
      this.#options.known.add(key);
    }
    return result;
  }

  #encode(removals: readonly Removal[], change: Change): Buffer {
    change.people = this.#unannounced;
    this.#unannounced = [];
    const slices: RowSlice[] = [];
    let firstRow = 0;
    for (const [partition, selections] of change.events.byPartition()) {
      const uids = this.#numberPeople(selections, change);
      const block = eventBlock(selections, { seq: change.seq, firstRow, uids });
      slices.push({ partition, firstRow, rows: uids.length, block });
      firstRow += uids.length;
    }
    const { watch } = this.#options;
    if (watch) change.purchases = purchasesOf(change.events, watch);
    change.events.release();
    const people = change.people.length === 0 ? Buffer.alloc(0) : peopleBlock(change.people);
    return encodeEvents({ people, slices, removals });
  }

  /** The numbers of the people of the events; those met for the first time are entered in the change. */
  #numberPeople(selections: readonly Selection[], change: Change): Uint32Array {
    const { people } = this.#options;
    const uids = new Uint32Array(selections.reduce((sum, { rows }) => sum + rows.length, 0));
    let at = 0;
    for (const { batch, rows } of selections) {
      const keys = batch.numbers.user_key;
      for (const row of rows) {
        const [low, high] = [keys[row * 2] as number, keys[row * 2 + 1] as number];
        const met = people.size;
        const uid = people.assign(low, high);
        if (people.size > met) change.people.push(low, high, uid);
        uids[at++] = uid;
      }
    }
    return uids;
  }

  #append(type: RecordType, make: () => Buffer, change: Change): Promise<void> {
    this.#changes.push(change);
    const { seq, body, durable } = this.#options.journal.append(type, make());
    return durable.then(() => this.#carryOn({ seq, type, body }, change));
  }

  /** Hands a durable record on. */
  #carryOn(record: JournalRecord, change: Change): void {
    this.#options.enqueue(taskOf(record));
    if (change.purchases.length > 0) this.#options.watch?.durable(record.seq, change.purchases);
    change.purchases = [];
  }

  /** Resolves once everything appended so far is durable: a duplicate of an event is not told before the event is safe. */
  #settled(): Promise<void> {
    return this.#options.journal.settled();
  }

  #change(seq: number, batches: readonly EventBatch[] = []): Change {
    return { seq, events: new Accepted(batches), before: [], people: [], buried: [], purchases: [] };
  }

  #pendingOf(removals: readonly Removal[]): string[] {
    const wanted = new Map(removals.map(({ idHash, days }) => [idHash, days]));
    const found: string[] = [];
    for (const { low, high, day } of this.#pending) {
      const idHash = whole(low, high);
      if (wanted.has(idHash) && (wanted.get(idHash)?.includes(dayText(day)) ?? true)) found.push(idHash.toString());
    }
    return found;
  }

  #undo(fromSeq: number): void {
    const failed = this.#changes.filter(({ seq }) => seq >= fromSeq);
    this.#changes = this.#changes.filter(({ seq }) => seq < fromSeq);
    for (const { events, before, people, buried } of failed.toReversed()) {
      events.forEach((low, high, day) => {
        const entry = this.#pending.find(low, high, day);
        if (entry >= 0) this.#pending.delete(entry);
      });
      for (const earlier of before) this.#pending.set(earlier, earlier);
      this.#unannounced = [...people, ...this.#unannounced];
      this.#options.buried.remove(buried);
    }
  }
}
