import type { EventKey } from './accepted.ts';

const FIRST_SLOTS = 1 << 12;
const MOST_FILLED = 0.6;

/** An event that the engine may not show yet. */
export interface PendingEvent {
  contentHash: number;
  /** The journal record it stands in. */
  seq: number;
  /** Its place among the events of that record. */
  place: number;
}

/**
 * Events in the journal that the engine may not show yet, by day and hash of their id: a hash table in flat memory with
 * linear probing, where removing moves later entries up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
 */
export class PendingEvents {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #days = new Uint16Array(FIRST_SLOTS);
  #contents = new Uint32Array(FIRST_SLOTS);
  #places = new Uint32Array(FIRST_SLOTS);
  /** 0 marks an empty slot. */
  #seqs = new Float64Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A number that stands for the entry until the next change; -1 when there is none. */
  find(low: number, high: number, day: number): number {
    const slot = this.#slot(low, high, day);
    return this.#seqs[slot] === 0 ? -1 : slot;
  }

  contentHash(entry: number): number {
    return this.#contents[entry] as number;
  }

  seq(entry: number): number {
    return this.#seqs[entry] as number;
  }

  at(entry: number): PendingEvent {
    return { contentHash: this.contentHash(entry), seq: this.seq(entry), place: this.place(entry) };
  }

  place(entry: number): number {
    return this.#places[entry] as number;
  }

  set(low: number, high: number, day: number, { contentHash, seq, place }: PendingEvent): void {
    if (this.#size >= this.#seqs.length * MOST_FILLED) this.#grow();
    const slot = this.#slot(low, high, day);
    if (this.#seqs[slot] === 0) this.#size += 1;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#days[slot] = day;
    this.#contents[slot] = contentHash;
    this.#places[slot] = place;
    this.#seqs[slot] = seq;
  }

  delete(entry: number): void {
    const mask = this.#seqs.length - 1;
    let gap = entry;
    for (let slot = (gap + 1) & mask; this.#seqs[slot] !== 0; slot = (slot + 1) & mask) {
      const home = (this.#low[slot] as number) & mask;
      // It may move up unless its home lies between the gap and itself.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#copy(slot, gap);
      gap = slot;
    }
    this.#seqs[gap] = 0;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<EventKey> {
    for (let slot = 0; slot < this.#seqs.length; slot += 1) {
      if (this.#seqs[slot] === 0) continue;
      yield { low: this.#low[slot] as number, high: this.#high[slot] as number, day: this.#days[slot] as number };
    }
  }

  #slot(low: number, high: number, day: number): number {
    const mask = this.#seqs.length - 1;
    let slot = low & mask;
    while (
      this.#seqs[slot] !== 0 &&
      (this.#low[slot] !== low || this.#high[slot] !== high || this.#days[slot] !== day)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #copy(from: number, to: number): void {
    this.#low[to] = this.#low[from] as number;
    this.#high[to] = this.#high[from] as number;
    this.#days[to] = this.#days[from] as number;
    this.#contents[to] = this.#contents[from] as number;
    this.#places[to] = this.#places[from] as number;
    this.#seqs[to] = this.#seqs[from] as number;
  }

  #grow(): void {
    const [lows, highs, days] = [this.#low, this.#high, this.#days];
    const [contents, places, seqs] = [this.#contents, this.#places, this.#seqs];
    const slots = seqs.length * 2;
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#days = new Uint16Array(slots);
    this.#contents = new Uint32Array(slots);
    this.#places = new Uint32Array(slots);
    this.#seqs = new Float64Array(slots);
    for (let old = 0; old < seqs.length; old += 1) {
      if (seqs[old] === 0) continue;
      const slot = this.#slot(lows[old] as number, highs[old] as number, days[old] as number);
      this.#low[slot] = lows[old] as number;
      this.#high[slot] = highs[old] as number;
      this.#days[slot] = days[old] as number;
      this.#contents[slot] = contents[old] as number;
      this.#places[slot] = places[old] as number;
      this.#seqs[slot] = seqs[old] as number;
    }
  }
}
