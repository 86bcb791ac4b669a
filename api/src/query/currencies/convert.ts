import { RATE_BASE, RATE_REACH_DAYS, type RateStamp } from '@syncline/shared/exchange-rates';
import { minorDigits } from '@syncline/shared/money';
import { addDays } from '@syncline/shared/time';
import { ApiError } from '../../lib/errors.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { DatedRate } from './port.ts';

/** An exact number: numerator ÷ denominator, both above 0. */
interface Ratio {
  numerator: bigint;
  denominator: bigint;
}

const ONE: Ratio = { numerator: 1n, denominator: 1n };
const MISSING_LISTED = 10;
const NAMED_DAYS = 3;
const NAMED_CURRENCIES = 5;

/**
 * `minor` × `by`, rounded once, half away from zero: an amount and its negative become each other's negative, so that a
 * refund at the rate of its payment takes back exactly what that gave. Throws a RangeError past 2^53 − 1.
 */
function scaled(minor: number, { numerator, denominator }: Ratio): number {
  const size = BigInt(Math.abs(minor)) * numerator;
  const rounded = Number((2n * size + denominator) / (2n * denominator));
  if (!Number.isSafeInteger(rounded)) throw new RangeError('A converted amount is larger than can be kept exactly');
  return minor < 0 ? 0 - rounded : rounded;
}

/** A positive decimal as an exact number. */
function ratioOf(decimal: string): Ratio {
  const [whole = '', fraction = ''] = decimal.split('.');
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

/**
 * Converts amounts into one currency at the rates of their days: that published for the day, or else the last one before
 * it, at most RATE_REACH_DAYS earlier. Between two currencies it goes through the euro, exactly, and rounds once. Keeps in
 * mind which rates it went by, and which were missing.
 */
export class Converter {
  readonly to: string;
  readonly #series: ReadonlyMap<string, readonly DatedRate[]>;
  /** What one minor unit of a currency is on a day; null where a rate is missing. */
  readonly #factors = new Map<string, Map<string, Ratio | null>>();
  /** By currency and day what held, asked for or not found. */
  readonly #used = new Map<string, Map<string, DatedRate | null>>();

  /** `series` is of `to` and every currency to be converted, as `RateReader` gives it. */
  constructor(series: ReadonlyMap<string, readonly DatedRate[]>, to: string) {
    this.#series = series;
    this.to = to;
  }

  /** The amount in minor units of the currency converted to; null where a rate is missing. */
  convert(minor: number, currency: string, day: string): number | null {
    if (currency === this.to) return minor;
    const factor = this.#factor(currency, day);
    return factor === null ? null : scaled(minor, factor);
  }

  /**
   * Amounts that together are one, each exactly converted and then given out in whole minor units that add up to what the
   * whole converts to: rounded down, and what is left to the largest remainders, of equal ones to the earlier part. Null
   * where a rate is missing.
   */
  convertParts(parts: readonly number[], currency: string, day: string): number[] | null {
    if (currency === this.to) return [...parts];
    const factor = this.#factor(currency, day);
    if (factor === null) return null;
    const whole = scaled(
      parts.reduce((sum, part) => sum + part, 0),
      factor,
    );
    return shareOut(whole, parts, factor);
  }

  /** The rates gone by so far, and those that were missing, by currency. */
  stamps(): RateStamp[] {
    return [...this.#used]
      .map(([currency, days]) => stampOf(currency, days))
      .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
  }

  /** Throws an ApiError `rate_missing` naming currencies and days, where any rate was missing so far. */
  refuseMissing(): void {
    const missing = this.stamps().filter(({ missing_days }) => missing_days > 0);
    if (missing.length === 0) return;
    const named = missing.slice(0, NAMED_CURRENCIES).map(({ currency, missing_days, missing: days }) => {
      const shown = days.slice(0, NAMED_DAYS).join(', ');
      const more = missing_days - Math.min(NAMED_DAYS, days.length);
      return `${currency} on ${shown}${more > 0 ? ` and ${more} more ${more === 1 ? 'day' : 'days'}` : ''}`;
    });
    const others = missing.length - named.length;
    const rest = others > 0 ? `; and of ${others} more ${others === 1 ? 'currency' : 'currencies'}` : '';
    throw new ApiError(
      'rate_missing',
      `No exchange rate is known of ${named.join('; ')}${rest}: none of the day, and none of the ${RATE_REACH_DAYS} days before it.`,
      {
        path: 'currencies',
        hint: 'Import the rates of these days (Data, or POST /api/v1/imports with eurofxref-hist.csv of the European Central Bank), or enter them by PUT /api/v1/exchange-rates.',
      },
    );
  }

  #factor(currency: string, day: string): Ratio | null {
    const days = this.#factors.get(currency) ?? new Map<string, Ratio | null>();
    this.#factors.set(currency, days);
    const known = days.get(day);
    if (known !== undefined) return known;
    const from = this.#perEuro(currency, day);
    const to = this.#perEuro(this.to, day);
    const factor = from && to && between(from, to, minorDigits(this.to) - minorDigits(currency));
    days.set(day, factor);
    return factor;
  }

  #perEuro(currency: string, day: string): Ratio | null {
    if (currency === RATE_BASE) return ONE;
    const days = this.#used.get(currency) ?? new Map<string, DatedRate | null>();
    this.#used.set(currency, days);
    const rate = rateOn(this.#series.get(currency) ?? [], day);
    days.set(day, rate);
    return rate && ratioOf(rate.rate);
  }
}

/**
 * `whole`, which the parts come to once converted and rounded, in whole parts. Nothing is lost: rounded down they come to
 * less than the whole by at most one unit for each part that has a remainder.
 */
function shareOut(whole: number, parts: readonly number[], { numerator, denominator }: Ratio): number[] {
  const shares = parts.map((part, index) => {
    const exact = BigInt(part) * numerator;
    const remainder = ((exact % denominator) + denominator) % denominator;
    return { index, down: Number((exact - remainder) / denominator), remainder };
  });
  const left = whole - shares.reduce((sum, { down }) => sum + down, 0);
  const receivers = new Set(
    shares
      .toSorted((one, other) =>
        one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
      )
      .slice(0, left)
      .map(({ index }) => index),
  );
  return shares.map(({ index, down }) => down + (receivers.has(index) ? 1 : 0));
}

/** What one minor unit of a currency is in minor units of another that has `digits` more. */
function between(from: Ratio, to: Ratio, digits: number): Ratio {
  const scale = 10n ** BigInt(Math.abs(digits));
  return {
    numerator: to.numerator * from.denominator * (digits > 0 ? scale : 1n),
    denominator: to.denominator * from.numerator * (digits < 0 ? scale : 1n),
  };
}

/** The rate that holds on a day; null where the last one published is older than its reach. `rates` is in the order of their days. */
function rateOn(rates: readonly DatedRate[], day: string): DatedRate | null {
  let [low, high] = [0, rates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rates[middle]?.day ?? '') <= day) low = middle + 1;
    else high = middle;
  }
  const last = rates[low - 1];
  return last && last.day >= addDays(day, -RATE_REACH_DAYS) ? last : null;
}

function stampOf(currency: string, days: ReadonlyMap<string, DatedRate | null>): RateStamp {
  const missing = [...days].flatMap(([day, rate]) => (rate === null ? [day] : [])).toSorted();
  const rates = [
    ...groupBy(
      [...days.values()].filter((rate) => rate !== null),
      ({ day }) => day,
    ),
  ]
    .map(([, [rate]]) => rate)
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  const bySize = rates.map(({ rate }) => rate).toSorted(compareDecimals);
  return {
    currency,
    days: days.size,
    missing_days: missing.length,
    missing: missing.slice(0, MISSING_LISTED),
    published_from: rates[0]?.day ?? null,
    published_to: rates.at(-1)?.day ?? null,
    lowest: bySize[0] ?? null,
    highest: bySize.at(-1) ?? null,
    sources: [...new Set(rates.map(({ source }) => source))].toSorted(),
  };
}

function compareDecimals(one: string, other: string): number {
  const [a, b] = [ratioOf(one), ratioOf(other)];
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
