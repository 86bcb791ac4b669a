import { CELL_SCOPES, type CellScope, DEVICE_SETS } from '../stores/clickhouse/cells-table.ts';
import { type Cell, type DaySpan, DensePlane, type Plane, SparsePlane } from './accumulator.ts';
import { type TriggerDay, triggerDays, walkOrder } from './order.ts';
import { type Emit, PersonCells, type Rows } from './person.ts';

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

/** Emits the cells of the rows named by the first `length` places of `order`. */
type Walk = (order: Int32Array, length: number, from: number, emit: Emit) => void;

/** Adds up the cells of people and orders, a batch of whole entities at a time. */
export class CellBuilder {
  readonly #options: BuilderOptions;
  readonly #planes = new Map<number, Plane>();
  readonly #person = new PersonCells();
  #order = new Int32Array(1024);
  #scoped = new Int32Array(1024);
  #filtered = new Int32Array(1024);

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /** Adds the cells of people; every row of each of them must be in this batch. With sign -1 takes them away. */
  addPeople(rows: EntityRows, sign: 1 | -1 = 1): void {
    this.#add(rows, sign, () => (order, length, from, emit) => this.#person.walk(rows, order, length, from, emit));
  }

  /** Adds the cells of orders; every row of each of them must be in this batch. */
  addOrders(rows: EntityRows, sign: 1 | -1 = 1): void {
    this.#add(rows, sign, (whole, count) => {
      const triggers: readonly TriggerDay[] = triggerDays(rows, whole, count);
      return (order, length, from, emit) => walkOrder(rows, order, length, from, emit, triggers);
    });
  }

  /** Every cell that is not zero. */
  *cells(): Generator<Cell> {
    for (const [key, plane] of this.#planes) {
      const { by, scope, devices } = this.#named(key);
      const found: Cell[] = [];
      plane.each((measure, day, start, n) => found.push({ by, devices, measure, scope, day, start, n }));
      yield* found;
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
      const planes: Plane[] = [];
      for (let other = set; other < DEVICE_SETS.length; other += 1) {
        if ((used & (DEVICE_SETS[other] ?? 0)) !== common) continue;
        done |= 1 << other;
        planes.push(this.#plane(by, scopeKind, place, other));
      }
      const emit: Emit = (measure, day, start, n) => {
        for (const plane of planes) plane.add(measure, day, start, sign * n);
      };
      if (common === used) walk(this.#scoped, length, from, emit);
      else walk(this.#filtered, this.#filter(rows.device, common, length), from, emit);
    }
  }

  #plane(by: CellScope, scopeKind: number, place: number, set: number): Plane {
    const key = (place * DEVICE_SETS.length + set) * CELL_SCOPES.length + scopeKind;
    let plane = this.#planes.get(key);
    if (!plane) {
      const { from, expects } = this.#options;
      const span = this.#span(by, place);
      plane = expects === 'dense' ? new DensePlane(span, from) : new SparsePlane();
      this.#planes.set(key, plane);
    }
    return plane;
  }

  #span(by: CellScope, place: number): DaySpan {
    const { account, brands, campaigns } = this.#options;
    const scoped = by === 'account' ? account : (by === 'brand' ? brands : campaigns)[place];
    if (!scoped) throw new RangeError(`no ${by} at place ${place}`);
    return scoped;
  }

  #named(key: number): { by: CellScope; scope: string; devices: number } {
    const by = CELL_SCOPES[key % CELL_SCOPES.length] ?? 'account';
    const rest = Math.floor(key / CELL_SCOPES.length);
    const devices = DEVICE_SETS[rest % DEVICE_SETS.length] ?? 0;
    const place = Math.floor(rest / DEVICE_SETS.length);
    const { brands, campaigns } = this.#options;
    return { by, devices, scope: by === 'account' ? '' : ((by === 'brand' ? brands : campaigns)[place]?.slug ?? '') };
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
