import { dayText } from '../lib/zone.ts';
import type { EventBatch, Selection } from './event-batch.ts';

/** What tells events apart: the hash of the id in two halves, and the number of the day. */
export interface EventKey {
  low: number;
  high: number;
  day: number;
}

/** The events of one record, by their rows in the batches that were decided together. */
export class Accepted {
  #size = 0;
  #batches: readonly EventBatch[];
  #from: Uint32Array;
  #rows: Uint32Array;
  readonly #ids: Uint32Array;
  readonly #days: Uint16Array;

  constructor(batches: readonly EventBatch[]) {
    const most = batches.reduce((sum, { size }) => sum + size, 0);
    this.#batches = batches;
    this.#from = new Uint32Array(most);
    this.#rows = new Uint32Array(most);
    this.#ids = new Uint32Array(most * 2);
    this.#days = new Uint16Array(most);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes in a row of the batch with the index given; answers its place in the record. */
  add(batch: number, row: number, { low, high, day }: EventKey): number {
    const place = this.#size;
    this.#size = place + 1;
    this.#ids[place * 2] = low;
    this.#ids[place * 2 + 1] = high;
    this.#days[place] = day;
    this.replace(place, batch, row);
    return place;
  }

  /** Puts another row of the same id and day in the place. */
  replace(place: number, batch: number, row: number): void {
    this.#from[place] = batch;
    this.#rows[place] = row;
  }

  forEach(visit: (low: number, high: number, day: number) => void): void {
    const [ids, days] = [this.#ids, this.#days];
    for (let place = 0; place < this.#size; place += 1) {
      visit(ids[place * 2] as number, ids[place * 2 + 1] as number, days[place] as number);
    }
  }

  /** Each event by its batch and its row there, in the order they were taken in; nothing once the batches are let go. */
  forEachRow(visit: (batch: EventBatch, row: number) => void): void {
    for (let place = 0; place < this.#rows.length && place < this.#size; place += 1) {
      visit(this.#batches[this.#from[place] as number] as EventBatch, this.#rows[place] as number);
    }
  }

  /** The days that events of the record fall on. */
  days(): Set<string> {
    return new Set([...new Set(this.#days.subarray(0, this.#size))].map(dayText));
  }

  /** The events by the Monday of their week, as days since 1970-01-01: the log is partitioned by weeks. */
  byPartition(): Map<number, Selection[]> {
    const partitions = new Map<number, Selection[]>();
    let latestDay = -1;
    let latest: Selection[] = [];
    for (let place = 0; place < this.#size; place += 1) {
      const day = this.#days[place] as number;
      if (day !== latestDay) {
        latestDay = day;
        latest = heldUnder(partitions, mondayOf(day));
      }
      const batch = this.#batches[this.#from[place] as number] as EventBatch;
      let selection = latest.at(-1);
      if (selection?.batch !== batch) {
        selection = { batch, rows: [], isRun: true };
        latest.push(selection);
      }
      const row = this.#rows[place] as number;
      const { rows } = selection;
      if (rows.length > 0 && row !== (rows.at(-1) as number) + 1) selection.isRun = false;
      rows.push(row);
    }
    return partitions;
  }

  /** Lets go of the batches, once the record is made; which events they were stays known. */
  release(): void {
    this.#batches = [];
    this.#from = new Uint32Array(0);
    this.#rows = new Uint32Array(0);
  }
}

function heldUnder(partitions: Map<number, Selection[]>, partition: number): Selection[] {
  const held = partitions.get(partition) ?? [];
  partitions.set(partition, held);
  return held;
}

/** 1970-01-01 was a Thursday. */
function mondayOf(day: number): number {
  return day - ((day + 3) % 7);
}
