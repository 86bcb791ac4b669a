/** Days fit the engine's Date, so that (day, start) is one number. */
const DAYS = 2 ** 16;

/** Some cells, one at the same place of each array. */
export interface CellRun {
  day: ArrayLike<number>;
  start: ArrayLike<number>;
  n: ArrayLike<number>;
}

/**
 * The cells of one measure in one scope and set of devices, in memory. Days and starts are numbers since 1970-01-01.
 * Cells stand in order of day and start, each with the sum of those from it to the end of its day, so that a figure takes
 * one binary search for each day of its period.
 */
export class CellVector {
  #firstDay = 0;
  /** Place of each day's first cell, from the first day on, and the place after the last. */
  #places = Int32Array.of(0);
  #starts = new Uint16Array(0);
  #sums = new Float64Array(0);
  /** What was added since these were put in order. */
  #added = new Map<number, number>();

  /** The cells from `begin` to before `end` of a run in ascending order of day and start, each pair once. */
  static ordered(run: CellRun, begin: number, end: number): CellVector {
    const vector = new CellVector();
    vector.#arrange(run, begin, end);
    return vector;
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    return (
      OVERHEAD_BYTES +
      this.#starts.length * BYTES_PER_CELL +
      this.#places.length * 4 +
      this.#added.size * BYTES_PER_ADDED
    );
  }

  add(day: number, start: number, n: number): void {
    const key = day * DAYS + start;
    this.#added.set(key, (this.#added.get(key) ?? 0) + n);
  }

  /** The sum of the cells of `day` whose start is at or after `from`. */
  since(day: number, from: number): number {
    this.#settle();
    return this.#since(day, from);
  }

  /** The figure of the period from `from` to `to`: the sum of the cells whose day and start lie in it. */
  sum(from: number, to: number): number {
    this.#settle();
    let sum = 0;
    const last = Math.min(to, this.#firstDay + this.#places.length - 2);
    for (let day = Math.max(from, this.#firstDay); day <= last; day += 1) sum += this.#since(day, from);
    return sum;
  }

  /** Calls back for each cell whose day lies from `from` to `to`. */
  each(from: number, to: number, tell: (day: number, start: number, n: number) => void): void {
    this.#settle();
    const last = Math.min(to, this.#firstDay + this.#places.length - 2);
    for (let day = Math.max(from, this.#firstDay); day <= last; day += 1) {
      const end = this.#places[day - this.#firstDay + 1] as number;
      for (let at = this.#places[day - this.#firstDay] as number; at < end; at += 1) {
        const later = at + 1 < end ? (this.#sums[at + 1] as number) : 0;
        tell(day, this.#starts[at] as number, (this.#sums[at] as number) - later);
      }
    }
  }

  #since(day: number, from: number): number {
    const index = day - this.#firstDay;
    if (index < 0 || index + 1 >= this.#places.length) return 0;
    let low = this.#places[index] as number;
    const end = this.#places[index + 1] as number;
    for (let high = end; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) < from) low = middle + 1;
      else high = middle;
    }
    return low < end ? (this.#sums[low] as number) : 0;
  }

  /** Puts what was added in its place. */
  #settle(): void {
    if (this.#added.size === 0) return;
    const cells = new Map(this.#added);
    this.#added = new Map();
    this.each(0, DAYS, (day, start, n) => {
      const key = day * DAYS + start;
      cells.set(key, (cells.get(key) ?? 0) + n);
    });
    const keys = Float64Array.from(cells.keys())
      .filter((key) => cells.get(key) !== 0)
      .sort();
    this.#arrange(
      {
        day: keys.map((key) => Math.floor(key / DAYS)),
        start: keys.map((key) => key % DAYS),
        n: keys.map((key) => cells.get(key) ?? 0),
      },
      0,
      keys.length,
    );
  }

  #arrange({ day, start, n }: CellRun, begin: number, end: number): void {
    const cells = end - begin;
    this.#firstDay = cells === 0 ? 0 : (day[begin] as number);
    const days = cells === 0 ? 0 : (day[end - 1] as number) - this.#firstDay + 1;
    this.#places = new Int32Array(days + 1);
    this.#starts = new Uint16Array(cells);
    this.#sums = new Float64Array(cells);
    this.#places[days] = cells;
    let dayAt = days;
    for (let at = cells - 1; at >= 0; at -= 1) {
      const index = (day[begin + at] as number) - this.#firstDay;
      const isLastOfDay = index < dayAt;
      // Days without cells begin where the next day does.
      for (; dayAt > index + 1; dayAt -= 1) this.#places[dayAt - 1] = at + 1;
      dayAt = index;
      this.#places[index] = at;
      this.#starts[at] = start[begin + at] as number;
      this.#sums[at] = (n[begin + at] as number) + (isLastOfDay ? 0 : (this.#sums[at + 1] as number));
    }
  }
}

const OVERHEAD_BYTES = 500;
const BYTES_PER_CELL = 10;
const BYTES_PER_ADDED = 50;
