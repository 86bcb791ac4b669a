import type { EventKey } from './accepted.ts';

const WORDS_PER_BLOCK = 8;
const BITS_PER_ID = 16;
const BITS_PER_BLOCK = 256;
const FIRST_IDS = 1 << 16;
/** Past so many ids (64 MiB) the filter begins anew, and the days it knew are looked up. */
const MOST_IDS = 1 << 25;
const TWO_32 = 2 ** 32;
/** Spreads an id that is used on several days. */
const DAY_FACTOR = 0x9e3779b1;

/**
 * Says of most new ids, without asking the engine, that they are not stored: a Bloom filter of what was stored since the
 * start, and the days of which it does not know everything. It never says so of an id that is stored.
 */
export class KnownIds {
  readonly #unknownDays: Set<number>;
  readonly #mostIds: number;
  #days = new Set<number>();
  #latestDay = -1;
  #filters: BlockFilter[] = [];
  #ids = 0;

  /** `storedDays`: numbers of the days on which events were stored before. */
  constructor(storedDays: Iterable<number>, mostIds = MOST_IDS) {
    this.#unknownDays = new Set(storedDays);
    this.#mostIds = mostIds;
  }

  mayHold(low: number, high: number, day: number): boolean {
    if (this.#unknownDays.size > 0 && this.#unknownDays.has(day)) return true;
    const spread = low ^ Math.imul(day, DAY_FACTOR);
    for (const filter of this.#filters) if (filter.mayHold(spread, high)) return true;
    return false;
  }

  add({ low, high, day }: EventKey): void {
    if (day !== this.#latestDay) {
      this.#latestDay = day;
      this.#days.add(day);
    }
    if (this.#unknownDays.has(day)) return;
    if (this.#ids === this.#mostIds) this.#beginAnew();
    let filter = this.#filters.at(-1);
    if (filter === undefined || filter.isFull) {
      filter = new BlockFilter(FIRST_IDS << Math.min(this.#filters.length * 2, 8));
      this.#filters.push(filter);
    }
    filter.add(low ^ Math.imul(day, DAY_FACTOR), high);
    this.#ids += 1;
  }

  #beginAnew(): void {
    for (const day of this.#days) this.#unknownDays.add(day);
    this.#days = new Set();
    this.#latestDay = -1;
    this.#filters = [];
    this.#ids = 0;
  }
}

const SALT = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);

/**
 * A split block Bloom filter, as Parquet defines it: a key sets one bit in each of the eight words of one block, which is a
 * cache line's half. https://parquet.apache.org/docs/file-format/bloomfilter/ At 16 bits a key it errs once in a thousand.
 */
class BlockFilter {
  readonly #capacity: number;
  readonly #blocks: number;
  readonly #words: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#blocks = (capacity * BITS_PER_ID) / BITS_PER_BLOCK;
    this.#words = new Int32Array(this.#blocks * WORDS_PER_BLOCK);
  }

  get isFull(): boolean {
    return this.#size === this.#capacity;
  }

  mayHold(low: number, high: number): boolean {
    const words = this.#words;
    const block = this.#block(high);
    for (let word = 0; word < WORDS_PER_BLOCK; word += 1) {
      const bit = Math.imul(low, SALT[word] as number) >>> 27;
      if (((words[block + word] as number) & (1 << bit)) === 0) return false;
    }
    return true;
  }

  add(low: number, high: number): void {
    const words = this.#words;
    const block = this.#block(high);
    for (let word = 0; word < WORDS_PER_BLOCK; word += 1) {
      const bit = Math.imul(low, SALT[word] as number) >>> 27;
      words[block + word] = (words[block + word] as number) | (1 << bit);
    }
    this.#size += 1;
  }

  /** Where the key's block begins. */
  #block(high: number): number {
    return Math.floor((high * this.#blocks) / TWO_32) * WORDS_PER_BLOCK;
  }
}
