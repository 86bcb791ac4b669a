import { RATE_BASE } from '@syncline/shared/exchange-rates';
import { minorDigits } from '@syncline/shared/money';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { addDays } from '@syncline/shared/time';
import { ApiError } from '../../lib/errors.ts';
import { dayIn } from '../../lib/zone.ts';
import { groupBy } from '../../lib/group-by.ts';
import { settleSingly } from '../../settlement/histories.ts';
import { knownOf, type OfferPrices } from '../../settlement/known.ts';
import type { Movement } from '../../settlement/movement.ts';
import type { Entry } from '../../settlement/entry.ts';
import type { QueryContext } from '../context.ts';
import { Converter } from '../currencies/convert.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { compileMovementsInAll, type MovementInAny, movementInAnySchema } from '../sql/currencies.ts';
import { CONVERSION_METHOD } from './currencies.ts';
import {
  buildShareScope,
  endedMonths,
  isCounted,
  METHOD,
  type RevenueShareQuestion,
  shapeShares,
  supposedAgreements,
  unallocatedWarning,
} from './revenue-share.ts';
import type { CountedMovement } from './order-histories.ts';
import type { SettledOrders } from './share-book.ts';

const CONVERTED_METHOD =
  `${METHOD} Orders of every currency are settled in it, under the agreements in it, and what each payment and refund gives is converted then. ${CONVERSION_METHOD} ` +
  'The parts of a payment or refund add up to what the whole of it converts to: each is converted exactly and rounded down, and what is left goes to the largest remainders. Minimums are converted at the rate of the last day of their month.';

/**
 * Shares of what was paid and refunded in every currency, in minor units of the workspace currency: settled in the currency
 * of each order, and each movement converted at the rate of its own day. Parties, tax and what belongs to nobody add up to
 * net revenue. Errors as `answerRevenueShare`; `rate_missing` naming currencies and days without a rate.
 */
export async function answerConvertedShares(
  context: QueryContext,
  question: RevenueShareQuestion,
  signal?: AbortSignal,
): Promise<RevenueShareAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  if (question.within) {
    throw new ApiError(
      'forbidden_combination',
      'within: days are told apart of shares in the workspace currency alone',
      {
        path: 'within',
        hint: 'Ask for these days as the period of another question',
      },
    );
  }
  const scope = buildShareScope({ ...question, tier: 'raw' }, context);
  const { sql, parameters } = compileMovementsInAll(scope);
  const rows = await context.reader.query(sql, parameters, movementInAnySchema, signal ? { signal } : {});
  const history = withKnown(rows, question.offers);
  const currencies = [...new Set([scope.currency, ...rows.map(({ currency }) => currency)])];
  const series = await context.rates.series(
    currencies.filter((currency) => currency !== RATE_BASE),
    scope.period,
  );
  const converter = new Converter(series, scope.currency);
  const months = question.filters.length > 0 ? [] : endedMonths(scope, dayIn(scope.timezone, now));
  const settlement = settleSingly(question.agreements, history, months);
  const converted = convertSettlement(settlement, converter);
  const supposed = supposedAgreements(question);
  const asIf = supposed && convertSettlement(settleSingly(supposed, history, months), converter);
  converter.refuseMissing();
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: 'raw' as const };
  const counted = history.filter(({ counted }) => counted);
  const warnings = metricWarnings(['net_revenue'], { events: counted.length, otherCurrencies: [], open: [] });
  return {
    ...shapeShares(converted, question),
    what_if: asIf && shapeShares(asIf, question).totals,
    guaranteed_months: months,
    conversion: { currencies: moneyOf(counted, converter), rates: converter.stamps() },
    meta: {
      ...answerMeta(context, asked, [...warnings, ...unallocatedWarning(converted)]),
      method: CONVERTED_METHOD,
    },
  };
}

function withKnown(rows: readonly MovementInAny[], offers: readonly OfferPrices[]): CountedMovement[] {
  const prices = new Map(offers.map((offer) => [offer.slug, offer]));
  return rows.map(({ at_ms: at, ...row }) => ({ ...row, at, ...knownOf(row, prices.get(row.offer)) }));
}

/** The settlement as if it had been in the currency converted to; entries that are not counted are left out. */
function convertSettlement({ settled, guarantees }: SettledOrders, converter: Converter): SettledOrders {
  return {
    settled: settled.map(({ entries, orders }) => ({
      entries: entries.filter(isCounted).map((entry) => convertEntry(entry, converter)),
      orders,
    })),
    guarantees: guarantees.map((guarantee) => {
      const { currency } = guarantee.applied.agreement;
      const amounts = converter.convertParts(guarantee.amounts, currency, lastDayOf(guarantee.month));
      return { ...guarantee, amounts: amounts ?? guarantee.amounts };
    }),
  };
}

function convertEntry(entry: Entry<CountedMovement>, converter: Converter): Entry<CountedMovement> {
  const { movement, amounts, tax, fees, unallocated } = entry;
  const parts = converter.convertParts([...amounts, tax, fees, unallocated], movement.currency, movement.day);
  // What is missing is refused once all of it is known.
  if (parts === null) return entry;
  const [ownTax = 0, ownFees = 0, nobodys = 0] = parts.slice(-3);
  return {
    ...entry,
    movement: convertMovement(movement, converter),
    amounts: parts.slice(0, -3),
    tax: ownTax,
    fees: ownFees,
    unallocated: nobodys,
  };
}

function convertMovement<M extends Movement>(movement: M, converter: Converter): M {
  const { currency, day } = movement;
  const own = (minor: number | null) => (minor === null ? null : converter.convert(minor, currency, day));
  return {
    ...movement,
    amount: own(movement.amount) ?? movement.amount,
    tax: own(movement.tax),
    discount: own(movement.discount),
    fees: own(movement.fees),
    currency: converter.to,
  };
}

/** What was paid and refunded in each currency, that of the workspace first, then by orders. */
function moneyOf(
  movements: readonly CountedMovement[],
  converter: Converter,
): NonNullable<RevenueShareAnswer['conversion']>['currencies'] {
  const isOwn = (currency: string) => Number(currency === converter.to);
  return [...groupBy(movements, ({ currency }) => currency)]
    .map(([currency, own]) => {
      const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
      const paid = own.filter(({ kind }) => kind === 'paid');
      const gross = sum(paid.map(({ amount }) => amount));
      const refunds = sum(own.filter(({ kind }) => kind === 'refunded').map(({ amount }) => amount));
      return {
        currency,
        minor_digits: minorDigits(currency),
        orders: new Set(paid.map(({ order }) => order)).size,
        gross_revenue: gross,
        refunds,
        net_revenue: gross - refunds,
        converted: sum(
          own.map(({ kind, amount, day }) => converter.convert(kind === 'paid' ? amount : -amount, currency, day) ?? 0),
        ),
      };
    })
    .toSorted(
      (one, other) =>
        isOwn(other.currency) - isOwn(one.currency) ||
        other.orders - one.orders ||
        (one.currency < other.currency ? -1 : 1),
    );
}

function lastDayOf(month: string): string {
  const inNext = addDays(`${month}-28`, 4);
  return addDays(`${inNext.slice(0, 7)}-01`, -1);
}
