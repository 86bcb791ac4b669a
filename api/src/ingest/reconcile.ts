import { setTimeout as sleep } from 'node:timers/promises';
import { dayText } from '../lib/zone.ts';
import { NativeBlock } from '../stores/clickhouse/native.ts';
import type { EventLog } from './event-log.ts';
import type { Journal } from './journal.ts';
import { type RowSlice, type Task, taskOf } from './records.ts';

const QUIET_POLL_MS = 50;
const BATCH_BYTES = 32 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** Says which rows a later record removed, so that they are not taken for lost. */
class Removals {
  readonly #ids = new Map<bigint, { seq: number; days: readonly string[] | null }[]>();
  readonly #origins = new Map<string, number>();

  add({ seq, removals, purges }: Task): void {
    if (purges !== null) this.#origins.set(purges, seq);
    for (const { idHash, days } of removals) {
      this.#ids.set(idHash, [...(this.#ids.get(idHash) ?? []), { seq, days }]);
    }
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0 && this.#origins.size === 0;
  }

  covers(seq: number, block: NativeBlock, row: number): boolean {
    if (this.#origins.size > 0 && (this.#origins.get(block.word('origin', row)) ?? 0) > seq) return true;
    const removals = this.#ids.get(block.number('id_hash', row));
    if (removals === undefined) return false;
    const day = dayText(Number(block.number('day', row)));
    return removals.some((removal) => removal.seq > seq && (removal.days?.includes(day) ?? true));
  }
}

/** Waits until no insert of an earlier attempt is under way, so that what it stores is seen. */
async function untilQuiet(log: EventLog): Promise<void> {
  while (await log.isInserting()) await sleep(QUIET_POLL_MS);
}

/**
 * Carries out tasks of which it is not known how far they got: inserts the rows that are missing, by sequence and row
 * number, and repeats people and removals, which may be repeated.
 */
export async function completeTasks(log: EventLog, tasks: readonly Task[]): Promise<void> {
  await untilQuiet(log);
  const removals = new Removals();
  for (const task of tasks) removals.add(task);
  const [first, last] = [tasks[0]?.seq ?? 0, tasks.at(-1)?.seq ?? 0];
  const stored = await log.countRows(first, last);
  const missing: Pick<Task, 'people' | 'slices'>[] = [];
  for (const task of tasks) {
    const slices = (stored.get(task.seq) ?? 0) === task.rows ? [] : await missingSlices(log, task, removals);
    missing.push({ people: task.people, slices });
  }
  await log.insert(missing);
  await log.remove(tasks);
}

async function missingSlices(log: EventLog, task: Task, removals: Removals): Promise<readonly RowSlice[]> {
  const present = await log.rowsOf(task.seq);
  if (present.size === 0 && removals.isEmpty) return task.slices;
  return task.slices.map((slice) => {
    const block = new NativeBlock(slice.block);
    const rows = Array.from({ length: block.rows }, (_, row) => row).filter(
      (row) => !present.has(slice.firstRow + row) && !removals.covers(task.seq, block, row),
    );
    return { ...slice, rows: rows.length, block: block.select(rows) };
  });
}

export interface Reconciled {
  records: number;
  /** Rows that were missing and are stored now. */
  inserted: number;
}

/**
 * Compares everything the journal holds up to `to` with the event log and inserts what is missing. Removals after
 * `written`, the newest record known to be carried out, are carried out again.
 */
export async function reconcile(
  { log, journal }: { log: EventLog; journal: Journal },
  { written, to }: { written: number; to: number },
): Promise<Reconciled> {
  await untilQuiet(log);
  const removals = new Removals();
  const expected = new Map<number, number>();
  for await (const record of journal.read(0)) {
    if (record.seq > to) break;
    const task = taskOf(record);
    removals.add(task);
    expected.set(task.seq, task.rows);
  }
  const result: Reconciled = { records: expected.size, inserted: 0 };
  if (expected.size === 0) return result;
  const stored = await log.countRows(journal.firstHeld, to);
  const suspects = [...expected].filter(([seq, rows]) => (stored.get(seq) ?? 0) !== rows).map(([seq]) => seq);
  const suspect = new Set(suspects);
  const from = Math.min(written + 1, suspects[0] ?? Number.POSITIVE_INFINITY);
  let batch: { task: Task; slices: readonly RowSlice[] }[] = [];
  let bytes = 0;
  const carryOut = async () => {
    await log.insert(batch.map(({ task, slices }) => ({ people: task.seq > written ? task.people : NOTHING, slices })));
    await log.remove(batch.map(({ task }) => task).filter(({ seq }) => seq > written));
    batch = [];
    bytes = 0;
  };
  for await (const record of journal.read(from - 1)) {
    if (record.seq > to) break;
    const task = taskOf(record);
    const slices = suspect.has(task.seq) ? await missingSlices(log, task, removals) : [];
    result.inserted += slices.reduce((sum, { rows }) => sum + rows, 0);
    if (bytes + task.bytes > BATCH_BYTES) await carryOut();
    batch.push({ task, slices });
    bytes += task.bytes;
  }
  await carryOut();
  return result;
}
