import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatedTerms } from '@syncline/shared/agreements';
import { OrderAccount } from '../../settlement/account.ts';
import type { Entry, Guarantee } from '../../settlement/entry.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import { Settling } from '../../settlement/settling.ts';
import type { AnalyticsReader } from '../../stores/clickhouse/port.ts';
import type { Scope } from '../build.ts';
import {
  compileFirstDay,
  compileMovementDays,
  compileMovementPage,
  daysTogether,
  firstDaySchema,
  type MovementDay,
  movementDaySchema,
  type Page,
  type PagedRow,
  pagedRowSchema,
} from '../sql/movement-pages.ts';
import type { PaymentSource } from '../sql/payment-source.ts';
import type { CountedMovement } from './order-histories.ts';
import { completing } from './share-book.ts';

/** More at once would fill the memory that all questions share. */
export const ROWS_AT_ONCE = 50_000;
/** Orders that are compared with each other by one statement. */
const ORDERS_AT_ONCE = 2_000_000;
/** Other requests get their turn after so many movements, some five milliseconds. */
const MOVEMENTS_PER_TURN = 1000;

/** Asks the engine; rejects as `AnalyticsReader.query`. */
export type Read = <Row>(ask: (reader: AnalyticsReader, signal: AbortSignal) => Promise<Row>) => Promise<Row>;

interface Reading {
  read: Read;
  /** Where rows stand as they did at first, whenever it is asked. */
  source: () => PaymentSource;
  agreements: readonly DatedTerms[];
  offers: readonly OfferPrices[];
  rowsAtOnce?: number | undefined;
}

/** The rows came to be others while they were read. */
export class RowsMovedError extends Error {
  override name = 'RowsMovedError';
}

/**
 * Every movement that the shares of a scope hang on, settled as by `settle`, but read page by page in the order in time: what
 * is held in memory is a page, and the accounts of orders that move again. To be gone through once.
 */
export class MovementPages {
  /** How many movements are gone through, but for those of orders that began earlier. */
  readonly movements: number;
  readonly #scope: Scope;
  readonly #reading: Reading;
  readonly #days: readonly MovementDay[];
  readonly #firstDay: string;
  readonly #settling: Settling;

  private constructor(scope: Scope, reading: Reading, days: readonly MovementDay[], firstDay: string) {
    this.#scope = scope;
    this.#reading = reading;
    this.#days = days;
    this.#firstDay = firstDay;
    this.#settling = new Settling(reading.agreements, { inTime: true });
    this.movements = days.reduce((sum, { day, rows }) => (day < firstDay ? sum : sum + rows), 0);
  }

  /** Finds out what there is to read. Rejects as `AnalyticsReader.query`. */
  static async open(scope: Scope, reading: Reading): Promise<MovementPages> {
    const from = () => ({ ...scope, source: reading.source() });
    const days = await reading.read((reader, signal) => {
      const { sql, parameters } = compileMovementDays(from());
      return reader.query(sql, parameters, movementDaySchema, { signal });
    });
    let firstDay = `${scope.period.from.slice(0, 7)}-01`;
    if (days.some(({ day }) => day < firstDay)) {
      const pieces = Math.ceil(days.reduce((sum, { rows }) => sum + rows, 0) / ORDERS_AT_ONCE);
      for (let piece = 0; piece < pieces; piece += 1) {
        // One after the other, as each alone is heavy.
        // oxlint-disable-next-line no-await-in-loop
        const [found] = await reading.read((reader, signal) => {
          const { sql, parameters } = compileFirstDay(from(), { piece, pieces });
          return reader.query(sql, parameters, firstDaySchema, { signal });
        });
        if (found && found.first_day < firstDay) firstDay = `${found.first_day.slice(0, 7)}-01`;
      }
    }
    return new MovementPages(scope, reading, days, firstDay);
  }

  /** Some settled movements at a time. Rejects as `AnalyticsReader.query`; RowsMovedError where rows were removed meanwhile. */
  async *entries(): AsyncGenerator<Entry<CountedMovement>[]> {
    const accounts = new Map<string, { account: OrderAccount; left: number }>();
    const complete = completing(this.#scope, this.#reading.offers);
    let seen = 0;
    for await (const rows of this.#pages()) {
      for (let at = 0; at < rows.length; at += MOVEMENTS_PER_TURN) {
        await nextTurn();
        yield rows.slice(at, at + MOVEMENTS_PER_TURN).map(({ at_ms, moves, ...row }) => {
          const own = accounts.get(row.order) ?? { account: new OrderAccount(), left: moves };
          own.left -= 1;
          if (own.left > 0) accounts.set(row.order, own);
          else accounts.delete(row.order);
          return this.#settling.move(own.account, complete({ ...row, at: at_ms }));
        });
      }
      seen += rows.filter(({ day }) => day >= this.#firstDay).length;
    }
    if (seen !== this.movements || accounts.size > 0)
      throw new RowsMovedError('Events were removed or replaced while their orders were read; ask again.');
  }

  /** The minimums of months (YYYY-MM), once all entries were gone through. */
  guarantees(months: readonly string[]): Guarantee[] {
    return this.#settling.guarantees(months);
  }

  async *#pages(): AsyncGenerator<PagedRow[]> {
    const rows = this.#reading.rowsAtOnce ?? ROWS_AT_ONCE;
    for (const days of daysTogether(this.#days, rows)) {
      let after: Page['after'] = null;
      do {
        // Pages follow one another.
        // oxlint-disable-next-line no-await-in-loop
        const page: PagedRow[] = await this.#page({ days, after, rows, firstDay: this.#firstDay });
        yield page;
        after = page.length === rows ? (page.at(-1) ?? null) : null;
      } while (after);
    }
  }

  /** What is kept ready may change while it is read: then the log is read as it was. */
  async #page(page: Page): Promise<PagedRow[]> {
    const { read, source: sourceNow } = this.#reading;
    for (;;) {
      const source = sourceNow();
      const { sql, parameters } = compileMovementPage({ ...this.#scope, source }, page);
      // Only what was read says whether it is to be read once more.
      // oxlint-disable-next-line no-await-in-loop
      const rows = await read((reader, signal) => reader.query(sql, parameters, pagedRowSchema, { signal }));
      if (!source.kept || sourceNow().kept) return rows;
    }
  }
}
