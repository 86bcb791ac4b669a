import {
  CELL,
  CELL_SEGMENTS,
  CELL_STAGES,
  type CellScope,
  SEGMENT_CODES,
  SEGMENT_MEASURES,
  TOP_FREQUENCY,
} from '../stores/clickhouse/cells-table.ts';

const FIRST_INTERVAL_MEASURE = CELL.engaged_users;

const oneEach = (base: number, first: number, count: number) =>
  Array.from({ length: count }, (_, at) => base + first + at);

/** Measures that take two days to name a cell. */
const INTERVAL_MEASURES: readonly number[] = [
  CELL.people,
  CELL.active_users,
  CELL.engaged_users,
  CELL.buyers,
  ...oneEach(CELL.reach, 1, TOP_FREQUENCY),
  ...oneEach(CELL.did, 0, CELL_STAGES.length),
  ...oneEach(CELL.reached, 0, CELL_STAGES.length),
  ...oneEach(CELL.converted, 1, TOP_FREQUENCY),
  CELL.triggers,
  CELL.purchases,
  CELL.currency_orders,
  CELL.confirmations,
];
/** Likewise, for planes that hold cells by primary device. */
const MEASURES_BY_SEGMENT: readonly number[] = CELL_SEGMENTS.flatMap((_, place) =>
  oneEach(CELL.segments, SEGMENT_CODES * place, SEGMENT_MEASURES.length),
);
const SLOT_OF_MEASURE = new Uint8Array(256).fill(255);
for (const measures of [INTERVAL_MEASURES, MEASURES_BY_SEGMENT]) {
  measures.forEach((measure, slot) => (SLOT_OF_MEASURE[measure] = slot));
}

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

type Tell = (measure: number, day: number, start: number, n: number) => void;

/** The cells of one scope and set of devices as they are added up. */
export interface Plane extends Sink {
  /** Calls back for every cell that is not zero. */
  each(tell: Tell): void;
}

/**
 * For many people: a triangle of (day, start) in flat memory, with the measures side by side since one person adds to
 * several of them at the same place; for measures that simply add up its diagonal alone. `span` holds every day and start that is
 * added; `tell` is the first day that is.
 */
export class DensePlane implements Plane {
  readonly #first: number;
  readonly #last: number;
  readonly #tell: number;
  readonly #diagonal: Float64Array;
  readonly #triangle: Int32Array;
  /** As `#triangle`, of measures by primary device; made when one is added. Sums among them can be large. */
  #segments: Float64Array | null = null;
  /** What is told apart by something else than days. */
  readonly #others = new SparsePlane();

  constructor({ first, last }: DaySpan, tell: number) {
    this.#first = first;
    this.#last = last;
    this.#tell = Math.max(tell, first);
    const days = Math.max(0, last - this.#tell + 1);
    this.#diagonal = new Float64Array(days * FIRST_INTERVAL_MEASURE);
    this.#triangle = new Int32Array(this.#places() * INTERVAL_MEASURES.length);
  }

  add(measure: number, day: number, start: number, n: number): void {
    if (measure === CELL.other_paid || measure === CELL.other_refunded) {
      this.#others.add(measure, day, start, n);
      return;
    }
    if (measure < FIRST_INTERVAL_MEASURE) {
      const at = (day - this.#tell) * FIRST_INTERVAL_MEASURE + measure;
      this.#diagonal[at] = (this.#diagonal[at] as number) + n;
      return;
    }
    if (start < this.#first || day > this.#last) throw new RangeError(`no cell of day ${day} from ${start}`);
    const place = triangle(day - this.#first) - triangle(this.#tell - this.#first) + start - this.#first;
    const slot = SLOT_OF_MEASURE[measure] as number;
    if (measure >= CELL.segments) {
      this.#segments ??= new Float64Array(this.#places() * MEASURES_BY_SEGMENT.length);
      const at = place * MEASURES_BY_SEGMENT.length + slot;
      this.#segments[at] = (this.#segments[at] as number) + n;
      return;
    }
    const at = place * INTERVAL_MEASURES.length + slot;
    this.#triangle[at] = (this.#triangle[at] as number) + n;
  }

  each(tell: Tell): void {
    this.#others.each(tell);
    for (let measure = 0; measure < FIRST_INTERVAL_MEASURE; measure += 1) {
      for (let day = this.#tell; day <= this.#last; day += 1) {
        const n = this.#diagonal[(day - this.#tell) * FIRST_INTERVAL_MEASURE + measure] ?? 0;
        if (n !== 0) tell(measure, day, day, n);
      }
    }
    this.#eachOf(this.#triangle, INTERVAL_MEASURES, tell);
    if (this.#segments) this.#eachOf(this.#segments, MEASURES_BY_SEGMENT, tell);
  }

  #eachOf(cells: Int32Array | Float64Array, measures: readonly number[], tell: Tell): void {
    for (const [slot, measure] of measures.entries()) {
      let at = slot;
      for (let day = this.#tell; day <= this.#last; day += 1) {
        for (let start = this.#first; start <= day; start += 1, at += measures.length) {
          const n = cells[at] ?? 0;
          if (n !== 0) tell(measure, day, start, n);
        }
      }
    }
  }

  /** Pairs of a day that is added and a start. */
  #places(): number {
    return triangle(this.#last - this.#first + 1) - triangle(this.#tell - this.#first);
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

  each(tell: Tell): void {
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
