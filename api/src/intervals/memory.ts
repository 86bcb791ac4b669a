import { setTimeout as sleep } from 'node:timers/promises';
import type { CellScope } from '../stores/clickhouse/cells-table.ts';
import { readNative } from '../stores/clickhouse/native-columns.ts';
import { QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import { type CellColumns, KINDS } from './block.ts';
import { CellVector } from './vector.ts';

/** Cells that a question needs. */
export interface WantedCells {
  by: CellScope;
  /** Null takes every brand or campaign that there is. */
  slugs: readonly string[] | null;
  /** Sets of devices. */
  devices: readonly number[];
  measures: readonly number[];
  /** The first day asked about, since 1970-01-01: intervals that begin before are not needed. */
  from: number;
}

/** The table, as it is read into memory: cells in order of devices, measure, slug, day and start, each once. */
export interface CellReading {
  slugs: (by: CellScope) => Promise<string[]>;
  /** Columns `devices`, `measure`, `place` (of the slug in the list, from 1), `on_day`, `begins` and `total`, in Native format. */
  cells: (wanted: WantedCells & { slugs: readonly string[] }) => Promise<Uint8Array>;
}

/** What cells are kept of: one scope with one set of devices. */
export class CellPlane {
  readonly by: CellScope;
  readonly slug: string;
  readonly devices: number;
  readonly #vectors = new Map<number, { vector: CellVector; from: number }>();

  constructor(by: CellScope, slug: string, devices: number) {
    this.by = by;
    this.slug = slug;
    this.devices = devices;
  }

  /** The cells of a measure that was asked for. */
  vector(measure: number): CellVector {
    const held = this.#vectors.get(measure);
    if (!held) throw new RangeError(`measure ${measure} was not asked for`);
    return held.vector;
  }

  /** Whether the intervals of a measure that begin on or after a day are here. */
  holds(measure: number, from: number): boolean {
    const held = this.#vectors.get(measure);
    return held !== undefined && held.from <= from;
  }

  put(measure: number, from: number, vector: CellVector): void {
    this.#vectors.set(measure, { vector, from });
  }

  add(measure: number, day: number, start: number, n: number): void {
    this.#vectors.get(measure)?.vector.add(day, start, n);
  }

  bytes(): number {
    let bytes = PLANE_BYTES;
    for (const { vector } of this.#vectors.values()) bytes += vector.bytes;
    return bytes;
  }
}

const PLANE_BYTES = 1000;
const MIB = 1024 * 1024;
/** What is kept at most between questions. */
const MOST_BYTES = 128 * MIB;
const ATTEMPTS = 5;
/** How long a question waits for a write before it is answered without cells. */
const PATIENCE_MS = 1000;
/** Vectors that one statement reads at most. */
const AT_ONCE = 1024;
/** Intervals are read from the beginning of a stretch of so many days, and of the one before it, for the questions to come. */
const STRETCH_DAYS = 64;
/** Beyond so many new cells it is less work to read what is asked for anew. */
const MOST_APPLIED = 200_000;

/**
 * Interval cells in memory: read from the table when they are first asked for, kept while there is room, and brought along
 * with the table by what each step of the keeper adds. An engine takes 10 to 20 ms of processor time for any statement;
 * adding up a few thousand numbers takes less than one.
 */
export class CellMemory {
  readonly #table: CellReading;
  readonly #mostBytes: number;
  /** Those used last come last. */
  readonly #planes = new Map<string, CellPlane>();
  readonly #slugs = new Map<CellScope, Set<string>>();
  /** Whether more may be kept than there is room for: sizes are added up only then. */
  #isGrown = false;
  /** Another number whenever the table may hold something else than before. */
  #epoch = 0;
  #state: 'known' | 'writing' | 'in doubt' = 'known';
  #quiet: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(table: CellReading, mostBytes = MOST_BYTES) {
    this.#table = table;
    this.#mostBytes = mostBytes;
  }

  /** Whether a write ended so that nobody knows what the table holds. */
  get isInDoubt(): boolean {
    return this.#state === 'in doubt';
  }

  /**
   * The planes that hold what is wanted, a plane for each slug and set of devices; null when the cells change so often that
   * they could not be read. Everything is of one moment, and stays so until something is awaited.
   */
  async read(wanted: WantedCells, signal?: AbortSignal): Promise<readonly CellPlane[] | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      signal?.throwIfAborted();
      if (this.isInDoubt) return null;
      const isHere = this.#everySlug(wanted)?.every((slug) => this.#holds(wanted, slug)) ?? false;
      if (!isHere && !(await this.#isQuiet(signal))) return null;
      const epoch = this.#epoch;
      const planes = isHere ? this.#planesOf(wanted) : await this.#fetch(wanted, () => epoch === this.#epoch);
      if (planes && epoch === this.#epoch) return this.#used(planes);
    }
    return null;
  }

  /** A write is about to take effect: the table is not read before `apply`, `forget` or `fail` says how it ended. */
  begin(): void {
    this.#epoch += 1;
    this.#state = 'writing';
    this.#release();
    this.#quiet = new Promise((resolve) => (this.#release = resolve));
  }

  /** A step failed: had its write begun, nothing is read until the table was looked at and `forget` says so. */
  fail(): void {
    if (this.#state === 'writing') this.#end('in doubt');
  }

  /** The table now holds these cells, too. */
  apply(pieces: readonly CellColumns[]): void {
    const cells = pieces.reduce((sum, { rows }) => sum + rows, 0);
    if (cells > MOST_APPLIED) return this.forget();
    for (const piece of pieces) this.#add(piece);
    this.#isGrown = true;
    this.#end('known');
    this.#makeRoom(new Set());
  }

  /** The table holds something else. */
  forget(): void {
    this.#planes.clear();
    this.#slugs.clear();
    this.#end('known');
  }

  /** Reads everything anew when it is next asked for, unless a write is under way. */
  renew(): void {
    if (this.#state === 'known') this.forget();
  }

  /** Memory taken, about. */
  bytes(): number {
    let bytes = 0;
    for (const plane of this.#planes.values()) bytes += plane.bytes();
    return bytes;
  }

  #end(state: 'known' | 'in doubt'): void {
    this.#epoch += 1;
    this.#state = state;
    this.#release();
  }

  /** Whether the table can be read: no write is under way, or was over soon. Throws the signal's reason when it aborts meanwhile. */
  async #isQuiet(signal: AbortSignal | undefined): Promise<boolean> {
    const stop = new AbortController();
    const ending = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
    const isQuiet = await Promise.race([
      this.#quiet.then(() => true),
      sleep(PATIENCE_MS, false, { signal: ending }).catch(() => false),
    ]);
    stop.abort();
    signal?.throwIfAborted();
    return isQuiet && !this.isInDoubt;
  }

  #everySlug({ by, slugs }: WantedCells): readonly string[] | null {
    const known = this.#slugs.get(by);
    return slugs ?? (known ? [...known] : null);
  }

  #holds({ by, devices, measures, from }: WantedCells, slug: string): boolean {
    return devices.every((set) => {
      const plane = this.#planes.get(keyOf(by, set, slug));
      return plane !== undefined && measures.every((measure) => plane.holds(measure, from));
    });
  }

  #planesOf(wanted: WantedCells): CellPlane[] {
    const slugs = this.#everySlug(wanted) ?? [];
    return slugs.flatMap((slug) => wanted.devices.map((devices) => this.#planeOf(wanted.by, devices, slug)));
  }

  /** Notes that planes were used, and makes room for them. */
  #used(planes: CellPlane[]): CellPlane[] {
    for (const plane of planes) {
      const key = keyOf(plane.by, plane.devices, plane.slug);
      this.#planes.delete(key);
      this.#planes.set(key, plane);
    }
    this.#makeRoom(new Set(planes));
    return planes;
  }

  /** Reads what is wanted and not here yet; null when the table is no longer the same. */
  async #fetch(wanted: WantedCells, isStill: () => boolean): Promise<CellPlane[] | null> {
    const { by, devices, measures, from } = wanted;
    if (!this.#everySlug(wanted)) {
      const slugs = await this.#table.slugs(by);
      if (!isStill()) return null;
      this.#slugs.set(by, new Set(slugs));
    }
    const planes = this.#planesOf(wanted);
    const lacking = planes.filter((plane) => !measures.every((measure) => plane.holds(measure, from)));
    const atOnce = devices.length * Math.max(1, Math.floor(AT_ONCE / (devices.length * measures.length)));
    for (let at = 0; at < lacking.length && isStill(); at += atOnce) {
      const some = lacking.slice(at, at + atOnce);
      const missing = measures.filter((measure) => some.some((plane) => !plane.holds(measure, from)));
      await this.#load(some, missing, from, isStill);
    }
    return isStill() ? planes : null;
  }

  #planeOf(by: CellScope, devices: number, slug: string): CellPlane {
    const key = keyOf(by, devices, slug);
    let plane = this.#planes.get(key);
    if (!plane) {
      this.#planes.set(key, (plane = new CellPlane(by, slug, devices)));
      this.#isGrown = true;
    }
    return plane;
  }

  /** Reads measures of planes of one kind; half of them at a time where they are too many for one statement. */
  async #load(
    planes: readonly CellPlane[],
    measures: readonly number[],
    asked: number,
    isStill: () => boolean,
  ): Promise<void> {
    const by = planes[0]?.by ?? 'account';
    const slugs = [...new Set(planes.map(({ slug }) => slug))];
    const devices = [...new Set(planes.map((plane) => plane.devices))];
    const from = Math.max(0, (Math.floor(asked / STRETCH_DAYS) - 1) * STRETCH_DAYS);
    let bytes: Uint8Array;
    try {
      bytes = await this.#table.cells({ by, slugs, devices, measures, from });
    } catch (error) {
      if (!(error instanceof QueryTooHeavyError) || (planes.length === 1 && measures.length === 1)) throw error;
      const half = Math.ceil((planes.length > 1 ? planes : measures).length / 2);
      if (planes.length > 1) {
        await this.#load(planes.slice(0, half), measures, asked, isStill);
        await this.#load(planes.slice(half), measures, asked, isStill);
      } else {
        await this.#load(planes, measures.slice(0, half), asked, isStill);
        await this.#load(planes, measures.slice(half), asked, isStill);
      }
      return;
    }
    if (!isStill()) return;
    this.#isGrown = true;
    const placeOf = new Map(slugs.map((slug, index) => [slug, index + 1]));
    const places = new Map(planes.map((plane) => [`${plane.devices} ${placeOf.get(plane.slug)}`, plane]));
    const isNew = (plane: CellPlane, measure: number) => !plane.holds(measure, asked);
    for (const { key, measure, vector } of vectorsOf(bytes)) {
      const plane = places.get(key);
      if (plane && isNew(plane, measure)) plane.put(measure, from, vector);
    }
    for (const plane of planes) {
      for (const measure of measures) if (isNew(plane, measure)) plane.put(measure, from, new CellVector());
    }
  }

  #add({ rows, by, devices, measure, scope, slugs, day, start, n }: CellColumns): void {
    // Cells come in order of what they are about, so that the plane is mostly that of the cell before.
    let plane: CellPlane | undefined;
    let last = '';
    for (let row = 0; row < rows; row += 1) {
      const kind = KINDS[by[row] ?? 0] ?? 'ledger';
      const slug = slugs[scope[row] ?? 0] ?? '';
      const key = keyOf(kind, devices[row] ?? 0, slug);
      if (key !== last) {
        last = key;
        plane = this.#planes.get(key);
        if (kind !== 'ledger') this.#slugs.get(kind)?.add(slug);
      }
      plane?.add(measure[row] as number, day[row] as number, start[row] as number, n[row] as number);
    }
  }

  #makeRoom(used: ReadonlySet<CellPlane>): void {
    if (!this.#isGrown) return;
    let bytes = this.bytes();
    for (const [key, plane] of this.#planes) {
      if (bytes <= this.#mostBytes) break;
      if (used.has(plane)) continue;
      bytes -= plane.bytes();
      this.#planes.delete(key);
    }
    this.#isGrown = bytes > this.#mostBytes;
  }
}

function keyOf(kind: string, devices: number, slug: string): string {
  return `${kind} ${devices} ${slug}`;
}

interface ReadVector {
  /** Set of devices, and place of the slug. */
  key: string;
  measure: number;
  vector: CellVector;
}

/** The vectors of an answer, which stand one after the other in it. */
function* vectorsOf(bytes: Uint8Array): Generator<ReadVector> {
  const { devices, measure, place, on_day: day, begins: start, total: n } = columnsOf(bytes);
  const rows = devices.length;
  const isSame = (one: number, other: number) =>
    devices[one] === devices[other] && measure[one] === measure[other] && place[one] === place[other];
  for (let begin = 0, end = 0; begin < rows; begin = end) {
    while (end < rows && isSame(begin, end)) end += 1;
    yield {
      key: `${devices[begin]} ${place[begin]}`,
      measure: measure[begin] as number,
      vector: CellVector.ordered({ day, start, n }, begin, end),
    };
  }
}

/** The columns of an answer as one piece each. */
function columnsOf(
  bytes: Uint8Array,
): Record<'devices' | 'measure' | 'place' | 'on_day' | 'begins' | 'total', Float64Array> {
  const blocks = [...readNative(bytes)];
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const joined = (name: string) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (const block of blocks) {
      const values = block.columns.get(name);
      if (!values) throw new Error(`The cells came without the column ${name}.`);
      column.set(values, at);
      at += block.rows;
    }
    return column;
  };
  return {
    devices: joined('devices'),
    measure: joined('measure'),
    place: joined('place'),
    on_day: joined('on_day'),
    begins: joined('begins'),
    total: joined('total'),
  };
}
