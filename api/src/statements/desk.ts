import type { Agreement } from '@syncline/shared/agreements';
import {
  addMonths,
  daysOfMonth,
  type MonthStatements,
  type Statement,
  type StatementContent,
  type StatementMonth,
  statementNumber,
  type StatementSummary,
} from '@syncline/shared/statements';
import { addDays } from '@syncline/shared/time';
import { ApiError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { dayIn } from '../lib/zone.ts';
import type { Answers } from '../query/answers.ts';
import { composeMonth } from './compose.ts';
import { statementDigest } from './digest.ts';
import type { Balance, ClosedMonth, KeptStatement, StatementBook } from './port.ts';
import { LedgerMonths } from './settle-months.ts';
import { type OpenMonth, settleOpenMonths } from './open-months.ts';

/** What statements need to know of the store. */
interface StatementData {
  answers: Pick<Answers, 'ask'>;
  book: StatementBook;
  clock: Clock;
  timezone: string;
  /** Whether the store holds demo data. */
  demo: () => boolean;
  /** Resolves once queries can see all that was acknowledged. */
  settle(): Promise<unknown>;
}

/** The months that have statements, and which of them is closed next. */
interface Months {
  /** In their order. */
  items: StatementMonth[];
  closed: ClosedMonth[];
  /** The first that the agreements of today reach to: earlier than the first closed one where an agreement was added to the past. */
  first: string | null;
  next: string | null;
}

interface Opened {
  open: OpenMonth[];
  settled: Record<string, string>;
  agreements: readonly Agreement[];
  balances: Balance[];
}

/** Statements: what closed ones say, what those of open months would say now, and the closing of months. */
export class StatementDesk {
  readonly #data: StatementData;
  readonly #ledger: LedgerMonths;

  constructor(data: StatementData) {
    this.#data = data;
    this.#ledger = new LedgerMonths(data.answers);
  }

  /** Every month with statements, the newest first, and the one that is closed next; errors as `answerQuery`. */
  async months(signal?: AbortSignal): Promise<{ items: StatementMonth[]; next: string | null }> {
    const { items, next } = await this.#months(signal);
    return { items: items.toReversed(), next };
  }

  /** The statements of a month in one line each, by currency and party. `not_found` for a month without any. */
  async month(month: string, signal?: AbortSignal): Promise<MonthStatements> {
    const { about, statements } = await this.statements(month, signal);
    return { ...about, items: statements.map(summaryOf) };
  }

  /** The statements of a month: as they were closed, else as they would be now. `not_found` for a month without any. */
  async statements(month: string, signal?: AbortSignal): Promise<{ about: StatementMonth; statements: Statement[] }> {
    const months = await this.#months(signal);
    const about = months.items.find((one) => one.month === month);
    if (!about) throw new ApiError('not_found', `There are no statements of ${month}.`);
    if (about.state === 'closed') return { about, statements: await this.#data.book.statements(month) };
    const { state } = about;
    const contents = await this.#drafts(month, months, signal);
    const draft = { state, number: null, closed_at: null, digest: null };
    return { about, statements: contents.map((content) => ({ ...content, ...draft })) };
  }

  /** One statement; `not_found` when the party has none in this month and currency. */
  async statement(
    { month, party, currency }: { month: string; party: string; currency: string },
    signal?: AbortSignal,
  ): Promise<Statement> {
    const { statements } = await this.statements(month, signal);
    const found = statements.find((one) => one.party === party && one.currency === currency);
    if (!found) throw new ApiError('not_found', `"${party}" has no statement of ${month} in ${currency}.`);
    return found;
  }

  /**
   * Closes a month: gives the statements of all parties their numbers and keeps them as they are. What closed months have
   * come to since is in them as adjustments. A month that is closed already stays as it is. `conflict` for one that is not
   * over, or not the next.
   */
  async close(month: string, signal?: AbortSignal): Promise<MonthStatements> {
    await this.#data.settle();
    const months = await this.#months(signal);
    if (months.closed.some((one) => one.month === month)) return this.month(month, signal);
    this.#refuseClosing(month, months.next);
    const { agreements, balances, settled, open } = await this.#open(month, months, signal);
    const { lines, adjustments } = open[0] ?? { lines: [], adjustments: [] };
    const { timezone, demo } = this.#data;
    const material = { month, timezone, demo: demo(), agreements, lines, adjustments, balances };
    await this.#data.book.close({
      month,
      lastDay: daysOfMonth(month).to,
      settled,
      statements: (payouts, { place, closedAt }) =>
        composeMonth({ ...material, payouts }).map((content, index) => keep(content, place + index, closedAt)),
    });
    return this.month(month, signal);
  }

  #refuseClosing(month: string, next: string | null): void {
    if (next === null) {
      throw new ApiError('conflict', 'There is no agreement, and so nothing to close.', {
        hint: 'Add an agreement first.',
      });
    }
    if (month !== next) {
      throw new ApiError('conflict', `Months are closed in their order: ${next} is the next.`, {
        path: 'month',
        hint: `Close ${next} first.`,
      });
    }
    if (!this.#isOver(month)) {
      throw new ApiError('conflict', `${month} is not over: it can be closed on ${dueOn(month)}.`, { path: 'month' });
    }
  }

  async #drafts(month: string, months: Months, signal: AbortSignal | undefined): Promise<StatementContent[]> {
    const { book, timezone, demo } = this.#data;
    const { agreements, open, ...before } = await this.#open(month, months, signal);
    let { balances } = before;
    let pending = await book.pendingPayouts(daysOfMonth(month).to);
    let contents: StatementContent[] = [];
    // Each month opens with what the one before it leaves.
    for (const { month, lines, adjustments } of open) {
      const { to } = daysOfMonth(month);
      const payouts = pending.filter(({ day }) => day <= to);
      pending = pending.filter(({ day }) => day > to);
      const about = { month, timezone, demo: demo(), agreements };
      contents = composeMonth({ ...about, lines, adjustments, balances, payouts });
      balances = contents.map(({ totals, ...content }) => ({ ...content, closing: totals.closing }));
    }
    return contents;
  }

  async #open(through: string, { items, closed, first }: Months, signal: AbortSignal | undefined): Promise<Opened> {
    const { book } = this.#data;
    const [terms, balances] = await Promise.all([book.terms(), book.balances()]);
    const currencies = [...terms.agreements, ...balances].map(({ currency }) => currency);
    const { months, settled } = await settleOpenMonths({
      ledger: this.#ledger,
      terms,
      book,
      currencies: [...new Set(currencies)].toSorted(),
      closed,
      first,
      open: items.flatMap(({ month, state }) => (state !== 'closed' && month <= through ? [month] : [])),
      isOver: (month) => this.#isOver(month),
      signal,
    });
    return { open: months, settled, agreements: terms.agreements, balances };
  }

  async #months(signal: AbortSignal | undefined): Promise<Months> {
    const closed = await this.#data.book.closedMonths();
    const last = closed.at(-1)?.month;
    const terms = await this.#data.book.terms();
    const first = await this.#ledger.firstMonth(terms, this.#today().slice(0, 7), signal);
    const next = last === undefined ? first : addMonths(last, 1);
    const items: StatementMonth[] = closed.map(({ month, closed_at, statements }) => ({
      month,
      state: 'closed',
      due_on: dueOn(month),
      closed_at,
      statements,
    }));
    const thisMonth = this.#today().slice(0, 7);
    for (let month = next; month !== null && month <= thisMonth; month = addMonths(month, 1)) {
      const state = this.#isOver(month) ? 'due' : 'open';
      items.push({ month, state, due_on: dueOn(month), closed_at: null, statements: null });
    }
    return { items, closed, first, next };
  }

  #isOver(month: string): boolean {
    return daysOfMonth(month).to < this.#today();
  }

  #today(): string {
    return dayIn(this.#data.timezone, this.#data.clock.now());
  }
}

function dueOn(month: string): string {
  return addDays(daysOfMonth(month).to, 1);
}

function summaryOf({ number, state, party, name, role, month, currency, digest, totals }: Statement): StatementSummary {
  return { number, state, party, name, role, month, currency, digest, totals };
}

function keep(content: StatementContent, place: number, closedAt: string): KeptStatement {
  const statement = { ...content, number: statementNumber(content.month, place), closed_at: closedAt };
  const { party, currency, totals } = content;
  const digest = statementDigest(statement);
  return { place, party, currency, closing: totals.closing, digest, document: JSON.stringify(statement) };
}
