import {
  CELL,
  CELL_SEGMENT_THRESHOLD,
  CELL_SEGMENTS,
  deviceBit,
  SEGMENT_CODES,
  SEGMENT_PEOPLE,
  SEGMENT_SUMS,
} from '../stores/clickhouse/cells-table.ts';
import type { Sink } from './accumulator.ts';
import { ROW, type Rows } from './person.ts';

/** Rows that say on which device something was done. */
export interface DeviceRows extends Rows {
  device: Uint8Array;
}

/** Primary devices as numbers: 0 is unknown, others by their place in CELL_SEGMENTS. */
const UNKNOWN = 0;
const MOBILE = 1 + CELL_SEGMENTS.indexOf('mobile');
const DESKTOP = 1 + CELL_SEGMENTS.indexOf('desktop');
const MIXED = 1 + CELL_SEGMENTS.indexOf('mixed');
const SEGMENT_BITS = 2;

const HANDHELD_BITS = deviceBit('mobile') | deviceBit('tablet');
const DESKTOP_BIT = deviceBit('desktop');
const UNKNOWN_BIT = deviceBit('unknown');

const SUMS = SEGMENT_SUMS.length;
const PEOPLE = SEGMENT_PEOPLE.length;
const [IMPRESSIONS, VIEWABLE, ENGAGEMENTS, CLICKS, FOLLOWS, UNFOLLOWS, ACTIONS] = SEGMENT_SUMS.map(
  (_, place) => place,
) as [number, number, number, number, number, number, number];
const [REACHED, ENGAGED, BOUGHT, ACTIVE, ANY] = SEGMENT_PEOPLE.map((_, place) => 1 << place) as [
  number,
  number,
  number,
  number,
  number,
];
const NEVER = 2 ** 31;

/**
 * The cells of one person by primary device. For a given last day the primary device is a step function of the first day:
 * it changes at days with actions on known devices only (*steps*). A figure of people of one primary device is the figure
 * itself while the first day lies where the person is of it, and 0 elsewhere; so its steps are those of the figure within such
 * a stretch, and at the stretch's ends the figure of all later days comes in and goes out. Each day only what it changes is
 * told. People of unknown primary device are what the others leave of the whole.
 *
 * Reusable: `learn` takes up another person.
 */
export class SegmentCells {
  /** Columns are kept from one person to the next; what counts of them is said by `#steps`, `#made`, `#passed` and `#rowsSeen`. */
  #steps = 0;
  /** Days of the steps, and what was done on each of them. */
  readonly #days: number[] = [];
  readonly #handheld: number[] = [];
  readonly #desktop: number[] = [];
  readonly #known: number[] = [];
  /** What each step makes of itself and of earlier ones, as place << 2 | primary device, up to `#madeBy` of the step. */
  #made = 0;
  readonly #changes: number[] = [];
  readonly #madeBy: number[] = [];
  /** Primary device when the first day is that of a step or after the step before it; before and after today. */
  #before = new Uint8Array(16);
  #after = new Uint8Array(16);
  /** Steps that the walk has passed, and the number of days with rows up to each. */
  #passed = 0;
  readonly #seenBy: number[] = [];
  /** Days with rows, and the sums of all rows up to each, SUMS numbers a day; those of no day come first. */
  #rowsSeen = 0;
  readonly #rowDays: number[] = [];
  readonly #totals: number[] = Array.from({ length: SUMS }, () => 0);
  /** By place in SEGMENT_PEOPLE: the last day, the step it belongs to, and the primary device it was told with. */
  readonly #last = new Int32Array(PEOPLE);
  readonly #lastStep = new Int32Array(PEOPLE);
  readonly #toldAs = new Uint8Array(PEOPLE);

  /** Takes up a person: all of their rows, named by `order` from `start` to before `end`, ascending by day. */
  learn(rows: DeviceRows, order: Int32Array, start: number, end: number): void {
    this.#steps = 0;
    this.#made = 0;
    for (let at = start; at < end; ) {
      const day = rows.day[order[at] as number] as number;
      let handheld = 0;
      let desktop = 0;
      let known = 0;
      for (; at < end; at += 1) {
        const index = order[at] as number;
        if (rows.day[index] !== day) break;
        const device = rows.device[index] as number;
        const quantity = device === UNKNOWN_BIT ? 0 : actions(rows, index);
        known += quantity;
        if (device & HANDHELD_BITS) handheld += quantity;
        if (device === DESKTOP_BIT) desktop += quantity;
      }
      if (known === 0) continue;
      const step = this.#steps++;
      this.#days[step] = day;
      this.#handheld[step] = handheld;
      this.#desktop[step] = desktop;
      this.#known[step] = known;
      this.#step(step);
    }
  }

  /** Works out the primary device from each step up to the newest. */
  #step(newest: number): void {
    if (newest + 2 > this.#before.length) {
      this.#before = new Uint8Array(2 * this.#before.length);
      this.#after = grown(this.#after);
    }
    this.#after[newest] = UNKNOWN;
    let handheld = 0;
    let desktop = 0;
    let known = 0;
    for (let step = newest; step >= 0; step -= 1) {
      handheld += this.#handheld[step] as number;
      desktop += this.#desktop[step] as number;
      known += this.#known[step] as number;
      const segment =
        handheld / known >= CELL_SEGMENT_THRESHOLD
          ? MOBILE
          : desktop / known >= CELL_SEGMENT_THRESHOLD
            ? DESKTOP
            : MIXED;
      if (segment === this.#after[step]) continue;
      this.#after[step] = segment;
      this.#changes[this.#made++] = (step << SEGMENT_BITS) | segment;
    }
    this.#madeBy[newest] = this.#made;
  }

  /**
   * Gives `sink` the cells of those of the person's rows that are named by `order` from `start` to before `end`. As
   * `PersonCells.walk`.
   */
  walk(rows: Rows, order: Int32Array, start: number, end: number, from: number, sink: Sink): void {
    const steps = this.#steps;
    if (steps === 0) return;
    this.#before.fill(UNKNOWN, 0, steps + 1);
    this.#after.fill(UNKNOWN, 0, steps + 1);
    this.#last.fill(0);
    this.#lastStep.fill(0);
    this.#toldAs.fill(UNKNOWN);
    this.#passed = 0;
    this.#rowsSeen = 0;
    for (let at = start; at < end || this.#passed < steps; ) {
      const passed = this.#passed;
      const rowDay = at < end ? (rows.day[order[at] as number] as number) : NEVER;
      const stepDay = passed < steps ? (this.#days[passed] as number) : NEVER;
      const day = Math.min(rowDay, stepDay);
      const rowsBefore = this.#rowsSeen;
      let did = 0;
      if (rowDay === day) {
        this.#rowDays[this.#rowsSeen++] = day;
        const newest = this.#rowsSeen * SUMS;
        for (let sum = 0; sum < SUMS; sum += 1) this.#totals[newest + sum] = this.#total(rowsBefore, sum);
        for (; at < end && rows.day[order[at] as number] === day; at += 1) did |= this.#take(rows, order[at] as number);
      }
      if (stepDay === day) {
        this.#seenBy[this.#passed++] = this.#rowsSeen;
        const last = this.#madeBy[passed] as number;
        for (let change = passed === 0 ? 0 : (this.#madeBy[passed - 1] as number); change < last; change += 1) {
          const made = this.#changes[change] as number;
          this.#after[made >> SEGMENT_BITS] = made & MIXED;
        }
      }
      const told = day >= from ? sink : null;
      if (told) this.#tellSteps(day, rowsBefore, did, told);
      this.#tellPeople(day, did, told);
      for (let place = 0; place < PEOPLE; place += 1) {
        if ((did & (1 << place)) === 0) continue;
        this.#last[place] = day;
        this.#lastStep[place] = passed;
      }
      if (stepDay !== day) continue;
      for (let step = 0; step <= passed; step += 1) this.#before[step] = this.#after[step] as number;
    }
  }

  /** Adds a row to the sums of the newest day; answers what it makes the person one of, as bits by place in SEGMENT_PEOPLE. */
  #take(rows: Rows, index: number): number {
    const row = rows.row[index] as number;
    const value = rows.value[index] as number;
    if (row === ROW.control_impression) return ANY;
    if (row === ROW.impression) {
      this.#add(IMPRESSIONS, value);
      if (rows.viewable[index] === 1) this.#add(VIEWABLE, value);
      return ANY | REACHED;
    }
    this.#add(ACTIONS, actions(rows, index));
    if (row === ROW.follow) this.#add(FOLLOWS, value);
    if (row === ROW.unfollow) this.#add(UNFOLLOWS, value);
    if (row === ROW.paid) return ANY | ACTIVE | BOUGHT;
    if (row !== ROW.engagement && row !== ROW.click) return ANY | ACTIVE;
    this.#add(ENGAGEMENTS, value);
    if (row === ROW.click) this.#add(CLICKS, value);
    return ANY | ACTIVE | ENGAGED;
  }

  #add(sum: number, n: number): void {
    const at = this.#rowsSeen * SUMS + sum;
    this.#totals[at] = (this.#totals[at] as number) + n;
  }

  #total(rowDays: number, sum: number): number {
    return this.#totals[rowDays * SUMS + sum] as number;
  }

  /** Tells what a day changes; `did` is what its rows make the person one of. */
  #tellSteps(day: number, rowsBefore: number, did: number, sink: Sink): void {
    const rowsNow = this.#rowsSeen;
    for (let step = this.#passed - 1; step >= 0; step -= 1) {
      const old = this.#before[step] as number;
      const oldNext = this.#before[step + 1] as number;
      const now = this.#after[step] as number;
      const next = this.#after[step + 1] as number;
      if (old !== now) this.#move(sink, day, step, old, now);
      if (old === oldNext && now === next) continue;
      if (old === now && oldNext === next && rowsNow === rowsBefore) continue;
      const start = this.#days[step] as number;
      const seen = this.#seenBy[step] as number;
      const seenBefore = Math.min(seen, rowsBefore);
      for (let sum = 0; sum < SUMS; sum += 1) {
        const before = this.#total(rowsBefore, sum) - this.#total(seenBefore, sum);
        const after = this.#total(rowsNow, sum) - this.#total(seen, sum);
        if (before === 0 && after === 0) continue;
        exchange(sink, day, start, sum, { old, oldNext, before, now, next, after });
      }
      for (let place = 0; place < PEOPLE; place += 1) {
        const before = (this.#last[place] as number) > start ? 1 : 0;
        const after = (did & (1 << place)) !== 0 && day > start ? 1 : before;
        if (before === 0 && after === 0) continue;
        exchange(sink, day, start, SUMS + place, { old, oldNext, before, now, next, after });
      }
    }
  }

  /** The rows between a step and the one before it go from one primary device to another. */
  #move(sink: Sink, day: number, step: number, old: number, now: number): void {
    for (let at = step === 0 ? 0 : (this.#seenBy[step - 1] as number); at < (this.#seenBy[step] as number); at += 1) {
      const start = this.#rowDays[at] as number;
      for (let sum = 0; sum < SUMS; sum += 1) {
        const n = this.#total(at + 1, sum) - this.#total(at, sum);
        if (n === 0) continue;
        add(sink, old, sum, day, start, -n);
        add(sink, now, sum, day, start, n);
      }
    }
  }

  /** What each number of people hangs on is the primary device from its last day on. */
  #tellPeople(day: number, did: number, sink: Sink | null): void {
    const newest = this.#passed - 1;
    const today = newest >= 0 && this.#days[newest] === day ? (this.#after[newest] as number) : UNKNOWN;
    for (let place = 0; place < PEOPLE; place += 1) {
      const isToday = (did & (1 << place)) !== 0;
      const last = this.#last[place] as number;
      if (!isToday && last === 0) continue;
      const old = this.#toldAs[place] as number;
      const now = isToday ? today : (this.#after[this.#lastStep[place] as number] as number);
      this.#toldAs[place] = now;
      if (!sink || (!isToday && now === old)) continue;
      add(sink, old, SUMS + place, day, last, -1);
      add(sink, now, SUMS + place, day, isToday ? day : last, 1);
    }
  }
}

/** A stretch's end: on this side of it the person is of one primary device, on the other of the next, before and after today. */
interface Edge {
  old: number;
  oldNext: number;
  /** The figure of the days after it. */
  before: number;
  now: number;
  next: number;
  after: number;
}

function exchange(
  sink: Sink,
  day: number,
  start: number,
  measure: number,
  { old, oldNext, before, now, next, after }: Edge,
): void {
  if (old === now && oldNext === next) {
    if (before === after || now === next) return;
    add(sink, now, measure, day, start, after - before);
    add(sink, next, measure, day, start, before - after);
    return;
  }
  if (old !== oldNext) {
    add(sink, old, measure, day, start, -before);
    add(sink, oldNext, measure, day, start, before);
  }
  if (now !== next) {
    add(sink, now, measure, day, start, after);
    add(sink, next, measure, day, start, -after);
  }
}

function add(sink: Sink, segment: number, measure: number, day: number, start: number, n: number): void {
  if (segment === UNKNOWN || n === 0) return;
  sink.add(CELL.segments + SEGMENT_CODES * (segment - 1) + measure, day, start, n);
}

/** The person's own actions that a row stands for. */
function actions(rows: Rows, index: number): number {
  const row = rows.row[index] as number;
  if (row === ROW.impression || row === ROW.control_impression) return 0;
  return row === ROW.paid || row === ROW.refunded ? 1 : (rows.value[index] as number);
}

function grown(column: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * column.length);
  larger.set(column);
  return larger;
}
