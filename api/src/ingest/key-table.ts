const FIRST_SLOTS = 1 << 12;
const MOST_FILLED = 0.7;
/** A slot: both halves of the key, and the number. Side by side, since each look-up is a miss of the processor's cache. */
const SLOT_WORDS = 3;

/**
 * Unsigned 64-bit keys, given as two halves, → 32-bit numbers in flat memory (12 bytes a slot, at most 70 % filled), for
 * millions of entries. Keys must be spread evenly, as keyed hashes are; key 0 stands for an empty slot and cannot be held.
 */
export class KeyTable {
  #words = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
  #slots = FIRST_SLOTS;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number kept with the key; 0 when there is none. */
  get(low: number, high: number): number {
    return this.#words[this.#find(low, high) + 2] as number;
  }

  set(low: number, high: number, value: number): void {
    if (high === 0 && low === 0) throw new RangeError('key 0 cannot be held');
    if (this.#size >= this.#slots * MOST_FILLED) this.#grow();
    const at = this.#find(low, high);
    if (this.#words[at] === 0 && this.#words[at + 1] === 0) this.#size += 1;
    this.#words[at] = low;
    this.#words[at + 1] = high;
    this.#words[at + 2] = value;
  }

  /** Where the slot of the key begins, or of the empty one it belongs in. */
  #find(low: number, high: number): number {
    const words = this.#words;
    const mask = this.#slots - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT_WORDS;
      const [heldLow, heldHigh] = [words[at], words[at + 1]];
      if ((heldLow === low && heldHigh === high) || (heldLow === 0 && heldHigh === 0)) return at;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * SLOT_WORDS);
    for (let at = 0; at < before.length; at += SLOT_WORDS) {
      const [low, high, value] = [before[at] as number, before[at + 1] as number, before[at + 2] as number];
      if (low === 0 && high === 0) continue;
      const to = this.#find(low, high);
      this.#words[to] = low;
      this.#words[to + 1] = high;
      this.#words[to + 2] = value;
    }
  }
}
