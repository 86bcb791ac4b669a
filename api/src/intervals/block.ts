import { CELL_COLUMNS, CELL_SCOPES } from '../stores/clickhouse/cells-table.ts';
import { fixedColumn, nativeBlock, wordColumn } from '../stores/clickhouse/native.ts';
import type { Cell } from './accumulator.ts';

/** Cells in columns; a cell stands at the same place of each. */
export interface CellColumns {
  rows: number;
  /** Place of what the cell is about in `KINDS`. */
  by: Uint8Array;
  devices: Uint8Array;
  measure: Uint8Array;
  /** Place in `slugs`. */
  scope: Uint32Array;
  slugs: readonly string[];
  day: Uint16Array;
  start: Uint16Array;
  n: Float64Array;
}

/** What cells can be about, in the order of the table's codes. */
export const KINDS: readonly Cell['by'][] = ['ledger', ...CELL_SCOPES];

const CODE_OF_KIND = new Map(KINDS.map((by, code) => [by, code]));
const HIGH_HALF = 2 ** 32;

/** Cells put in columns. */
export function inColumns(cells: readonly Cell[]): CellColumns {
  const rows = cells.length;
  const by = new Uint8Array(rows);
  const devices = new Uint8Array(rows);
  const measure = new Uint8Array(rows);
  const scope = new Uint32Array(rows);
  const day = new Uint16Array(rows);
  const start = new Uint16Array(rows);
  const n = new Float64Array(rows);
  const slugs = new Map<string, number>();
  cells.forEach((cell, row) => {
    let place = slugs.get(cell.scope);
    if (place === undefined) slugs.set(cell.scope, (place = slugs.size));
    by[row] = CODE_OF_KIND.get(cell.by) ?? 0;
    devices[row] = cell.devices;
    measure[row] = cell.measure;
    scope[row] = place;
    day[row] = cell.day;
    start[row] = cell.start;
    n[row] = cell.n;
  });
  return { rows, by, devices, measure, scope, slugs: [...slugs.keys()], day, start, n };
}

/** Cells as a block of their table, in the engine's Native format. */
export function encodeCells({ rows, by, devices, measure, scope, slugs, day, start, n }: CellColumns): Buffer {
  // Two's complement in two halves; typed arrays take a number modulo 2^32.
  const halves = new Uint32Array(rows * 2);
  for (let row = 0; row < rows; row += 1) {
    const value = n[row] as number;
    halves[row * 2] = value;
    halves[row * 2 + 1] = Math.floor(value / HIGH_HALF);
  }
  return nativeBlock(rows, [
    fixedColumn('by', CELL_COLUMNS.by, by),
    fixedColumn('devices', 'UInt8', devices),
    fixedColumn('measure', 'UInt8', measure),
    wordColumn('scope', slugs, scope),
    fixedColumn('day', 'Date', day),
    fixedColumn('start', 'Date', start),
    fixedColumn('n', 'Int64', halves),
  ]);
}
