import type { EventKey } from './accepted.ts';
import { Words } from './words.ts';

const FIRST_SLOTS = 1 << 12;
const MOST_FILLED = 0.6;
const TWO_32 = 2 ** 32;

/** Words of a slot, side by side, since each look-up is a miss of the processor's cache. */
const LOW = 0;
const HIGH = 1;
const DAY = 2;
const CONTENT = 3;
const PLACE = 4;
const SEQ_LOW = 5;
const SEQ_HIGH = 6;
const ORIGIN = 7;
const SLOT_WORDS = 8;

/** An event that the engine may not show yet. */
export interface PendingEvent {
  contentHash: number;
  /** The journal record it stands in. */
  seq: number;
  /** Its place among the events of that record. */
  place: number;
  /** The word of its column `origin`. */
  origin: string;
}

/**
 * Events in the journal that the engine may not show yet, by day and hash of their id: a hash table in flat memory with
 * linear probing, where removing moves later entries up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
 */
export class PendingEvents {
  #words = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
  readonly #origins = new Words();
  #slots = FIRST_SLOTS;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A number that stands for the entry until the next change; -1 when there is none. */
  find(low: number, high: number, day: number): number {
    const at = this.#find(low, high, day);
    return this.#isEmpty(at) ? -1 : at;
  }

  contentHash(entry: number): number {
    return this.#words[entry + CONTENT] as number;
  }

  seq(entry: number): number {
    return (this.#words[entry + SEQ_HIGH] as number) * TWO_32 + (this.#words[entry + SEQ_LOW] as number);
  }

  place(entry: number): number {
    return this.#words[entry + PLACE] as number;
  }

  origin(entry: number): string {
    return this.#origins.text(this.#words[entry + ORIGIN] as number);
  }

  at(entry: number): PendingEvent {
    return {
      contentHash: this.contentHash(entry),
      seq: this.seq(entry),
      place: this.place(entry),
      origin: this.origin(entry),
    };
  }

  set(key: EventKey, event: PendingEvent): void {
    this.put(this.slotFor(key), key, event);
  }

  /** A number that stands until the next change for the entry, or for where it belongs. */
  slotFor({ low, high, day }: EventKey): number {
    if (this.#size >= this.#slots * MOST_FILLED) this.#grow();
    return this.#find(low, high, day);
  }

  /** Whether nothing stands in the slot. */
  isFree(slot: number): boolean {
    return this.#isEmpty(slot);
  }

  /** `set`, where the slot for the key is known. */
  put(at: number, { low, high, day }: EventKey, { contentHash, seq, place, origin }: PendingEvent): void {
    if (this.#isEmpty(at)) this.#size += 1;
    const words = this.#words;
    words[at + LOW] = low;
    words[at + HIGH] = high;
    words[at + DAY] = day;
    words[at + CONTENT] = contentHash;
    words[at + PLACE] = place;
    words[at + SEQ_LOW] = seq % TWO_32;
    words[at + SEQ_HIGH] = Math.floor(seq / TWO_32);
    words[at + ORIGIN] = this.#origins.numberOf(origin);
  }

  delete(entry: number): void {
    const words = this.#words;
    const mask = this.#slots - 1;
    let gap = entry / SLOT_WORDS;
    for (let slot = (gap + 1) & mask; !this.#isEmpty(slot * SLOT_WORDS); slot = (slot + 1) & mask) {
      const home = (words[slot * SLOT_WORDS + LOW] as number) & mask;
      // It may move up unless its home lies between the gap and itself.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      // Word by word: for so few of them a call of copyWithin or fill costs more.
      for (let word = 0; word < SLOT_WORDS; word += 1) {
        words[gap * SLOT_WORDS + word] = words[slot * SLOT_WORDS + word] as number;
      }
      gap = slot;
    }
    words[gap * SLOT_WORDS + SEQ_LOW] = 0;
    words[gap * SLOT_WORDS + SEQ_HIGH] = 0;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<EventKey> {
    for (let at = 0; at < this.#words.length; at += SLOT_WORDS) {
      if (!this.#isEmpty(at)) yield this.#key(at);
    }
  }

  #key(at: number): EventKey {
    return {
      low: this.#words[at + LOW] as number,
      high: this.#words[at + HIGH] as number,
      day: this.#words[at + DAY] as number,
    };
  }

  /** Records are numbered from 1. */
  #isEmpty(at: number): boolean {
    return this.#words[at + SEQ_LOW] === 0 && this.#words[at + SEQ_HIGH] === 0;
  }

  /** Where the slot of the event begins, or of the empty one it belongs in. */
  #find(low: number, high: number, day: number): number {
    const words = this.#words;
    const mask = this.#slots - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT_WORDS;
      if (words[at + LOW] === low && words[at + HIGH] === high && words[at + DAY] === day) return at;
      if (this.#isEmpty(at)) return at;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * SLOT_WORDS);
    for (let at = 0; at < before.length; at += SLOT_WORDS) {
      if (before[at + SEQ_LOW] === 0 && before[at + SEQ_HIGH] === 0) continue;
      const to = this.#find(before[at + LOW] as number, before[at + HIGH] as number, before[at + DAY] as number);
      this.#words.set(before.subarray(at, at + SLOT_WORDS), to);
    }
  }
}
