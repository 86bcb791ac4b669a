import type { Rows } from './person.ts';

/** Rows of events together with whose they are and what they belong to. */
export interface EntityRows extends Rows {
  length: number;
  /** Number of the person, or of the order. */
  entity: Uint32Array;
  /** Bit of the device. */
  device: Uint8Array;
  /** Places in the lists of brands and campaigns. */
  brand: Uint16Array;
  campaign: Uint16Array;
}

/** The rows, put in order of entity, day and moment; those of the same moment keep theirs. */
export function inOrder(rows: EntityRows): EntityRows {
  const order = sortedOrder(rows);
  return {
    length: rows.length,
    entity: permuted(rows.entity, order, new Uint32Array(rows.length)),
    day: permuted(rows.day, order, new Uint16Array(rows.length)),
    moment: permuted(rows.moment, order, new Uint32Array(rows.length)),
    row: permuted(rows.row, order, new Uint8Array(rows.length)),
    device: permuted(rows.device, order, new Uint8Array(rows.length)),
    brand: permuted(rows.brand, order, new Uint16Array(rows.length)),
    campaign: permuted(rows.campaign, order, new Uint16Array(rows.length)),
    value: permuted(rows.value, order, new Float64Array(rows.length)),
    currency: permuted(rows.currency, order, new Uint16Array(rows.length)),
    viewable: permuted(rows.viewable, order, new Uint8Array(rows.length)),
  };
}

/** Row numbers by place: those of place n stand in `order` from `starts[n]` to `starts[n + 1]`, otherwise as they were. */
export interface Groups {
  starts: Int32Array;
  order: Int32Array;
}

/** Groups rows by the code of each; codes below `least` do not occur. */
export function grouped(codes: Uint32Array | Uint16Array, length: number, least = 0): Groups {
  let most = least;
  for (let row = 0; row < length; row += 1) most = Math.max(most, codes[row] as number);
  const starts = new Int32Array(most - least + 2);
  for (let row = 0; row < length; row += 1) {
    const slot = (codes[row] as number) - least + 1;
    starts[slot] = (starts[slot] as number) + 1;
  }
  for (let slot = 1; slot < starts.length; slot += 1) {
    starts[slot] = (starts[slot] as number) + (starts[slot - 1] as number);
  }
  const next = starts.slice();
  const order = new Int32Array(length);
  for (let row = 0; row < length; row += 1) {
    const slot = (codes[row] as number) - least;
    const at = next[slot] as number;
    order[at] = row;
    next[slot] = at + 1;
  }
  return { starts, order };
}

/** All rows as one group. */
export function ungrouped(length: number): Groups {
  return { starts: Int32Array.of(0, length), order: Int32Array.from({ length }, (_, row) => row) };
}

function sortedOrder(rows: EntityRows): Int32Array {
  let least = 0xffff_ffff;
  for (let row = 0; row < rows.length; row += 1) least = Math.min(least, rows.entity[row] as number);
  if (rows.length === 0) return new Int32Array(0);
  const { starts, order } = grouped(rows.entity, rows.length, least);
  for (let entity = 0; entity + 1 < starts.length; entity += 1) {
    sort(rows, order, starts[entity] as number, starts[entity + 1] as number);
  }
  return order;
}

/** More rows than this are left to the library's sort. */
const INSERTED = 24;

/** Sorts the row numbers from `start` to before `end` by day and moment. */
function sort(rows: Rows, order: Int32Array, start: number, end: number): void {
  if (end - start > INSERTED) {
    order.subarray(start, end).sort((one, other) => compare(rows, one, other));
    return;
  }
  for (let at = start + 1; at < end; at += 1) {
    const row = order[at] as number;
    let to = at;
    for (; to > start && compare(rows, order[to - 1] as number, row) > 0; to -= 1) order[to] = order[to - 1] as number;
    order[to] = row;
  }
}

function compare(rows: Rows, one: number, other: number): number {
  return (
    (rows.day[one] as number) - (rows.day[other] as number) ||
    (rows.moment[one] as number) - (rows.moment[other] as number)
  );
}

function permuted<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  from: Column,
  order: Int32Array,
  to: Column,
): Column {
  for (let row = 0; row < order.length; row += 1) to[row] = from[order[row] as number] as number;
  return to;
}
