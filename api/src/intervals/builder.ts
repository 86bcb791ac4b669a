import { CELL_SCOPES, type CellScope, DEVICE_SETS } from '../stores/clickhouse/cells-table.ts';
import { type Cell, type DaySpan, DensePlane, Negated, type Plane, type Sink, SparsePlane } from './accumulator.ts';
import { type EntityRows, type Groups, grouped, inOrder, ungrouped } from './grouping.ts';
import { type TriggerDay, triggerDays, walkOrder } from './order.ts';
import { PersonCells } from './person.ts';
import { SegmentCells } from './segments.ts';

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

interface Walk {
  /** Told of all the rows of an entity in a scope, before those on some devices are walked. */
  begin?(by: CellScope, order: Int32Array, start: number, end: number): void;
  /** Gives the sink the cells of one entity, of the rows named by `order` from `start` to before `end`. */
  walk(order: Int32Array, start: number, end: number, sink: Sink): void;
}

/** Adds up the cells of people and orders, a batch of whole entities at a time. */
export class CellBuilder {
  readonly #options: BuilderOptions;
  /** By scope, then by the sets of devices (bits by their place) that share the cells. */
  readonly #planes = new Map<number, Map<number, Plane>>();
  readonly #person = new PersonCells();
  readonly #segments = new SegmentCells();
  #filtered = new Int32Array(1024);

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /** Adds the cells of people; every row of each of them must be in this batch. With sign -1 takes them away. */
  addPeople(rows: EntityRows, sign: 1 | -1 = 1): void {
    const sorted = inOrder(rows);
    const { from } = this.#options;
    let isAccount = false;
    this.#add(sorted, sign, {
      begin: (by, order, start, end) => {
        isAccount = by === 'account';
        if (isAccount) this.#segments.learn(sorted, order, start, end);
      },
      walk: (order, start, end, sink) => {
        this.#person.walk(sorted, order, start, end, from, sink);
        if (isAccount) this.#segments.walk(sorted, order, start, end, from, sink);
      },
    });
  }

  /** Adds the cells of orders; every row of each of them must be in this batch. */
  addOrders(rows: EntityRows, sign: 1 | -1 = 1): void {
    const sorted = inOrder(rows);
    const { from } = this.#options;
    const triggers = triggersOf(sorted);
    this.#add(sorted, sign, {
      walk: (order, start, end, sink) => {
        const whole = triggers.get(sorted.entity[order[start] ?? 0] ?? 0) ?? [];
        walkOrder(sorted, order, start, end, from, sink, whole);
      },
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

  /** One scope after the other, so that the cells at work fit in the processor's cache. */
  #add(rows: EntityRows, sign: 1 | -1, walk: Walk): void {
    CELL_SCOPES.forEach((by, scopeKind) => {
      const { starts, order } = groupsOf(rows, by);
      for (let place = 0; place + 1 < starts.length; place += 1) {
        const end = starts[place + 1] ?? 0;
        for (let at = starts[place] ?? 0; at < end; ) {
          const entity = rows.entity[order[at] ?? 0];
          const start = at;
          let used = 0;
          for (; at < end && rows.entity[order[at] ?? 0] === entity; at += 1) used |= rows.device[order[at] ?? 0] ?? 0;
          if ((rows.day[order[at - 1] ?? 0] ?? 0) < this.#options.from) continue;
          this.#addEntity(rows, { order, start, end: at }, used, { by, scopeKind, place }, walk, sign);
        }
      }
    });
  }

  /** Walks the rows of one entity once for each different set of the devices that occur in them. */
  #addEntity(
    rows: EntityRows,
    { order, start, end }: { order: Int32Array; start: number; end: number },
    used: number,
    { by, scopeKind, place }: { by: CellScope; scopeKind: number; place: number },
    walk: Walk,
    sign: number,
  ): void {
    walk.begin?.(by, order, start, end);
    for (const { common, sets } of sharedSets(used)) {
      const plane = this.#plane(by, scopeKind, place, sets);
      const sink = sign === 1 ? plane : new Negated(plane);
      if (common === used) {
        walk.walk(order, start, end, sink);
        continue;
      }
      const filtered = this.#filter(rows.device, common, order, start, end);
      walk.walk(this.#filtered, 0, filtered, sink);
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

  /** Puts the rows on the wanted devices into `#filtered`. */
  #filter(device: Uint8Array, wanted: number, order: Int32Array, start: number, end: number): number {
    if (end - start > this.#filtered.length) this.#filtered = new Int32Array(2 ** Math.ceil(Math.log2(end - start)));
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const index = order[at] ?? 0;
      if ((device[index] ?? 0) & wanted) this.#filtered[count++] = index;
    }
    return count;
  }
}

function groupsOf(rows: EntityRows, by: CellScope): Groups {
  if (by === 'account') return ungrouped(rows.length);
  return grouped(by === 'brand' ? rows.brand : rows.campaign, rows.length);
}

/** The triggers of each order. */
function triggersOf(rows: EntityRows): Map<number, readonly TriggerDay[]> {
  const triggers = new Map<number, readonly TriggerDay[]>();
  for (let at = 0; at < rows.length; ) {
    const start = at;
    const entity = rows.entity[start] ?? 0;
    while (at < rows.length && rows.entity[at] === entity) at += 1;
    const found = triggerDays(rows, start, at);
    if (found.length > 0) triggers.set(entity, found);
  }
  return triggers;
}

/** Sets of devices (bits by place in DEVICE_SETS) that hold the same of the devices used, and so have the same cells. */
interface SharedSets {
  common: number;
  sets: number;
}

const sharedSetsOf: (readonly SharedSets[] | undefined)[] = [];

/** For the devices used by somebody: the parts of them that sets of devices pick out. */
function sharedSets(used: number): readonly SharedSets[] {
  const known = sharedSetsOf[used];
  if (known) return known;
  const setsOf = new Map<number, number>();
  for (const [place, set] of DEVICE_SETS.entries()) {
    const common = used & set;
    if (common !== 0) setsOf.set(common, (setsOf.get(common) ?? 0) | (1 << place));
  }
  return (sharedSetsOf[used] = Array.from(setsOf, ([common, sets]) => ({ common, sets })));
}
