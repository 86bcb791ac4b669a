import { CELL_SCOPES, type CellScope, DEVICE_SETS } from '../stores/clickhouse/cells-table.ts';
import { type Cell, type DaySpan, DensePlane, Negated, type Plane, type Sink, SparsePlane } from './accumulator.ts';
import { type TriggerDay, triggerDays, walkOrder } from './order.ts';
import { PersonCells, type Rows } from './person.ts';

/** Rows of events together with whose they are and what they belong to. */
export interface EntityRows extends Rows {
  length: number;
  /** Number of the person, or of the order. */
  entity: Uint32Array;
  /** Bit of the device. */
  device: Uint8Array;
  /** Places in the lists of brands and campaigns. */
  brand: Uint16Array;
  campaign: Uint16Array;
}

export interface BuilderOptions {
  brands: readonly Scoped[];
  campaigns: readonly Scoped[];
  account: DaySpan;
  /** The first day whose cells are wanted; earlier rows count as history. */
  from: number;
  /** Whether cells are expected of most days and starts (`dense`), or of few. */
  expects: 'dense' | 'sparse';
}

/** A brand or campaign with the days on which it has events. */
export interface Scoped extends DaySpan {
  slug: string;
}

/** Gives the sink the cells of the rows named by the first `length` places of `order`. */
type Walk = (order: Int32Array, length: number, from: number, sink: Sink) => void;

/** Adds up the cells of people and orders, a batch of whole entities at a time. */
export class CellBuilder {
  readonly #options: BuilderOptions;
  /** By scope, then by the sets of devices (bits by their place) that share the cells. */
  readonly #planes = new Map<number, Map<number, Plane>>();
  readonly #person = new PersonCells();
  #order = new Int32Array(1024);
  #scoped = new Int32Array(1024);
  #filtered = new Int32Array(1024);

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /** Adds the cells of people; every row of each of them must be in this batch. With sign -1 takes them away. */
  addPeople(rows: EntityRows, sign: 1 | -1 = 1): void {
    this.#add(rows, sign, () => (order, length, from, sink) => this.#person.walk(rows, order, length, from, sink));
  }

  /** Adds the cells of orders; every row of each of them must be in this batch. */
  addOrders(rows: EntityRows, sign: 1 | -1 = 1): void {
    this.#add(rows, sign, (whole, count) => {
      const triggers: readonly TriggerDay[] = triggerDays(rows, whole, count);
      return (order, length, from, sink) => walkOrder(rows, order, length, from, sink, triggers);
    });
  }

  /** Every cell that is not zero. */
  *cells(): Generator<Cell> {
    for (const [scope, bySets] of this.#planes) {
      const { by, slug, span } = this.#named(scope);
      for (const [set, devices] of DEVICE_SETS.entries()) {
        const whole = this.#newPlane(span);
        for (const [sets, plane] of bySets) {
          if (sets & (1 << set)) plane.each((measure, day, start, n) => whole.add(measure, day, start, n));
        }
        const found: Cell[] = [];
        whole.each((measure, day, start, n) => found.push({ by, devices, measure, scope: slug, day, start, n }));
        yield* found;
      }
    }
  }

  #add(rows: EntityRows, sign: 1 | -1, meet: (order: Int32Array, length: number) => Walk): void {
    const { starts, members } = byEntity(rows);
    const { from } = this.#options;
    for (let entity = 0; entity + 1 < starts.length; entity += 1) {
      const length = this.#sorted(rows, members, starts[entity] ?? 0, starts[entity + 1] ?? 0);
      if (length === 0) continue;
      const walk = meet(this.#order, length);
      CELL_SCOPES.forEach((by, scopeKind) => {
        const code = by === 'account' ? null : by === 'brand' ? rows.brand : rows.campaign;
        for (let at = 0; at < length; at += 1) {
          const place = code === null ? 0 : (code[this.#order[at] ?? 0] ?? 0);
          if (code !== null && this.#isLater(code, place, at)) continue;
          const scoped = code === null ? this.#copyAll(length) : this.#copyWhere(code, place, at, length);
          this.#addScope(rows, scoped, by, scopeKind, place, walk, from, sign);
          if (code === null) break;
        }
      });
    }
  }

  /** Walks the rows in `#scoped` once for each different set of the devices that occur in it. */
  #addScope(
    rows: EntityRows,
    length: number,
    by: CellScope,
    scopeKind: number,
    place: number,
    walk: Walk,
    from: number,
    sign: number,
  ): void {
    const last = rows.day[this.#scoped[length - 1] ?? 0] ?? 0;
    if (last < from) return;
    let used = 0;
    for (let at = 0; at < length; at += 1) used |= rows.device[this.#scoped[at] ?? 0] ?? 0;
    let done = 0;
    for (let set = 0; set < DEVICE_SETS.length; set += 1) {
      if (done & (1 << set)) continue;
      const common = used & (DEVICE_SETS[set] ?? 0);
      if (common === 0) continue;
      // Sets that hold the same of the devices used have the same cells.
      let sets = 0;
      for (let other = set; other < DEVICE_SETS.length; other += 1) {
        if ((used & (DEVICE_SETS[other] ?? 0)) === common) sets |= 1 << other;
      }
      done |= sets;
      const plane = this.#plane(by, scopeKind, place, sets);
      const sink = sign === 1 ? plane : new Negated(plane);
      if (common === used) walk(this.#scoped, length, from, sink);
      else walk(this.#filtered, this.#filter(rows.device, common, length), from, sink);
    }
  }

  #plane(by: CellScope, scopeKind: number, place: number, sets: number): Plane {
    const scope = place * CELL_SCOPES.length + scopeKind;
    let bySets = this.#planes.get(scope);
    if (!bySets) this.#planes.set(scope, (bySets = new Map()));
    let plane = bySets.get(sets);
    if (!plane) bySets.set(sets, (plane = this.#newPlane(this.#span(by, place))));
    return plane;
  }

  #newPlane(span: DaySpan): Plane {
    const { from, expects } = this.#options;
    return expects === 'dense' ? new DensePlane(span, from) : new SparsePlane();
  }

  #span(by: CellScope, place: number): DaySpan {
    const { account, brands, campaigns } = this.#options;
    const scoped = by === 'account' ? account : (by === 'brand' ? brands : campaigns)[place];
    if (!scoped) throw new RangeError(`no ${by} at place ${place}`);
    return scoped;
  }

  #named(scope: number): { by: CellScope; slug: string; span: DaySpan } {
    const by = CELL_SCOPES[scope % CELL_SCOPES.length] ?? 'account';
    const place = Math.floor(scope / CELL_SCOPES.length);
    const { brands, campaigns } = this.#options;
    const slug = by === 'account' ? '' : ((by === 'brand' ? brands : campaigns)[place]?.slug ?? '');
    return { by, slug, span: this.#span(by, place) };
  }

  /** Puts the members from `start` to `end` into `#order`, by day and moment. */
  #sorted(rows: Rows, members: Int32Array, start: number, end: number): number {
    const length = end - start;
    if (length > this.#order.length) this.#grow(length);
    const order = this.#order;
    let isSorted = true;
    for (let at = 0; at < length; at += 1) {
      order[at] = members[start + at] ?? 0;
      if (at > 0 && isSorted) isSorted = compare(rows, order[at - 1] ?? 0, order[at] ?? 0) <= 0;
    }
    if (!isSorted) order.subarray(0, length).sort((one, other) => compare(rows, one, other));
    return length;
  }

  #copyAll(length: number): number {
    this.#scoped.set(this.#order.subarray(0, length));
    return length;
  }

  #copyWhere(code: Uint16Array, place: number, first: number, length: number): number {
    let count = 0;
    for (let at = first; at < length; at += 1) {
      const index = this.#order[at] ?? 0;
      if (code[index] === place) this.#scoped[count++] = index;
    }
    return count;
  }

  #filter(device: Uint8Array, wanted: number, length: number): number {
    let count = 0;
    for (let at = 0; at < length; at += 1) {
      const index = this.#scoped[at] ?? 0;
      if ((device[index] ?? 0) & wanted) this.#filtered[count++] = index;
    }
    return count;
  }

  /** Whether the scope at `place` was met before `at`. */
  #isLater(code: Uint16Array, place: number, at: number): boolean {
    for (let before = 0; before < at; before += 1) {
      if (code[this.#order[before] ?? 0] === place) return true;
    }
    return false;
  }

  #grow(length: number): void {
    const size = 2 ** Math.ceil(Math.log2(length));
    this.#order = new Int32Array(size);
    this.#scoped = new Int32Array(size);
    this.#filtered = new Int32Array(size);
  }
}

function compare(rows: Rows, one: number, other: number): number {
  return (rows.day[one] ?? 0) - (rows.day[other] ?? 0) || (rows.moment[one] ?? 0) - (rows.moment[other] ?? 0);
}

/** Row numbers by entity: those of the n-th stand in `members` from `starts[n]` to `starts[n + 1]`. */
function byEntity({ entity, length }: EntityRows): { starts: Int32Array; members: Int32Array } {
  let least = 0xffff_ffff;
  let most = 0;
  for (let row = 0; row < length; row += 1) {
    const id = entity[row] ?? 0;
    if (id < least) least = id;
    if (id > most) most = id;
  }
  if (length === 0) return { starts: new Int32Array(0), members: new Int32Array(0) };
  const starts = new Int32Array(most - least + 2);
  for (let row = 0; row < length; row += 1) {
    const slot = (entity[row] ?? 0) - least + 1;
    starts[slot] = (starts[slot] ?? 0) + 1;
  }
  for (let slot = 1; slot < starts.length; slot += 1) starts[slot] = (starts[slot] ?? 0) + (starts[slot - 1] ?? 0);
  const next = starts.slice();
  const members = new Int32Array(length);
  for (let row = 0; row < length; row += 1) {
    const slot = (entity[row] ?? 0) - least;
    const at = next[slot] ?? 0;
    members[at] = row;
    next[slot] = at + 1;
  }
  return { starts, members };
}
