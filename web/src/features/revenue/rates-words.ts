import type { CurrenciesAnswer } from '@syncline/shared/currencies';
import { RATE_BASE, type RateLayer, type RateSource, type RateStamp } from '@syncline/shared/exchange-rates';
import { MINOR_DIGITS } from '@syncline/shared/money';
import { formatDay, formatPeriod, plural } from '@syncline/shared/format';

const NAMES = new Intl.DisplayNames(['en'], { type: 'currency' });

export const SOURCE_NAMES: Record<RateSource, string> = { ecb: 'File, ECB layout', hand: 'By hand' };

/** "Japanese Yen", or the code where the browser has no name for it. */
export function nameOfCurrency(code: string): string {
  return NAMES.of(code) ?? code;
}

/** Every currency that a rate can be of, by its code. */
export const RATED_CURRENCIES: readonly { value: string; label: string }[] = [...MINOR_DIGITS.keys()]
  .filter((code) => code !== RATE_BASE)
  .toSorted()
  .map((code) => ({ value: code, label: `${code}, ${nameOfCurrency(code)}` }));

/** Which days have no rate: "JPY on 19 days, the first 16 Feb 2013; KWD on 12 Feb 2013"; undefined where none is missing. */
export function missingText(rates: CurrenciesAnswer['rates']): string | undefined {
  const missing = rates.filter(({ missing_days }) => missing_days > 0);
  if (missing.length === 0) return undefined;
  const parts = missing.map(({ currency, missing: [first = ''], missing_days }) => {
    const day = formatDay(first, { year: true });
    return missing_days === 1
      ? `${currency} on ${day}`
      : `${currency} on ${plural(missing_days, 'day')}, the first ${day}`;
  });
  return `No rate of ${parts.join('; ')}.`;
}

/** At which rates money was converted: "JPY at 2 rates of 11 Feb – 20 Feb 2013 (file, ECB layout)"; undefined where none was. */
export function ratesText(rates: readonly RateStamp[]): string | undefined {
  const used = rates.filter(({ published_from }) => published_from !== null);
  if (used.length === 0) return undefined;
  const parts = used.map(({ currency, days, published_from, published_to, sources }) => {
    const period = { from: published_from ?? '', to: published_to ?? '' };
    const from = sources.map((source) => SOURCE_NAMES[source]).join(' and ');
    return `${currency} on ${plural(days, 'day')} at rates published ${period.from === period.to ? `on ${formatDay(period.to, { year: true })}` : `from ${formatPeriod(period)}`} (${from})`;
  });
  return `Per euro: ${parts.join('; ')}.`;
}

/** "28 of 30 days". */
export function coverageText({ days, missing_days }: Pick<CurrenciesAnswer['rates'][number], 'days' | 'missing_days'>) {
  return `${days - missing_days} of ${plural(days, 'day')}`;
}

/** What became of a rate that was once known. */
export function standingText({ counts, taken_back_at }: RateLayer): string {
  if (counts) return 'counts';
  return taken_back_at === null ? 'another counts' : 'taken back';
}
