import type { Agreement } from '@syncline/shared/agreements';
import { daysOfMonth } from '@syncline/shared/statements';
import { LRUCache } from 'lru-cache';
import { answerLedgerMonth, answerMonthPrints } from '../query/analysis/share-ledger.ts';
import type { Answers } from '../query/answers.ts';
import type { MonthPrint } from '../query/sql/month-prints.ts';
import type { OfferPrices } from '../settlement/known.ts';
import type { MonthLine } from './port.ts';
import { settledFrom } from './settled-from.ts';

/** Lines that are kept of months that were settled already. */
const KEPT_LINES = 200_000;

export interface Terms {
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/** Orders are looked at from their first payment on, whenever that was. */
const hangsOn = { hangsOn: ({ to }: { to: string }) => ({ from: '1970-01-01', to }) };

/** Months of the ledger, each settled again only when what it is settled from changed. */
export class LedgerMonths {
  readonly #answers: Pick<Answers, 'ask'>;
  readonly #kept = new LRUCache<string, MonthLine[]>({
    maxSize: KEPT_LINES,
    sizeCalculation: (lines) => lines.length + 1,
  });

  constructor(answers: Pick<Answers, 'ask'>) {
    this.#answers = answers;
  }

  /** What tells the rows of a currency by month, up to the end of one. */
  async prints(currency: string, month: string, signal?: AbortSignal): Promise<MonthPrint[]> {
    const request = { period: daysOfMonth(month), currency };
    const { prints } = await this.#answers.ask('statement-rows', answerMonthPrints, request, signal, hangsOn);
    return prints;
  }

  /**
   * The first month, up to `thisMonth`, that a statement can say something of: in which an agreement holds that guarantees a
   * minimum, or something is paid or refunded once one holds. Null without any agreement.
   */
  async firstMonth({ agreements }: Terms, thisMonth: string, signal?: AbortSignal): Promise<string | null> {
    const begins = new Map<string, string>();
    const candidates: string[] = [];
    for (const { currency, versions } of agreements) {
      for (const { effective_from, terms } of versions) {
        const month = effective_from.slice(0, 7);
        const known = begins.get(currency);
        begins.set(currency, known !== undefined && known < month ? known : month);
        if (terms.shares.some(({ minimum_minor }) => minimum_minor !== null)) candidates.push(month);
      }
    }
    const first = [...begins.values()].toSorted()[0];
    if (first === undefined) return null;
    candidates.push(first > thisMonth ? first : thisMonth);
    for (const [currency, begun] of begins) {
      const prints = await this.prints(currency, thisMonth, signal);
      candidates.push(...prints.flatMap(({ month }) => (month >= begun ? [month] : [])));
    }
    return candidates.toSorted()[0] ?? null;
  }

  /** What the months of a currency are settled from; `isOver` tells of those whose minimums are in it. */
  async settledFrom(
    months: readonly string[],
    currency: string,
    { terms, isOver, signal }: { terms: Terms; isOver: (month: string) => boolean; signal?: AbortSignal | undefined },
  ): Promise<Map<string, string>> {
    const last = months.at(-1);
    if (last === undefined) return new Map();
    const prints = await this.prints(currency, last, signal);
    const keys = settledFrom(months, { currency, prints, ...terms });
    return new Map([...keys].map(([month, key]) => [month, isOver(month) ? key : `${key} open`]));
  }

  /** The lines of a month and currency, which is settled from what `key` names. */
  async lines(
    { month, currency, key }: { month: string; currency: string; key: string },
    terms: Terms,
    signal?: AbortSignal,
  ): Promise<MonthLine[]> {
    const kept = this.#kept.get(`${currency} ${month} ${key}`);
    if (kept) return kept;
    const request = {
      period: daysOfMonth(month),
      currency,
      agreements: terms.agreements.filter((agreement) => agreement.currency === currency),
      offers: terms.offers,
    };
    const { lines } = await this.#answers.ask('statement-month', answerLedgerMonth, request, signal, hangsOn);
    return lines.map((line) => ({ ...line, month, currency }));
  }

  /** Keeps the lines of a month whose key was the same before and after it was settled. */
  keep({ month, currency, key }: { month: string; currency: string; key: string }, lines: MonthLine[]): void {
    this.#kept.set(`${currency} ${month} ${key}`, lines);
  }
}
