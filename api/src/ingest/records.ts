import type { JournalRecord } from './journal-format.ts';

/** Rows of one partition, as a block of table `events`, numbered from `firstRow` on. */
export interface RowSlice {
  partition: number;
  firstRow: number;
  rows: number;
  block: Buffer;
}

/** Events to be removed: the id's hash, and the days it may be stored on (null: any). Only rows older than the record go. */
export interface Removal {
  idHash: bigint;
  days: readonly string[] | null;
}

/** A journal record as the writer carries it out. */
export interface Task {
  seq: number;
  rows: number;
  bytes: number;
  /** A block of table `people`; empty when the record names none. */
  people: Buffer;
  slices: readonly RowSlice[];
  removals: readonly Removal[];
  /** Whether the removed ids stay refused; not so where another event takes the place of the removed one. */
  buries: boolean;
  /** The origin whose events all go. */
  purges: string | null;
}

interface EventsMeta {
  people: number;
  slices: { partition: number; firstRow: number; rows: number; bytes: number }[];
  removals: [idHash: string, days: readonly string[] | null][];
}

interface EventsBody {
  people: Buffer;
  slices: readonly RowSlice[];
  removals: readonly Removal[];
}

/** Body of an `events` record: the length of the description, the description as JSON, then the blocks as they are. */
export function encodeEvents({ people, slices, removals }: EventsBody): Buffer {
  const meta: EventsMeta = {
    people: people.length,
    slices: slices.map(({ block, ...slice }) => ({ ...slice, bytes: block.length })),
    removals: removals.map(plainRemoval),
  };
  const description = Buffer.from(JSON.stringify(meta));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(description.length);
  return Buffer.concat([length, description, people, ...slices.map(({ block }) => block)]);
}

export function encodeRetraction(removals: readonly Removal[]): Buffer {
  return Buffer.from(JSON.stringify(removals.map(plainRemoval)));
}

export function encodePurge(origin: string): Buffer {
  return Buffer.from(JSON.stringify({ origin }));
}

/** What a record asks the writer to do. */
export function taskOf({ seq, type, body }: JournalRecord): Task {
  const task: Task = {
    seq,
    rows: 0,
    bytes: body.length,
    people: Buffer.alloc(0),
    slices: [],
    removals: [],
    buries: false,
    purges: null,
  };
  if (type === 'purge') return { ...task, purges: (JSON.parse(body.toString()) as { origin: string }).origin };
  if (type === 'retraction') {
    const removals = JSON.parse(body.toString()) as EventsMeta['removals'];
    return { ...task, removals: removals.map(fullRemoval), buries: true };
  }
  const from = 4 + body.readUInt32BE(0);
  const meta = JSON.parse(body.toString('utf8', 4, from)) as EventsMeta;
  let offset = from + meta.people;
  const slices = meta.slices.map(({ bytes, ...slice }) => {
    const block = body.subarray(offset, offset + bytes);
    offset += bytes;
    return { ...slice, block };
  });
  return {
    ...task,
    rows: slices.reduce((sum, { rows }) => sum + rows, 0),
    people: body.subarray(from, from + meta.people),
    slices,
    removals: meta.removals.map(fullRemoval),
  };
}

function plainRemoval({ idHash, days }: Removal): [string, readonly string[] | null] {
  return [idHash.toString(), days];
}

function fullRemoval([idHash, days]: [string, readonly string[] | null]): Removal {
  return { idHash: BigInt(idHash), days };
}
