import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { Link } from '@tanstack/react-router';
import { ApiFailure } from '../../lib/api.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatMoney, plural } from '@syncline/shared/format';
import { MethodNote } from '../../ui/method-note.tsx';
import { Failure } from '../../ui/states.tsx';
import styles from './rates.module.css';
import { ratesText } from './rates-words.ts';

/** Whether a question was refused as a rate is not known. */
export function isRateMissing(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && error.code === 'rate_missing';
}

/** What was converted, and at which rates of which days. */
export function RatesNote({ answer, currency }: { answer: RevenueShareAnswer; currency: string }) {
  const { conversion, meta } = answer;
  if (!conversion) return null;
  const others = conversion.currencies.filter((one) => one.currency !== currency);
  const money = others.map(
    (one) =>
      `${formatMoney(one.net_revenue, one.currency)} of ${plural(one.orders, 'order')} is ${formatMoney(one.converted ?? 0, currency)}`,
  );
  return (
    <p className={styles.note}>
      {others.length === 0
        ? `Every order of these days is in ${currency}. `
        : `Each payment and refund is converted at the rates of its own day: ${money.join('; ')}. ${ratesText(conversion.rates) ?? ''} `}
      <MethodNote method={meta.method} />
    </p>
  );
}

/** Which rates are missing, and where they can be entered. */
export function RatesMissing({ error, retry }: { error: ApiFailure; retry: () => unknown }) {
  return (
    <div className={styles.refused}>
      <Failure what="The orders of all currencies cannot be converted" error={error} retry={retry} />
      <Link to="/revenue/rates" search={carryFilters}>
        Enter or import exchange rates
      </Link>
    </div>
  );
}
