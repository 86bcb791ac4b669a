import { CELL_COLUMNS, CELL_SCOPES } from '../stores/clickhouse/cells-table.ts';
import { fixedColumn, nativeBlock, wordColumn } from '../stores/clickhouse/native.ts';
import type { Cell } from './accumulator.ts';

const CODE_OF_SCOPE = new Map<Cell['by'], number>([
  ['ledger', 0],
  ...CELL_SCOPES.map((by, index): [Cell['by'], number] => [by, index + 1]),
]);
const HIGH_HALF = 2 ** 32;

/** Cells as a block of their table, in the engine's Native format. */
export function encodeCells(cells: readonly Cell[]): Buffer {
  const rows = cells.length;
  const by = new Uint8Array(rows);
  const devices = new Uint8Array(rows);
  const measure = new Uint8Array(rows);
  const scope = new Uint32Array(rows);
  const day = new Uint16Array(rows);
  const start = new Uint16Array(rows);
  const n = new Uint32Array(rows * 2);
  const slugs = new Map<string, number>();
  cells.forEach((cell, row) => {
    let place = slugs.get(cell.scope);
    if (place === undefined) slugs.set(cell.scope, (place = slugs.size));
    by[row] = CODE_OF_SCOPE.get(cell.by) ?? 0;
    devices[row] = cell.devices;
    measure[row] = cell.measure;
    scope[row] = place;
    day[row] = cell.day;
    start[row] = cell.start;
    // Two's complement in two halves; typed arrays take a number modulo 2^32.
    n[row * 2] = cell.n;
    n[row * 2 + 1] = Math.floor(cell.n / HIGH_HALF);
  });
  return nativeBlock(rows, [
    fixedColumn('by', CELL_COLUMNS.by, by),
    fixedColumn('devices', 'UInt8', devices),
    fixedColumn('measure', 'UInt8', measure),
    wordColumn('scope', [...slugs.keys()], scope),
    fixedColumn('day', 'Date', day),
    fixedColumn('start', 'Date', start),
    fixedColumn('n', 'Int64', n),
  ]);
}
