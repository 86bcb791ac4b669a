const FIRST_SLOTS = 1 << 12;
const MOST_FILLED = 0.7;

/**
 * Unsigned 64-bit keys, given as two halves, → 32-bit numbers in flat memory (12 bytes a slot, at most 70 % filled), for
 * millions of entries. Keys must be spread evenly, as keyed hashes are; key 0 stands for an empty slot and cannot be held.
 */
export class KeyTable {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #values = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number kept with the key; 0 when there is none. */
  get(low: number, high: number): number {
    return this.#values[this.#slot(low, high)] as number;
  }

  set(low: number, high: number, value: number): void {
    if (high === 0 && low === 0) throw new RangeError('key 0 cannot be held');
    if (this.#size >= this.#values.length * MOST_FILLED) this.#grow();
    const slot = this.#slot(low, high);
    if (this.#high[slot] === 0 && this.#low[slot] === 0) this.#size += 1;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#values[slot] = value;
  }

  /** The slot of the key, or the empty one it belongs in. */
  #slot(low: number, high: number): number {
    const mask = this.#values.length - 1;
    let slot = low & mask;
    while (this.#high[slot] !== high || this.#low[slot] !== low) {
      if (this.#high[slot] === 0 && this.#low[slot] === 0) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [highs, lows, values] = [this.#high, this.#low, this.#values];
    this.#high = new Uint32Array(values.length * 2);
    this.#low = new Uint32Array(values.length * 2);
    this.#values = new Uint32Array(values.length * 2);
    for (let index = 0; index < values.length; index++) {
      const high = highs[index] ?? 0;
      const low = lows[index] ?? 0;
      if (high === 0 && low === 0) continue;
      const slot = this.#slot(low, high);
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#values[slot] = values[index] ?? 0;
    }
  }
}
