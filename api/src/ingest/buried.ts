import { highHalf, lowHalf } from './halves.ts';
import { Journal } from './journal.ts';
import type { JournalStorage } from './journal-storage.ts';
import { KeyTable } from './key-table.ts';

const HASH_BYTES = 8;
const BURIED = 1;

/**
 * Ids that were retracted and stay refused: all of them in memory, and a log of their own on disk, since the journal drops
 * what it has carried out.
 */
export class Buried {
  readonly #log: Journal;
  readonly #ids = new KeyTable();
  readonly #unkept: bigint[] = [];

  private constructor(log: Journal) {
    this.#log = log;
  }

  static async open(folder: string, storage: JournalStorage): Promise<Buried> {
    const log = await Journal.open({ folder, storage });
    const buried = new Buried(log);
    for await (const { body } of log.read(0)) {
      for (let offset = 0; offset < body.length; offset += HASH_BYTES) buried.add([body.readBigUInt64BE(offset)]);
    }
    return buried;
  }

  /** The hash of the id comes in two halves. */
  has(low: number, high: number): boolean {
    return this.#ids.size > 0 && this.#ids.get(low, high) === BURIED;
  }

  holds(idHash: bigint): boolean {
    return this.has(lowHalf(idHash), highHalf(idHash));
  }

  #set(idHash: bigint, value: number): void {
    this.#ids.set(lowHalf(idHash), highHalf(idHash), value);
  }

  /** Refuses the ids from now on; answers those that were not refused before. */
  add(idHashes: readonly bigint[]): bigint[] {
    const fresh = idHashes.filter((idHash) => !this.holds(idHash));
    for (const idHash of fresh) this.#set(idHash, BURIED);
    return fresh;
  }

  /** Takes in ids that the journal still holds; `keepAll` writes them to the log once they are carried out. */
  restore(idHashes: readonly bigint[]): void {
    this.#unkept.push(...this.add(idHashes));
  }

  async keepAll(): Promise<void> {
    await this.keep(this.#unkept.splice(0));
  }

  /** Takes back an `add` whose record could not be written. */
  remove(idHashes: readonly bigint[]): void {
    for (const idHash of idHashes) this.#set(idHash, 0);
  }

  /** Writes the ids to the log; resolves once they are durable. */
  async keep(idHashes: readonly bigint[]): Promise<void> {
    if (idHashes.length === 0) return;
    const body = Buffer.alloc(idHashes.length * HASH_BYTES);
    for (const [index, idHash] of idHashes.entries()) body.writeBigUInt64BE(idHash, index * HASH_BYTES);
    await this.#log.append('retraction', body).durable;
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
