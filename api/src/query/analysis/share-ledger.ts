import type { Agreement } from '@syncline/shared/agreements';
import type { AnswerMeta } from '@syncline/shared/query';
import type { StatementLine } from '@syncline/shared/statements';
import type { Period } from '@syncline/shared/time';
import { dayIn } from '../../lib/zone.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import { lastDayOf, monthOf } from '../../settlement/movement.ts';
import type { Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { compileMonthPrints, type MonthPrint, monthPrintSchema } from '../sql/month-prints.ts';
import type { PaymentSource } from '../sql/payment-source.ts';
import { tierOfPayments } from './payment-scope.ts';
import { chooseSource, sourcesOf } from './revenue-share.ts';
import { readShareBook, type SettledOrders } from './share-book.ts';

interface MonthPrintsQuestion {
  /** Its end counts: rows of every earlier day are looked at. */
  period: Period;
  currency: string;
}

interface LedgerQuestion {
  /** The days of one calendar month. */
  period: Period;
  currency: string;
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/** What a party comes to in a month, by version of an agreement, campaign and offer. */
export interface LedgerLine extends StatementLine {
  party: string;
}

/** What tells the paid and refunded rows of a currency by month, up to the period's end; errors as `answerQuery`. */
export async function answerMonthPrints(
  context: QueryContext,
  { period, currency }: MonthPrintsQuestion,
  signal?: AbortSignal,
): Promise<{ prints: MonthPrint[]; meta: AnswerMeta }> {
  const asked = { started: performance.now(), now: context.clock.now() };
  const scope = scopeOf(context, { period, currency });
  return atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const { sql, parameters } = compileMonthPrints({ currency, through: period.to }, source);
    const prints = await context.reader.query(sql, parameters, monthPrintSchema, signal ? { signal } : {});
    return { prints, meta: metaOf(context, scope, source, asked) };
  });
}

/**
 * Who gets which share of what was paid and refunded in one calendar month and currency, line by line, in minor units: the
 * amounts of `analysis/revenue-share` for the month, told apart further. Minimums are in it once the month is over. Errors
 * as `answerQuery`.
 */
export async function answerLedgerMonth(
  context: QueryContext,
  question: LedgerQuestion,
  signal?: AbortSignal,
): Promise<{ lines: LedgerLine[]; meta: AnswerMeta }> {
  const asked = { started: performance.now(), now: context.clock.now() };
  const scope = scopeOf(context, question);
  const { reader } = context;
  const { agreements, offers } = question;
  const { book, source } = await atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const reading = { reader, ...sourcesOf(source, coverage), agreements, offers, signal };
    return { book: await readShareBook(scope, reading), source };
  });
  const month = monthOf(question.period.from);
  const isOver = lastDayOf(month) < dayIn(context.timezone, asked.now);
  const settled = await book.settle(agreements, isOver ? [month] : []);
  return { lines: ledgerLines(settled), meta: metaOf(context, scope, source, asked) };
}

function scopeOf({ timezone }: QueryContext, { period, currency }: MonthPrintsQuestion): Scope {
  return { period, filters: [], primaryDeviceThreshold: 0.6, tier: 'auto', timezone, currency };
}

function metaOf(
  context: QueryContext,
  scope: Scope,
  source: PaymentSource,
  asked: { started: number; now: number },
): AnswerMeta {
  const tier = tierOfPayments(source);
  return answerMeta(context, { scope, comparison: null, confirmationWindow: false, tier, ...asked }, []);
}

type Place = Pick<StatementLine, 'agreement' | 'version' | 'campaign' | 'offer'>;

/** Lines of one place, of each party of its terms; which orders they are is the same for all. */
class PlaceSum {
  readonly #place: Place;
  #orders = 0;
  #refunds = 0;
  readonly #parties = new Map<string, Pick<StatementLine, 'earned' | 'returned' | 'guaranteed'>>();

  constructor(place: Place) {
    this.#place = place;
  }

  paid(orders: number): void {
    this.#orders += orders;
  }

  refunded(orders: number): void {
    this.#refunds += orders;
  }

  add(party: string, kind: 'earned' | 'returned' | 'guaranteed', amount: number): void {
    const sum = this.#parties.get(party) ?? { earned: 0, returned: 0, guaranteed: 0 };
    this.#parties.set(party, sum);
    sum[kind] += amount;
  }

  lines(): LedgerLine[] {
    return [...this.#parties].map(([party, sums]) => ({
      party,
      ...this.#place,
      orders: this.#orders,
      refunds: this.#refunds,
      ...sums,
      amount: sums.earned - sums.returned + sums.guaranteed,
    }));
  }
}

function ledgerLines({ settled, guarantees }: SettledOrders): LedgerLine[] {
  const sums = new Map<string, PlaceSum>();
  const at = (place: Place) => {
    const key = placeKey(place);
    const found = sums.get(key) ?? new PlaceSum(place);
    sums.set(key, found);
    return found;
  };
  for (const { entries, orders } of settled) {
    const paidAt = new Set<PlaceSum>();
    for (const { movement, applied, amounts } of entries) {
      if (!movement.counted || !applied) continue;
      const { campaign, offer, kind } = movement;
      const sum = at({ agreement: applied.agreement.slug, version: applied.version, campaign, offer });
      const [column, sign] = kind === 'paid' ? (['earned', 1] as const) : (['returned', -1] as const);
      if (kind === 'paid') paidAt.add(sum);
      else sum.refunded(orders);
      applied.parties.forEach(({ party }, index) => sum.add(party, column, sign * (amounts[index] ?? 0) * orders));
    }
    for (const sum of paidAt) sum.paid(orders);
  }
  for (const { applied, amounts } of guarantees) {
    const { slug: agreement, scope } = applied.agreement;
    const of = (level: 'campaign' | 'offer') => (scope.level === level ? scope.slug : '');
    const sum = at({ agreement, version: applied.version, campaign: of('campaign'), offer: of('offer') });
    applied.parties.forEach(({ party }, index) => sum.add(party, 'guaranteed', amounts[index] ?? 0));
  }
  return [...sums.values()].flatMap((sum) => sum.lines());
}

function placeKey({ agreement, version, campaign, offer }: Place): string {
  return [agreement, version, campaign, offer].join('\n');
}
