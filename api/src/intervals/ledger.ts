import { z } from 'zod';
import { dayNumber } from '../lib/zone.ts';
import { CELL, type CellScope, EVERY_DEVICE, LEDGER } from '../stores/clickhouse/cells-table.ts';
import type { AnalyticsWriter } from '../stores/clickhouse/port.ts';
import type { Cell } from './accumulator.ts';
import { type CellColumns, encodeCells, inColumns } from './block.ts';
import type { CellReading } from './memory.ts';
import { slugList } from './slug-list.ts';

/** How far the cells go: every day up to `closedThrough`, every journal record up to `sequence`. */
export interface Ledger {
  closedThrough: string;
  sequence: number;
}

const ledgerRow = z.object({ closed: z.string(), days: z.int(), sequence: z.int() });
const countRow = z.object({ cells: z.int() });
const slugRow = z.object({ slug: z.string() });
/** Measures of which `start` is not a day. */
const BY_CURRENCY = [CELL.other_paid, CELL.other_refunded];

/** The table of cells, with the ledger that stands in it: what one insert adds is there whole or not at all. */
export class CellTable implements CellReading {
  readonly #writer: AnalyticsWriter;

  constructor(writer: AnalyticsWriter) {
    this.#writer = writer;
  }

  /** Null when no day is closed. */
  async ledger(): Promise<Ledger | null> {
    const [row] = await this.#writer.query(
      `SELECT toString(maxIf(day, scope = '${LEDGER.closed}')) AS closed, countIf(scope = '${LEDGER.closed}') AS days,
         sumIf(n, scope = '${LEDGER.sequence}') AS sequence
       FROM cells WHERE by = 'ledger'`,
      {},
      ledgerRow,
    );
    return row === undefined || row.days === 0 ? null : { closedThrough: row.closed, sequence: row.sequence };
  }

  /** The brands or campaigns that there are cells of; of the account the one scope without a name. */
  async slugs(by: CellScope): Promise<string[]> {
    const rows = await this.#writer.query(
      `SELECT DISTINCT toString(scope) AS slug FROM cells
       WHERE by = {by:String} AND devices = {devices:UInt8} AND measure = {measure:UInt8} ORDER BY slug`,
      { by, devices: EVERY_DEVICE, measure: CELL.people },
      slugRow,
    );
    return rows.map(({ slug }) => slug);
  }

  /** Cells in order, each once, as `CellReading` says. */
  async cells({ by, slugs, devices, measures, from }: Parameters<CellReading['cells']>[0]): Promise<Uint8Array> {
    const list = slugList('slugs', slugs);
    return this.#writer.columns(
      `SELECT devices, measure, toUInt32(indexOf(${list.sql}, scope)) AS place, toUInt16(day) AS on_day,
         toUInt16(start) AS begins, toFloat64(sum(n)) AS total
       FROM cells
       WHERE by = {by:String} AND devices IN {devices:Array(UInt8)} AND measure IN {measures:Array(UInt8)}
         AND scope IN ${list.sql} AND day >= toDate({from:UInt16}) AND (start >= toDate({from:UInt16}) OR measure IN {by_currency:Array(UInt8)})
       GROUP BY devices, measure, scope, day, start HAVING total != 0
       ORDER BY devices, measure, scope, day, start`,
      { ...list.parameters, by, devices, measures, from, by_currency: BY_CURRENCY },
    );
  }

  /** Adds cells and what they bring the ledger to, in one insert. */
  async add(pieces: readonly CellColumns[], { from, to }: { from: Ledger; to: Ledger }): Promise<void> {
    await this.#writer.insertBlocks('cells', [...pieces.map(encodeCells), ledgerBlock(to, from.sequence)]);
  }

  /** Begins a new table beside the one in use. */
  async begin(): Promise<void> {
    await this.#writer.command('TRUNCATE TABLE cells_next');
  }

  /** Adds cells to the new table; they are not seen before `replace`. */
  async prepare(cells: CellColumns): Promise<void> {
    await this.#writer.insertBlocks('cells_next', [encodeCells(cells)]);
  }

  /** Puts the new table in the place of the one in use, at once. */
  async replace(to: Ledger): Promise<void> {
    await this.#writer.insertBlocks('cells_next', [ledgerBlock(to, 0)]);
    await this.#writer.command('EXCHANGE TABLES cells AND cells_next');
    await this.#writer.command('TRUNCATE TABLE cells_next');
  }

  /** Forgets every cell; the days are open until they are built anew. */
  async clear(): Promise<void> {
    await this.#writer.command('TRUNCATE TABLE cells');
  }

  /** Cells whose two tables differ: those of `cells_next`, built anew, against those in use. */
  async differences(): Promise<number> {
    const [row] = await this.#writer.query(
      `SELECT count() AS cells FROM (
         SELECT by, devices, measure, scope, day, start, sum(signed) AS n FROM (
           SELECT by, devices, measure, scope, day, start, n AS signed FROM cells WHERE by != 'ledger'
           UNION ALL SELECT by, devices, measure, scope, day, start, -n AS signed FROM cells_next WHERE by != 'ledger')
         GROUP BY by, devices, measure, scope, day, start HAVING n != 0)`,
      {},
      countRow,
    );
    return row?.cells ?? 0;
  }

  /** Forgets removed events that the cells no longer hold. */
  async forgetRemoved(sequence: number): Promise<void> {
    const [row] = await this.#writer.query(
      'SELECT count() AS cells FROM removed_events WHERE removed_seq <= {sequence:UInt64}',
      { sequence },
      countRow,
    );
    if ((row?.cells ?? 0) === 0) return;
    await this.#writer.command('ALTER TABLE removed_events DELETE WHERE removed_seq <= {sequence:UInt64}', {
      sequence,
    });
  }
}

function ledgerBlock({ closedThrough, sequence }: Ledger, before: number): Uint8Array {
  const day = dayNumber(closedThrough);
  const row = (scope: string, n: number): Cell => ({ by: 'ledger', devices: 0, measure: 0, scope, day, start: day, n });
  const advanced = sequence === before ? [] : [row(LEDGER.sequence, sequence - before)];
  return encodeCells(inColumns([row(LEDGER.closed, 1), ...advanced]));
}
