import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CELL } from '../stores/clickhouse/cells-table.ts';
import { fixedColumn, nativeBlock } from '../stores/clickhouse/native.ts';
import { QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import type { Cell } from './accumulator.ts';
import { inColumns } from './block.ts';
import { CellMemory, type CellReading, type WantedCells } from './memory.ts';

const SLUGS = ['alder', 'birch', 'cedar'];
const MEASURES = [CELL.people, CELL.reach + 1, CELL.impressions];
const DEVICES = [31, 1, 2];
const FIRST = 15_000;
const LAST = 15_200;

/** A table of cells, slow enough that others come in between, and unable to answer more than `mostRows` at once. */
class Table implements CellReading {
  cellsHeld: Cell[] = [];
  statements = 0;
  readonly #mostRows: number;

  constructor(mostRows = Number.POSITIVE_INFINITY) {
    this.#mostRows = mostRows;
  }

  async slugs(by: Cell['by']): Promise<string[]> {
    const found = new Set(this.cellsHeld.filter((cell) => cell.by === by).map(({ scope }) => scope));
    await Promise.resolve();
    return [...found].toSorted();
  }

  async cells({ by, slugs, devices, measures, from }: WantedCells & { slugs: readonly string[] }): Promise<Uint8Array> {
    this.statements += 1;
    const sums = new Map<string, Cell>();
    for (const cell of this.cellsHeld) {
      const isWanted = cell.by === by && slugs.includes(cell.scope) && devices.includes(cell.devices);
      if (!isWanted || !measures.includes(cell.measure) || cell.start < from) continue;
      const key = [cell.devices, cell.measure, slugs.indexOf(cell.scope), cell.day, cell.start].join(' ');
      sums.set(key, { ...cell, n: (sums.get(key)?.n ?? 0) + cell.n });
    }
    const order = (cell: Cell) => [cell.devices, cell.measure, slugs.indexOf(cell.scope), cell.day, cell.start];
    const rows = [...sums.values()]
      .filter(({ n }) => n !== 0)
      .toSorted((one, other) => compare(order(one), order(other)));
    await Promise.resolve();
    if (rows.length > this.#mostRows) throw new QueryTooHeavyError('too many rows', { hint: 'ask for less' });
    return nativeBlock(rows.length, [
      fixedColumn(
        'devices',
        'UInt8',
        Uint8Array.from(rows, (cell) => cell.devices),
      ),
      fixedColumn(
        'measure',
        'UInt8',
        Uint8Array.from(rows, (cell) => cell.measure),
      ),
      fixedColumn(
        'place',
        'UInt32',
        Uint32Array.from(rows, (cell) => slugs.indexOf(cell.scope) + 1),
      ),
      fixedColumn(
        'on_day',
        'UInt16',
        Uint16Array.from(rows, (cell) => cell.day),
      ),
      fixedColumn(
        'begins',
        'UInt16',
        Uint16Array.from(rows, (cell) => cell.start),
      ),
      fixedColumn('total', 'Float64', new Uint8Array(Float64Array.from(rows, (cell) => cell.n).buffer)),
    ]);
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

type Planes = Awaited<ReturnType<CellMemory['read']>>;

const day = fc.integer({ min: FIRST, max: LAST });
const cell: fc.Arbitrary<Cell> = fc
  .record({
    devices: fc.constantFrom(...DEVICES),
    measure: fc.constantFrom(...MEASURES),
    scope: fc.constantFrom(...SLUGS),
    days: fc.tuple(day, day),
    n: fc.integer({ min: -5, max: 5 }),
  })
  .map(({ days: [one, other], ...rest }) => {
    return { ...rest, by: 'campaign', day: Math.max(one, other), start: Math.min(one, other) };
  });
const wanted: fc.Arbitrary<WantedCells> = fc.record({
  by: fc.constant('campaign' as const),
  slugs: fc.option(fc.uniqueArray(fc.constantFrom(...SLUGS), { minLength: 1 })),
  devices: fc.uniqueArray(fc.constantFrom(...DEVICES), { minLength: 1 }),
  measures: fc.uniqueArray(fc.constantFrom(...MEASURES), { minLength: 1 }),
  from: day,
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), wanted }),
  fc.record({ kind: fc.constant('add' as const), cells: fc.array(cell, { maxLength: 20 }) }),
  fc.record({ kind: fc.constant('replace' as const), cells: fc.array(cell, { maxLength: 20 }) }),
);

test('what is read is what the table holds, whatever was written and forgotten in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 25 }),
      fc.constantFrom(0, 4_000, 1_000_000),
      fc.constantFrom(8, 1_000),
      async (steps, mostBytes, mostRows) => {
        const table = new Table(mostRows);
        const memory = new CellMemory(table, mostBytes);
        for (const one of steps) {
          if (one.kind === 'read') {
            const planes = await orTooHeavy(memory.read(one.wanted));
            if (planes !== 'too heavy') {
              expectAsHeld(table, one.wanted, planes);
              expectRoomKept(memory, mostBytes, planes);
            }
            continue;
          }
          memory.begin();
          table.cellsHeld = one.kind === 'replace' ? one.cells : [...table.cellsHeld, ...one.cells];
          if (one.kind === 'add') memory.apply([inColumns(one.cells)]);
          else memory.forget();
        }
      },
    ),
  );
});

/** What was asked last may take more room than there is. */
function expectRoomKept(memory: CellMemory, mostBytes: number, planes: Planes): void {
  const asked = (planes ?? []).reduce((sum, plane) => sum + plane.bytes(), 0);
  expect(memory.bytes()).toBeLessThanOrEqual(Math.max(mostBytes, asked));
}

/** One measure of one plane may be more than the table answers at once. */
async function orTooHeavy(reading: Promise<Planes>): Promise<Planes | 'too heavy'> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof QueryTooHeavyError) return 'too heavy';
    throw error;
  }
}

function expectAsHeld(table: Table, { slugs, devices, measures, from }: WantedCells, planes: Planes): void {
  const everySlug = new Set(table.cellsHeld.map(({ scope }) => scope));
  expect(planes?.length).toBe((slugs ?? [...everySlug]).length * devices.length);
  for (const plane of planes ?? []) {
    for (const measure of measures) {
      for (const to of [from, from + 20, LAST]) {
        const held = table.cellsHeld.filter((cell) => {
          const isOfPlane = cell.scope === plane.slug && cell.devices === plane.devices && cell.measure === measure;
          return isOfPlane && cell.start >= from && cell.day <= to;
        });
        expect(plane.vector(measure).sum(from, to)).toBe(held.reduce((sum, { n }) => sum + n, 0));
      }
    }
  }
}

test('what was read once is not read again, and what is written while it is read comes with it', async () => {
  const table = new Table();
  const one: Cell = {
    by: 'campaign',
    devices: 31,
    measure: CELL.people,
    scope: 'alder',
    day: FIRST,
    start: FIRST,
    n: 1,
  };
  table.cellsHeld = [one];
  const memory = new CellMemory(table);
  const wantedOnce = { by: 'campaign' as const, slugs: null, devices: [31], measures: [CELL.people], from: FIRST };
  const sum = async () =>
    (await memory.read(wantedOnce))?.reduce((all, plane) => all + plane.vector(CELL.people).sum(FIRST, LAST), 0);
  const reading = sum();
  memory.begin();
  table.cellsHeld = [one, { ...one, scope: 'birch' }];
  const during = sum();
  memory.apply([inColumns([{ ...one, scope: 'birch' }])]);
  expect([await reading, await during]).toEqual([2, 2]);
  const { statements } = table;
  memory.begin();
  table.cellsHeld = [...table.cellsHeld, { ...one, day: FIRST + 1 }];
  memory.apply([inColumns([{ ...one, day: FIRST + 1 }])]);
  expect(await sum()).toBe(3);
  expect(table.statements).toBe(statements);
});

test('nothing is read while nobody knows what the table holds', async () => {
  const table = new Table();
  const memory = new CellMemory(table);
  const account = { by: 'account' as const, slugs: [''], devices: [31], measures: [CELL.people], from: FIRST };
  memory.begin();
  const waiting = memory.read(account);
  memory.fail();
  expect([await waiting, await memory.read(account)]).toEqual([null, null]);
  expect(table.statements).toBe(0);
  memory.forget();
  expect(await memory.read(account)).toHaveLength(1);
});

test('a reader that goes away waits for nothing', async () => {
  const memory = new CellMemory(new Table());
  memory.begin();
  const gone = new AbortController();
  const reading = memory.read(
    { by: 'account', slugs: [''], devices: [31], measures: [CELL.people], from: FIRST },
    gone.signal,
  );
  gone.abort(new Error('gone away'));
  await expect(reading).rejects.toThrow('gone away');
});
