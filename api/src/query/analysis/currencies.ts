import type { CurrenciesAnswer, CurrenciesRequest } from '@syncline/shared/currencies';
import { RATE_BASE } from '@syncline/shared/exchange-rates';
import { minorDigits } from '@syncline/shared/money';
import { ApiError } from '../../lib/errors.ts';
import { groupBy } from '../../lib/group-by.ts';
import { buildScope, type Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { Converter } from '../currencies/convert.ts';
import type { DatedRate } from '../currencies/port.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { type Alike, alikeSchema, compileAlike, compileOrdersIn, ordersInSchema } from '../sql/currencies.ts';
import { together } from '../together.ts';

/** How amounts are converted, in words that answers carry. */
export const CONVERSION_METHOD =
  'Each payment and each refund is converted at the rate of its own day in the workspace’s time zone: that published for the day, or the last one before it, at most 7 days earlier (weekends and holidays leave at most four days running without one). ' +
  'Rates are units per euro; between two other currencies the conversion goes through the euro with exact fractions, and is rounded once, half away from zero, to the minor unit of the workspace currency. ' +
  'A refund made at another rate than its payment does not take back what that came to: the difference is the exchange result.';

const METHOD = `Paid and refunded rows of the period under the filter, in the currency of each. ${CONVERSION_METHOD} Where a rate is missing nothing is converted, and the days are named.`;

const NOTHING = {
  code: 'no_data',
  message: 'Nothing was paid or refunded in this period under these filters.',
} as const;

/**
 * In which currencies was paid and refunded, what each comes to, whether there is a rate for every day of it, and what all
 * of it is in the workspace currency. Errors as `answerQuery`; forbidden_combination for a filter by primary device.
 */
export async function answerCurrencies(
  context: QueryContext,
  request: CurrenciesRequest,
  signal?: AbortSignal,
): Promise<CurrenciesAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  refusePrimaryDevice(scope);
  const source = sourceOf(scope, [], [], NO_CELLS);
  const [money, ordersIn] = [compileAlike(scope), compileOrdersIn(scope)];
  const [rows, orders] = await together(signal, (signal) =>
    Promise.all([
      context.reader.query(money.sql, money.parameters, alikeSchema, { signal }),
      context.reader.query(ordersIn.sql, ordersIn.parameters, ordersInSchema, { signal }),
    ]),
  );
  const met = [...new Set([scope.currency, ...rows.map(({ currency }) => currency)])];
  const series = await context.rates.series(
    met.filter((currency) => currency !== RATE_BASE),
    scope.period,
  );
  const converter = new Converter(series, scope.currency);
  const ordersOf = new Map(orders.map(({ currency, orders }) => [currency, orders]));
  const currencies = [...groupBy(rows, ({ currency }) => currency)]
    .map(([currency, own]) => ({ currency, orders: ordersOf.get(currency) ?? 0, ...sumUp(own, converter) }))
    .toSorted(
      (one, other) =>
        Number(other.currency === scope.currency) - Number(one.currency === scope.currency) ||
        other.orders - one.orders ||
        (one.currency < other.currency ? -1 : 1),
    );
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  return {
    currencies,
    rates: converter.stamps().map((stamp) => ({ ...stamp, latest: latestOf(series.get(stamp.currency)) })),
    converted: currencies.reduce<number | null>(
      (sum, { converted }) => (sum === null || converted === null ? null : sum + converted),
      0,
    ),
    meta: { ...answerMeta(context, asked, rows.length === 0 ? [NOTHING] : []), method: METHOD },
  };
}

function refusePrimaryDevice({ filters }: Scope): void {
  const index = filters.findIndex(({ dimension }) => dimension === 'primary_device');
  if (index < 0) return;
  const path = `filters[${index}].dimension`;
  throw new ApiError('forbidden_combination', `${path}: currencies are not told apart by primary device`, {
    path,
    hint: 'Filter by device, the one the payment was made on, or by brand, campaign or offer',
  });
}

/** What the rows of one currency come to. */
function sumUp(rows: readonly [Alike, ...Alike[]], converter: Converter) {
  const days = rows.map(({ day }) => day).toSorted();
  const unconverted = new Set<string>();
  let [paid, refunded, converted] = [0, 0, 0];
  for (const { currency, day, step, amount, movements } of rows) {
    if (step === 'paid') paid += amount * movements;
    else refunded += amount * movements;
    const each = converter.convert(step === 'paid' ? amount : -amount, currency, day);
    if (each === null) unconverted.add(day);
    else converted += each * movements;
  }
  return {
    minor_digits: minorDigits(rows[0].currency),
    gross_revenue: paid,
    refunds: refunded,
    net_revenue: paid - refunded,
    converted: unconverted.size > 0 ? null : converted,
    first_day: days[0] ?? '',
    last_day: days.at(-1) ?? '',
    unconverted_days: unconverted.size,
  };
}

function latestOf(rates: readonly DatedRate[] | undefined): DatedRate | null {
  return rates?.at(-1) ?? null;
}
