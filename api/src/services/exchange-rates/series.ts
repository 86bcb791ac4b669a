import { RATE_REACH_DAYS, type RateSource } from '@syncline/shared/exchange-rates';
import { addDays, type Period } from '@syncline/shared/time';
import { groupBy } from '../../lib/group-by.ts';
import type { ServiceContext } from '../context.ts';

export interface DayRate {
  day: string;
  /** Units of the currency per euro. */
  rate: string;
  source: RateSource;
}

/** The rates that can hold on the days of a period by currency, days rising: those of the days that their reach looks back to, too. */
export async function rateSeries(
  { db }: ServiceContext,
  { currencies, period }: { currencies: readonly string[]; period: Period },
): Promise<Map<string, DayRate[]>> {
  if (currencies.length === 0) return new Map();
  const rows = await db
    .selectFrom('exchange_rates')
    .select(['currency', 'day', 'rate', 'source'])
    .where('current', '=', 1)
    .where('currency', 'in', currencies)
    .where('day', '>=', addDays(period.from, -RATE_REACH_DAYS))
    .where('day', '<=', period.to)
    .orderBy('currency')
    .orderBy('day')
    .execute();
  return new Map(
    [...groupBy(rows, ({ currency }) => currency)].map(([currency, own]) => [
      currency,
      own.map(({ day, rate, source }) => ({ day, rate, source })),
    ]),
  );
}
