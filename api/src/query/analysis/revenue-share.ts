import type { Agreement } from '@syncline/shared/agreements';
import type { Warning } from '@syncline/shared/query';
import type { RevenueShareAnswer, RevenueShareRequest, SharedRevenue } from '@syncline/shared/revenue-share';
import { ApiError } from '../../lib/errors.ts';
import { dayIn } from '../../lib/zone.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { AppliedTerms } from '../../settlement/choose.ts';
import type { Entry, Guarantee } from '../../settlement/entry.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import { lastDayOf, monthOf } from '../../settlement/movement.ts';
import type { Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment, type CellCoverage } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { compileOtherMoney, type PaymentSource } from '../sql/payment-source.ts';
import { type OtherCurrency, otherCurrencySchema } from '../sql/scan.ts';
import { together } from '../together.ts';
import { buildPaymentScope, choosePayments, tierOfPayments } from './payment-scope.ts';
import type { CountedMovement } from './order-histories.ts';
import { readShareBook, type SettledOrders } from './share-book.ts';
import { ShareSum } from './share-sum.ts';

/** A request with what it is answered from besides the log: the agreements, and what the offers cost. */
export interface RevenueShareQuestion extends RevenueShareRequest {
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/**
 * Who gets which share of what was paid and refunded in the period, under the agreements each order is under. Money is in
 * integer minor units of the workspace currency; parties, tax and what belongs to nobody add up to net revenue. Errors as
 * `answerQuery`; forbidden_combination for a filter by primary device, invalid_period for days told apart that are not
 * within the period, not_found for other terms of an agreement that does not exist.
 */
export async function answerRevenueShare(
  context: QueryContext,
  question: RevenueShareQuestion,
  signal?: AbortSignal,
): Promise<RevenueShareAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildShareScope(question, context);
  const inner = innerScope(scope, question);
  const supposed = supposedAgreements(question);
  const { book, others, othersWithin, source } = await atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const reading = { reader: context.reader, ...sourcesOf(source, coverage), agreements: question.agreements };
    const [book, others, othersWithin] = await together(signal, (signal) => {
      const othersOf = (scope: Scope) => {
        const { sql, parameters } = compileOtherMoney(scope, source);
        return context.reader.query(sql, parameters, otherCurrencySchema, { signal });
      };
      return Promise.all([
        readShareBook({ ...scope, within: question.within }, { ...reading, offers: question.offers, signal }),
        othersOf(scope),
        inner ? othersOf(inner) : [],
      ]);
    });
    return { book, others, othersWithin, source };
  });
  const today = dayIn(scope.timezone, now);
  const monthsOf = (scope: Scope) => (question.filters.length > 0 ? [] : endedMonths(scope, today));
  const months = monthsOf(scope);
  const settled = await book.settle(question.agreements, months);
  const sharesOf = (scope: Scope, { settled, counted, others }: SharesOfDays) => {
    const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOfPayments(source) };
    const warnings = metricWarnings(['net_revenue'], { events: counted, otherCurrencies: others, open: [] });
    return {
      ...shapeShares(settled, question),
      guaranteed_months: monthsOf(scope),
      meta: { ...answerMeta(context, asked, [...warnings, ...unallocatedWarning(settled)]), method: METHOD },
    };
  };
  const { counted } = book;
  const ofWithin = (inner: Scope) => {
    const asked = { settled: withinOf(settled, monthsOf(inner)), counted: counted.within, others: othersWithin };
    const { meta, ...shares } = sharesOf(inner, asked);
    // What waits to be counted is told once, of the whole answer, anew each time that it is given.
    return { ...shares, meta: { ...meta, warnings: meta.warnings.filter(({ code }) => code !== 'backlog') } };
  };
  return {
    ...sharesOf(scope, { settled, counted: counted.all, others }),
    what_if: supposed === null ? null : shapeTotals(await book.settle(supposed, months)),
    ...(inner && { within: ofWithin(inner) }),
  };
}

interface SharesOfDays {
  settled: SettledOrders;
  counted: number;
  others: OtherCurrency[];
}

/** The scope of the days told apart; invalid_period where they are not days of the period. */
function innerScope(scope: Scope, { within }: RevenueShareQuestion): Scope | null {
  if (within === undefined) return null;
  const { from, to } = scope.period;
  if (within.from < from || within.to > to) {
    throw new ApiError('invalid_period', `within: ${within.from} to ${within.to} is not within the period`, {
      path: 'within',
      hint: `Name days from ${from} to ${to}`,
    });
  }
  return { ...scope, period: within };
}

/** What was settled of the days told apart: a minimum is of a whole month, and looks at no days but those of its own. */
function withinOf({ settled, guarantees }: SettledOrders, months: readonly string[]): SettledOrders {
  return {
    settled: settled.flatMap(({ entries, orders }) => {
      const own = entries.filter(({ movement }) => movement.within === true);
      return own.length > 0 ? [{ entries: own, orders }] : [];
    }),
    guarantees: guarantees.filter(({ month }) => months.includes(month)),
  };
}

export const METHOD =
  'An order is under the most specific agreement (offer, campaign, brand, everything) in its currency that is in force on the day of its first payment, ' +
  'and stays under that version whatever changes later; a refund takes back what its own order gave, on the day of the refund. ' +
  'Tax that the terms exclude is set apart first; percentages are of what was paid without it, or of the price without the discount where somebody funds the discount, out of their part. ' +
  'Tiers are marginal: each rate holds for its part of the volume of the orders paid in one calendar month under the agreement. Caps and minimums look at the same orders, with the refunds of that month. ' +
  'Claims are exact; whole minor units are given out by largest remainder, of equal remainders to the party named first, and the residual party takes the rest. ' +
  'Tax and discount are known where what was paid is the price of one of the offer; otherwise nothing is allocated under terms that need them. Fees are not known to the log, so shares are before fees; refunds and chargebacks are one. ' +
  'Parties, tax and what is not allocated add up to net revenue (paid less refunded in the period under the filter) to the minor unit.';

export function buildShareScope(
  question: Omit<RevenueShareQuestion, 'by' | 'what_if' | 'within'>,
  context: QueryContext,
): Scope {
  return buildPaymentScope(question, context, 'shares of revenue');
}

/** Where the payments of shares are read; errors as `choosePayments`. An order of the period may have been paid on any day before it. */
export function chooseSource(scope: Scope, coverage: CellCoverage): PaymentSource {
  return choosePayments(scope, coverage, [{ from: '1970-01-01', to: scope.period.to }]);
}

/** Where a book is read, now and later. */
export function sourcesOf(
  source: PaymentSource,
  coverage: CellCoverage,
): Pick<Parameters<typeof readShareBook>[1], 'source' | 'sourceLater'> {
  const moment = coverage.moment();
  const log: PaymentSource = { kept: false, sequence: coverage.sequence() || null };
  return { source, sourceLater: () => (coverage.moment() === moment ? source : log) };
}

/** The months whose last day lies in the period and is over. */
export function endedMonths({ period: { from, to } }: Scope, today: string): string[] {
  const months: string[] = [];
  for (let month = monthOf(from); `${month}-01` <= to; month = monthAfter(month)) {
    const last = lastDayOf(month);
    if (last <= to && last < today) months.push(month);
  }
  return months;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

export function supposedAgreements({ what_if, agreements }: RevenueShareQuestion): Agreement[] | null {
  if (what_if.length === 0) return null;
  const bySlug = new Map(what_if.map((one) => [one.agreement, one]));
  return agreements.map((agreement) => {
    const supposed = bySlug.get(agreement.slug);
    if (!supposed) return agreement;
    const { version, terms } = supposed;
    const versions = agreement.versions.map((one) =>
      version === undefined || one.version === version ? { ...one, terms } : one,
    );
    return { ...agreement, versions };
  });
}

export function shapeTotals({ settled, guarantees }: SettledOrders): SharedRevenue {
  const totals = new ShareSum();
  for (const { entries, orders } of settled) totals.add(entries.filter(isCounted), orders);
  for (const guarantee of guarantees) totals.guarantee(guarantee);
  return totals.shape();
}

export function isCounted({ movement }: Entry<CountedMovement>): boolean {
  return movement.counted;
}

export function shapeShares(
  { settled, guarantees }: SettledOrders,
  { by, agreements }: RevenueShareQuestion,
): Pick<RevenueShareAnswer, 'totals' | 'groups' | 'agreements'> {
  const groups = new Map<string, ShareSum>();
  const groupOf = (value: string) => {
    const found = groups.get(value) ?? new ShareSum();
    groups.set(value, found);
    return found;
  };
  const totals = new ShareSum();
  const used = new Map<AppliedTerms, number>();
  for (const { entries, orders } of settled) {
    const counted = entries.filter(isCounted);
    totals.add(counted, orders);
    if (by) for (const [value, own] of groupsBy(counted, by)) groupOf(value).add(own, orders);
    // All movements of an order from its first payment on are under the same terms.
    const applied = counted.find((entry) => entry.applied !== null)?.applied;
    if (applied) used.set(applied, (used.get(applied) ?? 0) + orders);
  }
  for (const guarantee of guarantees) {
    totals.guarantee(guarantee);
    if (by) groupOf(guaranteedIn(guarantee, by)).guarantee(guarantee);
  }
  const ordersOf = new Map(
    [...used].map(([{ agreement, version }, orders]) => [`${agreement.slug} ${version}`, orders]),
  );
  const shaped = [...groups].map(([value, sum]) => ({ value, ...sum.shape() }));
  return {
    totals: totals.shape(),
    groups:
      by === 'month'
        ? shaped.toSorted((one, other) => (one.value < other.value ? -1 : 1))
        : shaped.toSorted((one, other) => other.net_revenue - one.net_revenue || (one.value < other.value ? -1 : 1)),
    agreements: agreements.flatMap(({ slug, name, scope, ends_on, versions }) =>
      versions.flatMap(({ version, effective_from, terms }) => {
        const orders = ordersOf.get(`${slug} ${version}`);
        return orders === undefined ? [] : [{ slug, name, scope, ends_on, version, effective_from, terms, orders }];
      }),
    ),
  };
}

/** The entries of an order by value; nearly always they have but one. */
function groupsBy(
  entries: readonly Entry[],
  by: NonNullable<RevenueShareRequest['by']>,
): Iterable<[string, readonly Entry[]]> {
  const [first] = entries;
  if (!first) return [];
  const valueOf = ({ movement }: Entry) => (by === 'month' ? monthOf(movement.day) : movement[by]);
  const value = valueOf(first);
  return entries.every((entry) => valueOf(entry) === value) ? [[value, entries]] : groupBy(entries, valueOf);
}

/** A minimum belongs to what its agreement is about; where that is no value of the dimension, to none. */
export function guaranteedIn({ applied, month }: Guarantee, by: NonNullable<RevenueShareRequest['by']>): string {
  if (by === 'month') return month;
  const { scope } = applied.agreement;
  return scope.level === by ? scope.slug : '';
}

export function unallocatedWarning({ settled }: SettledOrders): Warning[] {
  const orders = settled.reduce(
    (sum, { entries, orders }) => sum + (entries.some((one) => isCounted(one) && one.reason !== null) ? orders : 0),
    0,
  );
  if (orders === 0) return [];
  const message = `${orders} ${orders === 1 ? 'order is' : 'orders are'} shared with nobody: no agreement holds, or what its terms need is not known.`;
  return [{ code: 'unallocated', message }];
}
