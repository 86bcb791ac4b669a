import { z } from 'zod';
import { EVENT_COLUMN_NAMES } from '../stores/clickhouse/events-table.ts';
import type { AnalyticsWriter } from '../stores/clickhouse/port.ts';
import type { Removal, Task } from './records.ts';

const IDS_PER_STATEMENT = 20_000;
const REMOVALS_PER_STATEMENT = 5_000;
/** So many removed rows are kept for what was derived from them; of more it is made anew. */
const MOST_KEPT = 20_000;

const storedSchema = z.object({ on_day: z.string(), id: z.string(), content: z.number(), origin: z.string() });
const daySchema = z.object({ on_day: z.string() });
const countSchema = z.object({ seq: z.number(), rows: z.number() });
const numberSchema = z.object({ value: z.number() });
const idSchema = z.object({ id: z.string() });

/** What is derived from the log and has to follow when rows are removed. */
export interface Derived {
  /** Runs `work`, which removes rows, while nothing derived is being made; with `forget` all of it is given up first. */
  whileHeld(work: () => Promise<void>, options: { forget: boolean }): Promise<void>;
}

const NOTHING_DERIVED: Derived = { whileHeld: (work) => work() };

/** An event that the log holds: its day, the hash of its id, the hash of its content, and where it came from. */
export interface StoredEvent {
  day: string;
  idHash: string;
  contentHash: number;
  origin: string;
}

/** The tables `events` and `people` as ingest reads and writes them. */
export class EventLog {
  readonly #writer: AnalyticsWriter;
  readonly #derived: Derived;

  constructor(writer: AnalyticsWriter, derived: Derived = NOTHING_DERIVED) {
    this.#writer = writer;
    this.#derived = derived;
  }

  /** Every day on which an event is stored. */
  async days(): Promise<Set<string>> {
    const rows = await this.#writer.query('SELECT DISTINCT toString(day) AS on_day FROM events', {}, daySchema);
    return new Set(rows.map(({ on_day }) => on_day));
  }

  /** Every day on which an event of the origin is stored. */
  async daysOf(origin: string): Promise<Set<string>> {
    const rows = await this.#writer.query(
      'SELECT DISTINCT toString(day) AS on_day FROM events WHERE origin = {origin:String}',
      { origin },
      daySchema,
    );
    return new Set(rows.map(({ on_day }) => on_day));
  }

  /** Those of the ids that are stored on one of the days. It may name ids asked for with another day. */
  async find(days: readonly string[], idHashes: readonly bigint[]): Promise<StoredEvent[]> {
    const found: StoredEvent[] = [];
    for (const ids of chunks(idHashes, IDS_PER_STATEMENT)) {
      const rows = await this.#writer.query(
        `SELECT toString(day) AS on_day, toString(id_hash) AS id, content_hash AS content, origin
         FROM events WHERE day IN {days:Array(Date)} AND id_hash IN {ids:Array(UInt64)}`,
        { days, ids },
        storedSchema,
      );
      for (const { on_day, id, content, origin } of rows) {
        found.push({ day: on_day, idHash: id, contentHash: content, origin });
      }
    }
    return found;
  }

  /** The hashes of those removals that meet a stored event. */
  async findRemoved(removals: readonly Removal[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const group of chunks(removals, REMOVALS_PER_STATEMENT)) {
      const dated = group.filter(({ days }) => days !== null);
      const days = [...new Set(dated.flatMap((removal) => removal.days ?? []))];
      const wanted = new Map(dated.map((removal) => [removal.idHash.toString(), removal.days]));
      if (days.length > 0) {
        for (const { day, idHash } of await this.find(
          days,
          dated.map(({ idHash }) => idHash),
        )) {
          if (wanted.get(idHash)?.includes(day)) found.add(idHash);
        }
      }
      const ids = group.filter(({ days }) => days === null).map(({ idHash }) => idHash);
      if (ids.length === 0) continue;
      const rows = await this.#writer.query(
        'SELECT DISTINCT toString(id_hash) AS id FROM events WHERE id_hash IN {ids:Array(UInt64)}',
        { ids },
        idSchema,
      );
      for (const { id } of rows) found.add(id);
    }
    return found;
  }

  /** Inserts people first, then rows, one statement a partition, so that each is stored whole or not at all. */
  async insert(tasks: readonly Pick<Task, 'people' | 'slices'>[]): Promise<void> {
    const people = tasks.map((task) => task.people).filter(({ length }) => length > 0);
    if (people.length > 0) await this.#writer.insertBlocks('people', people);
    const partitions = new Map<number, Buffer[]>();
    for (const { partition, block, rows } of tasks.flatMap(({ slices }) => slices)) {
      if (rows === 0) continue;
      const held = partitions.get(partition);
      if (held) held.push(block);
      else partitions.set(partition, [block]);
    }
    for (const blocks of partitions.values()) await this.#writer.insertBlocks('events', blocks);
  }

  /** Removes what the tasks ask for, older rows only; does nothing where nothing is left to remove. */
  async remove(tasks: readonly Task[]): Promise<void> {
    const last = tasks.at(-1)?.seq ?? 0;
    for (const { seq, purges } of tasks) {
      if (purges !== null)
        await this.#delete(last, 'origin = {origin:String} AND seq < {seq:UInt64}', { origin: purges, seq });
    }
    const removals = tasks.flatMap(({ seq, removals }) => removals.map((removal) => ({ ...removal, seq })));
    const dated = removals.filter(({ days }) => days !== null);
    const undated = removals.filter(({ days }) => days === null);
    for (const group of chunks(dated, REMOVALS_PER_STATEMENT)) {
      const days = [...new Set(group.flatMap((removal) => removal.days ?? []))];
      await this.#delete(last, `day IN {days:Array(Date)} AND ${OLDER_THAN_ITS_REMOVAL}`, { days, ...bounds(group) });
    }
    for (const group of chunks(undated, REMOVALS_PER_STATEMENT)) {
      await this.#delete(last, OLDER_THAN_ITS_REMOVAL, bounds(group));
    }
  }

  /** What is removed by journal record `seq` is kept for a while, so that what was derived from it can be taken back. */
  async #delete(seq: number, condition: string, parameters: Readonly<Record<string, unknown>>): Promise<void> {
    const left = await this.#writer.query(
      `SELECT count() AS value FROM events WHERE ${condition}`,
      parameters,
      numberSchema,
    );
    const rows = left[0]?.value ?? 0;
    if (rows === 0) return;
    const forget = rows > MOST_KEPT;
    const remove = async () => {
      if (!forget) {
        const columns = EVENT_COLUMN_NAMES.join(', ');
        await this.#writer.command(
          `INSERT INTO removed_events (${columns}, removed_seq) SELECT ${columns}, {removed_seq:UInt64} FROM events WHERE ${condition}`,
          { ...parameters, removed_seq: seq },
        );
      }
      await this.#writer.command(`ALTER TABLE events DELETE WHERE ${condition}`, parameters);
    };
    await this.#derived.whileHeld(remove, { forget });
  }

  /** Rows stored by journal sequence, for sequences from `from` to `to`. */
  async countRows(from: number, to: number): Promise<Map<number, number>> {
    const rows = await this.#writer.query(
      'SELECT seq, count() AS rows FROM events WHERE seq >= {from:UInt64} AND seq <= {to:UInt64} GROUP BY seq',
      { from, to },
      countSchema,
    );
    return new Map(rows.map(({ seq, rows: count }) => [seq, count]));
  }

  /** The row numbers stored of one journal record. */
  async rowsOf(seq: number): Promise<Set<number>> {
    const rows = await this.#writer.query(
      'SELECT row AS value FROM events WHERE seq = {seq:UInt64}',
      { seq },
      numberSchema,
    );
    return new Set(rows.map(({ value }) => value));
  }

  /** The newest journal sequence stored above `from`; `from` when there is none. */
  async newestSequence(from: number): Promise<number> {
    const rows = await this.#writer.query(
      'SELECT max(seq) AS value FROM events WHERE seq > {from:UInt64}',
      { from },
      numberSchema,
    );
    return Math.max(from, rows[0]?.value ?? 0);
  }

  /** Whether an insert is still under way in the engine, such as one whose connection broke. */
  async isInserting(): Promise<boolean> {
    const rows = await this.#writer.query(
      "SELECT count() AS value FROM system.processes WHERE query_kind = 'Insert'",
      {},
      numberSchema,
    );
    return (rows[0]?.value ?? 0) > 0;
  }
}

/** Of several removals of one id the newest counts. */
const OLDER_THAN_ITS_REMOVAL =
  'id_hash IN {ids:Array(UInt64)} AND seq < transform(id_hash, {ids:Array(UInt64)}, {seqs:Array(UInt64)}, toUInt64(0))';

function bounds(removals: readonly (Removal & { seq: number })[]): { ids: bigint[]; seqs: number[] } {
  const newest = new Map<bigint, number>();
  for (const { idHash, seq } of removals) newest.set(idHash, Math.max(seq, newest.get(idHash) ?? 0));
  return { ids: [...newest.keys()], seqs: [...newest.values()] };
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
