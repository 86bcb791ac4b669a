import { addDays } from '@syncline/shared/time';
import { z } from 'zod';
import { dayNumber } from '../lib/zone.ts';
import { fixedColumn, nativeBlock } from '../stores/clickhouse/native.ts';
import { PAYMENT_COLUMN_NAMES, PAYMENT_TABLE_COLUMNS } from '../stores/clickhouse/payments-table.ts';
import type { AnalyticsWriter } from '../stores/clickhouse/port.ts';
import type { Ledger } from './ledger.ts';
import type { Change, PeopleRange } from './log.ts';
import { type PaymentStatement, paymentsBy, paymentsChanged, paymentsOf } from './payment-rows.ts';
import { COUNTED_BY_DAY, MOVED_SINCE, movedIn, SUM_COLUMNS } from './payment-sums.ts';

const ledgerRow = z.object({ closed: z.string(), days: z.int(), sequence: z.int() });
const countRow = z.object({ payments: z.int() });
/** Rows that are grouped by order in one statement, about. */
const ROWS_PER_PART = 2_000_000;

const COLUMNS = ['entry', 'day', 'n', ...PAYMENT_COLUMN_NAMES].join(', ');
const KEY = ['entry', 'day', ...PAYMENT_COLUMN_NAMES, 'steps'].join(', ');
const LEDGER = "entry IN ('closed', 'sequence')";

/**
 * Every paid and refunded row of closed days with the last engagement and the last view of its person before it, kept in
 * step with the log, and what is counted of them by day and order. They have a ledger of their own in their table, which is never behind that of the cells: what one
 * insert adds is there whole or not at all, and a crash between the two tables leaves each at a moment that it knows.
 */
export class Payments {
  readonly #writer: AnalyticsWriter;
  readonly #onChange: () => void;
  #ledger: Ledger | null = null;

  /** `onChange` is told each time that what is kept changes. */
  constructor(writer: AnalyticsWriter, onChange: () => void) {
    this.#writer = writer;
    this.#onChange = onChange;
  }

  /** How far they go; null when none are kept. */
  get ledger(): Ledger | null {
    return this.#ledger;
  }

  /** Reads the ledger anew. */
  async load(): Promise<void> {
    const [row] = await this.#writer.query(
      `SELECT toString(maxIf(day, entry = 'closed')) AS closed, countIf(entry = 'closed') AS days,
         sumIf(n, entry = 'sequence') AS sequence
       FROM payments WHERE ${LEDGER}`,
      {},
      ledgerRow,
    );
    this.#reached(row === undefined || row.days === 0 ? null : { closedThrough: row.closed, sequence: row.sequence });
  }

  /**
   * Brings them to the journal record `sequence`, where rows on the days were changed since their ledger (null: any). The
   * work is that of the people whose rows changed.
   */
  async follow(sequence: number, days: readonly string[] | null, signal: AbortSignal): Promise<void> {
    const from = this.#ledger;
    if (!from || sequence <= from.sequence) return;
    const since: Change = { sequence: from.sequence, days };
    await this.#add(
      paymentsChanged(since, { sequence }, from.closedThrough),
      { from, to: { ...from, sequence } },
      signal,
    );
  }

  /** Adds those of the days up to `through`. */
  async close(through: string, signal: AbortSignal): Promise<void> {
    for (let from = this.#ledger; from && from.closedThrough < through; from = this.#ledger) {
      const to = { ...from, closedThrough: addDays(from.closedThrough, 1) };
      await this.#add(paymentsOf(to.closedThrough, from), { from, to }, signal);
    }
  }

  /** Makes them anew, the people of one range after the other, and puts them in the place of those in use. */
  async build(ranges: readonly PeopleRange[], to: Ledger, signal: AbortSignal): Promise<void> {
    await this.#prepare(ranges, to, signal);
    await this.#writer.insertBlocks('payments_next', [ledgerBlock(to, 0)]);
    await this.#write(to, () => this.#writer.command('EXCHANGE TABLES payments AND payments_next'));
    await this.#writer.command('TRUNCATE TABLE payments_next');
  }

  /** Makes them anew beside those in use and answers how many of these differ. */
  async differences(ranges: readonly PeopleRange[], signal: AbortSignal): Promise<number> {
    if (!this.#ledger) return 0;
    await this.#prepare(ranges, this.#ledger, signal);
    const own = `NOT ${LEDGER} AND order_key % {parts:UInt32} = {part:UInt32}`;
    const parts = await this.#parts();
    let differences = 0;
    for (let part = 0; part < parts; part += 1) {
      signal.throwIfAborted();
      const [row] = await this.#writer.query(
        `SELECT count() AS payments FROM (
           SELECT ${KEY}, sum(signed) AS n FROM (
             SELECT ${KEY}, n AS signed FROM payments WHERE ${own}
             UNION ALL SELECT ${KEY}, -n AS signed FROM payments_next WHERE ${own})
           GROUP BY ${KEY} HAVING n != 0)`,
        { part, parts },
        countRow,
      );
      differences += row?.payments ?? 0;
    }
    await this.#writer.command('TRUNCATE TABLE payments_next');
    return differences;
  }

  /** Forgets all of them, and the ledger. */
  async clear(): Promise<void> {
    this.#reached(null);
    await this.#writer.command('TRUNCATE TABLE payments');
  }

  async #prepare(ranges: readonly PeopleRange[], to: Ledger, signal: AbortSignal): Promise<void> {
    await this.#writer.command('TRUNCATE TABLE payments_next');
    for (const range of ranges) {
      signal.throwIfAborted();
      const { sql, parameters } = paymentsBy(range, to.closedThrough, to);
      await this.#writer.command(`INSERT INTO payments_next (${COLUMNS}) ${sql}`, parameters);
    }
    await this.#writer.command(`INSERT INTO payments_next (${SUM_COLUMNS.day}) ${COUNTED_BY_DAY}`);
    const parts = await this.#parts();
    for (let part = 0; part < parts; part += 1) {
      signal.throwIfAborted();
      const { sql, parameters } = movedIn(part, parts);
      await this.#writer.command(`INSERT INTO payments_next (${SUM_COLUMNS.moved}) ${sql}`, parameters);
    }
    signal.throwIfAborted();
  }

  /** Parts of all orders that fit in memory one after the other. */
  async #parts(): Promise<number> {
    const [row] = await this.#writer.query('SELECT count() AS payments FROM payments_next', {}, countRow);
    return Math.max(1, Math.ceil((row?.payments ?? 0) / ROWS_PER_PART));
  }

  /** What is to be added with a block of payments, so that what is counted of them stays in step. */
  async #sums(block: Uint8Array, signal: AbortSignal): Promise<Uint8Array[]> {
    if (block.length === 0) return [];
    await this.#writer.command('TRUNCATE TABLE payments_next');
    await this.#writer.insertBlocks('payments_next', [block]);
    const counted = await this.#writer.columns(COUNTED_BY_DAY, {}, { signal });
    const moved = await this.#writer.columns(MOVED_SINCE, {}, { signal });
    await this.#writer.command('TRUNCATE TABLE payments_next');
    return [counted, moved];
  }

  async #add(
    { sql, parameters }: PaymentStatement,
    { from, to }: { from: Ledger; to: Ledger },
    signal: AbortSignal,
  ): Promise<void> {
    const block = await this.#writer.columns(sql, parameters, { signal });
    const sums = await this.#sums(block, signal);
    signal.throwIfAborted();
    await this.#write(to, () =>
      this.#writer.insertBlocks('payments', [block, ...sums, ledgerBlock(to, from.sequence)]),
    );
  }

  async #write(to: Ledger, write: () => Promise<void>): Promise<void> {
    // A question that was begun before this may see what is newer than it knows of: it is asked again.
    this.#onChange();
    try {
      await write();
    } catch (error) {
      // It may have taken effect all the same; nothing is answered from them until the ledger was read again.
      this.#reached(null);
      throw error;
    }
    this.#reached(to);
  }

  #reached(to: Ledger | null): void {
    this.#ledger = to;
    this.#onChange();
  }
}

/** As `entry` in PAYMENT_TABLE_COLUMNS. */
const CLOSED = 0;
const SEQUENCE = 1;

function ledgerBlock({ closedThrough, sequence }: Ledger, before: number): Uint8Array {
  const advanced = sequence - before;
  const day = dayNumber(closedThrough);
  // Int64 in two halves; records are numbered from 1 on and never by as many as 2^32 at once.
  return nativeBlock(2, [
    fixedColumn('entry', PAYMENT_TABLE_COLUMNS.entry, Uint8Array.of(CLOSED, SEQUENCE)),
    fixedColumn('day', 'Date', Uint16Array.of(day, day)),
    fixedColumn('n', 'Int64', Uint32Array.of(1, 0, advanced, 0)),
  ]);
}
