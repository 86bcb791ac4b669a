import { z } from 'zod';
import { fixedColumn, NativeBlock, nativeBlock } from '../stores/clickhouse/native.ts';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import { highHalf, lowHalf } from './halves.ts';
import { KeyTable } from './key-table.ts';

const UIDS_PER_READ = 200_000;
const ENTRY_HEX_DIGITS = 24;

/** Keyed hash of a person → dense 32-bit `uid`, from 1 up, never given twice. */
export class People {
  readonly #uids = new KeyTable();
  #lastUid = 0;

  get size(): number {
    return this.#uids.size;
  }

  /** The person's number, given now if there was none; `size` has grown then. The key comes in two halves. */
  assign(low: number, high: number): number {
    const known = this.#uids.get(low, high);
    if (known !== 0) return known;
    this.#lastUid += 1;
    this.#uids.set(low, high, this.#lastUid);
    return this.#lastUid;
  }

  /** Takes in a pair that was assigned before; throws when the person already has another number. */
  restore(low: number, high: number, uid: number): void {
    const known = this.#uids.get(low, high);
    if (known !== 0 && known !== uid) {
      throw new Error(
        `The table of people and the journal disagree about person ${known}. Restore both from one backup.`,
      );
    }
    if (known === 0) this.#uids.set(low, high, uid);
    this.#lastUid = Math.max(this.#lastUid, uid);
  }
}

const lastUidSchema = z.object({ last: z.number() });
const packedSchema = z.object({ packed: z.string() });

/** Reads table `people` whole, packed as hexadecimal so that millions load in seconds. */
export async function loadPeople(reader: AnalyticsReader): Promise<People> {
  const people = new People();
  const [row] = await reader.query('SELECT max(uid) AS last FROM people', {}, lastUidSchema);
  const last = row?.last ?? 0;
  for (let from = 0; from < last; from += UIDS_PER_READ) {
    const pages = await reader.query(
      `SELECT arrayStringConcat(groupArray(concat(lpad(hex(user_key), 16, '0'), lpad(hex(uid), 8, '0')))) AS packed
       FROM people WHERE uid > {from:UInt32} AND uid <= {to:UInt32}`,
      { from, to: from + UIDS_PER_READ },
      packedSchema,
    );
    const bytes = Buffer.from(pages[0]?.packed ?? '', 'hex');
    for (let offset = 0; offset < bytes.length; offset += ENTRY_HEX_DIGITS / 2) {
      people.restore(bytes.readUInt32BE(offset + 4), bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 8));
    }
  }
  return people;
}

/** People who were given a number: of each both halves of the keyed hash, and the number, one behind the other. */
export type NumberedPeople = number[];

/** The people as a block of table `people`. */
export function peopleBlock(people: NumberedPeople): Buffer {
  const count = people.length / 3;
  const keys = new Uint32Array(count * 2);
  const uids = new Uint32Array(count);
  for (let person = 0; person < count; person += 1) {
    keys[person * 2] = people[person * 3] as number;
    keys[person * 2 + 1] = people[person * 3 + 1] as number;
    uids[person] = people[person * 3 + 2] as number;
  }
  return nativeBlock(count, [fixedColumn('user_key', 'UInt64', keys), fixedColumn('uid', 'UInt32', uids)]);
}

/** The people of a block of table `people`; nobody where there is none. */
export function* peopleOf(block: Buffer): Generator<{ low: number; high: number; uid: number }> {
  if (block.length === 0) return;
  const people = new NativeBlock(block);
  for (let row = 0; row < people.rows; row += 1) {
    const key = people.number('user_key', row);
    yield { low: lowHalf(key), high: highHalf(key), uid: Number(people.number('uid', row)) };
  }
}
