const INITIAL_CAPACITY = 1 << 16;
/** Milliseconds of a day need 27 bits, which leaves 26 for the index in a number that is exact to 53. */
const INDEX_RANGE = 2 ** 26;
const DAY_MS = 86_400_000;

/** Events column by column, in order of time. */
export interface OrderedEvents {
  /** The number of the event in the order it was generated in. */
  index: Uint32Array;
  /** Epoch milliseconds. */
  at: Float64Array;
  person: Uint32Array;
  code: Uint32Array;
  /** The number of the purchase order the event belongs to; 0 is none. */
  order: Uint32Array;
  /** Of each day the place behind its last event. */
  dayEnds: Uint32Array;
}

/** Generated events as numbers: 20 bytes each, so that millions of them can be sorted by time before they are written out. */
export class EventBuffer {
  #at = new Float64Array(INITIAL_CAPACITY);
  #person = new Uint32Array(INITIAL_CAPACITY);
  #code = new Uint32Array(INITIAL_CAPACITY);
  #order = new Uint32Array(INITIAL_CAPACITY);
  #size = 0;
  readonly #from: number;
  readonly #before: number;

  /** Keeps what happens from `from` to before `before`, epoch milliseconds; the rest is not taken. */
  constructor(from: number, before: number) {
    this.#from = from;
    this.#before = before;
  }

  /** `moment` is cut to whole milliseconds; `order` is the number of the purchase order the event belongs to, counted from 1; 0 is none. */
  add(moment: number, person: number, code: number, order = 0): void {
    const at = Math.floor(moment);
    if (at < this.#from || at >= this.#before) return;
    const index = this.#size;
    if (index === this.#at.length) this.#grow();
    this.#at[index] = at;
    this.#person[index] = person;
    this.#code[index] = code;
    this.#order[index] = order;
    this.#size = index + 1;
  }

  /** The events in order of time; `starts` are the days' first instants and the end of the last. */
  inOrder(starts: Float64Array): OrderedEvents {
    const days = this.#byDay(starts);
    const index = new Uint32Array(this.#size);
    const dayEnds = new Uint32Array(days.length);
    let end = 0;
    for (const [day, keys] of days.entries()) {
      for (const key of keys.sort()) index[end++] = key - Math.floor(key / INDEX_RANGE) * INDEX_RANGE;
      dayEnds[day] = end;
    }
    const ordered = <Column extends Float64Array | Uint32Array>(column: Column, to: Column): Column => {
      for (let place = 0; place < index.length; place += 1) to[place] = column[index[place] as number] as number;
      return to;
    };
    return {
      index,
      at: ordered(this.#at, new Float64Array(this.#size)),
      person: ordered(this.#person, new Uint32Array(this.#size)),
      code: ordered(this.#code, new Uint32Array(this.#size)),
      order: ordered(this.#order, new Uint32Array(this.#size)),
      dayEnds,
    };
  }

  /** Of each day the instants within it and the indices, in one number each. */
  #byDay(starts: Float64Array): Float64Array[] {
    const days = starts.length - 1;
    const sizes = new Uint32Array(days);
    const dayOf = new Uint8Array(this.#size);
    const first = starts[0] as number;
    for (let index = 0; index < this.#size; index += 1) {
      const at = this.#at[index] as number;
      // A guess by days of 24 hours is at most one off, where clocks change.
      let day = Math.min(days - 1, Math.floor((at - first) / DAY_MS));
      while (at < (starts[day] as number)) day -= 1;
      while (at >= (starts[day + 1] as number)) day += 1;
      dayOf[index] = day;
      sizes[day] = (sizes[day] as number) + 1;
    }
    const keys = Array.from(sizes, (size) => new Float64Array(size));
    const filled = new Uint32Array(days);
    for (let index = 0; index < this.#size; index += 1) {
      const day = dayOf[index] as number;
      const position = filled[day] as number;
      const inDay = (this.#at[index] as number) - (starts[day] as number);
      (keys[day] as Float64Array)[position] = inDay * INDEX_RANGE + index;
      filled[day] = position + 1;
    }
    return keys;
  }

  #grow(): void {
    const capacity = this.#at.length * 2;
    const grown = <T extends Float64Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#at = grown(new Float64Array(capacity), this.#at);
    this.#person = grown(new Uint32Array(capacity), this.#person);
    this.#code = grown(new Uint32Array(capacity), this.#code);
    this.#order = grown(new Uint32Array(capacity), this.#order);
  }
}
