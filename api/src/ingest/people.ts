import { z } from 'zod';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import { KeyTable } from './key-table.ts';

const UIDS_PER_READ = 200_000;
const ENTRY_HEX_DIGITS = 24;

/** A person's dense number, and the row of table `people` when it was given just now. */
export interface Assignment {
  uid: number;
  isNew: boolean;
}

/** Keyed hash of a person → dense 32-bit `uid`, from 1 up, never given twice. */
export class People {
  readonly #uids = new KeyTable();
  #lastUid = 0;

  get size(): number {
    return this.#uids.size;
  }

  assign(userKey: bigint): Assignment {
    const known = this.#uids.get(userKey);
    if (known !== 0) return { uid: known, isNew: false };
    this.#lastUid += 1;
    this.#uids.set(userKey, this.#lastUid);
    return { uid: this.#lastUid, isNew: true };
  }

  /** Takes in a pair that was assigned before; throws when the person already has another number. */
  restore(userKey: bigint, uid: number): void {
    const known = this.#uids.get(userKey);
    if (known !== 0 && known !== uid) {
      throw new Error(
        `The table of people and the journal disagree about person ${known}. Restore both from one backup.`,
      );
    }
    if (known === 0) this.#uids.set(userKey, uid);
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
      people.restore(bytes.readBigUInt64BE(offset), bytes.readUInt32BE(offset + 8));
    }
  }
  return people;
}
