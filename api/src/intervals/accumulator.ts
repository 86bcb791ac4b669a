import { CELL, type CellScope } from '../stores/clickhouse/cells-table.ts';

const FIRST_INTERVAL_MEASURE = CELL.engaged_users;

/** Days, as numbers since 1970-01-01, both ends included. */
export interface DaySpan {
  first: number;
  last: number;
}

/** One kept cell on its way to the table. */
export interface Cell {
  by: CellScope | 'ledger';
  devices: number;
  measure: number;
  scope: string;
  day: number;
  start: number;
  n: number;
}

/** Takes a cell: `n` is added at (`day`, `start`) of a measure. */
export interface Sink {
  add(measure: number, day: number, start: number, n: number): void;
}

/** The cells of one scope and set of devices as they are added up. */
export interface Plane extends Sink {
  /** Calls back for every cell that is not zero. */
  each(tell: (measure: number, day: number, start: number, n: number) => void): void;
}

/**
 * For many people: a triangle of (day, start) in flat memory for each measure, for measures that simply add up its diagonal
 * alone. `span` holds every day and start that is added; `tell` is the first day that is.
 */
export class DensePlane implements Plane {
  readonly #span: DaySpan;
  readonly #tell: number;
  readonly #skipped: number;
  readonly #diagonals: (Float64Array | undefined)[] = [];
  readonly #triangles: (Int32Array | undefined)[] = [];

  constructor(span: DaySpan, tell: number) {
    this.#span = span;
    this.#tell = Math.max(tell, span.first);
    this.#skipped = triangle(this.#tell - span.first);
  }

  add(measure: number, day: number, start: number, n: number): void {
    if (measure < FIRST_INTERVAL_MEASURE) {
      const diagonal = (this.#diagonals[measure] ??= new Float64Array(this.#span.last - this.#tell + 1));
      const at = day - this.#tell;
      diagonal[at] = (diagonal[at] ?? 0) + n;
      return;
    }
    const cells = (this.#triangles[measure] ??= new Int32Array(
      triangle(this.#span.last - this.#span.first + 1) - this.#skipped,
    ));
    const at = triangle(day - this.#span.first) - this.#skipped + start - this.#span.first;
    cells[at] = (cells[at] ?? 0) + n;
  }

  each(tell: (measure: number, day: number, start: number, n: number) => void): void {
    this.#diagonals.forEach((diagonal, measure) => {
      diagonal?.forEach((n, at) => {
        if (n !== 0) tell(measure, this.#tell + at, this.#tell + at, n);
      });
    });
    this.#triangles.forEach((cells, measure) => {
      if (!cells) return;
      let at = 0;
      for (let day = this.#tell; day <= this.#span.last; day += 1) {
        for (let start = this.#span.first; start <= day; start += 1, at += 1) {
          const n = cells[at] ?? 0;
          if (n !== 0) tell(measure, day, start, n);
        }
      }
    });
  }
}

/** Takes away what it is given. */
export class Negated implements Sink {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(measure: number, day: number, start: number, n: number): void {
    this.#sink.add(measure, day, start, -n);
  }
}

/** For few people over many days. */
export class SparsePlane implements Plane {
  readonly #cells = new Map<number, number>();

  add(measure: number, day: number, start: number, n: number): void {
    const key = (measure * DAYS + day) * DAYS + start;
    this.#cells.set(key, (this.#cells.get(key) ?? 0) + n);
  }

  each(tell: (measure: number, day: number, start: number, n: number) => void): void {
    for (const [key, n] of this.#cells) {
      if (n === 0) continue;
      const day = Math.floor(key / DAYS);
      tell(Math.floor(day / DAYS), day % DAYS, key % DAYS, n);
    }
  }
}

/** Days that fit the engine's Date. */
const DAYS = 2 ** 16;

const triangle = (days: number): number => (days * (days + 1)) / 2;
